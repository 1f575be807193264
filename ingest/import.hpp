/// From a source file to placed, checked rounds: the whole of ingest in one call. Nothing is stored here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "geo/boundary_set.hpp"
#include "ingest/error.hpp"
#include "ingest/previous_round.hpp"
#include "ingest/sandbox.hpp"
#include "model/early_rows.hpp"
#include "model/progress.hpp"
#include "model/round_draft.hpp"

namespace sojourn::ingest {

/// What the user says about the file. Where the file itself says it row by row (a column), operation, method
/// and round choose among its rounds; where it says it once (a title), or not at all, they decide.
struct ImportOptions {
  std::filesystem::path
      file;  ///< of any kind that open_table_source reads; may be a zip, or `archive.zip/inner.csv`
  std::optional<std::string> sheet;  ///< the only one to read; nothing: those that fit best
  std::optional<std::string>
      profile;  ///< a shipped profile's name, or the path of a .toml file; nothing: the best match
  std::optional<std::string> operation;  ///< code
  std::optional<std::string> country;    ///< ISO3, of an operation that is known; where the file says none
  std::optional<model::Method> method;
  std::optional<int> round;
  std::optional<model::Date> from;
  std::optional<model::Date> to;
  std::optional<model::Sensitivity> sensitivity;  ///< a mark in the file can only raise it
  /// CSV for codes that boundaries and profile do not know: see geo::Crosswalk::parse.
  std::optional<std::filesystem::path> crosswalk;
  std::string encoding = {};  ///< of a text file, such as windows-1256; empty: found out
  SandboxLimits limits;
  model::ProgressSink progress = {};  ///< may be empty
};

/// The boundary set (latest vintage valid at the date, else the earliest) of a country (ISO3), or null if
/// there is none.
using BoundariesFor = std::function<std::shared_ptr<const geo::BoundarySet>(const std::string& country,
                                                                            model::Date period_end)>;

struct ImportResult {
  std::string file;     ///< its name, without folders
  std::string profile;  ///< the profile used
  std::string profile_title;
  std::string sheet;  ///< the sheet used; empty for files without sheets
  /// One for each (operation, method, round), in that order. Rows, people and rejections per round:
  /// `content.round.totals`.
  std::vector<model::RoundDraft> drafts;
  std::vector<model::Finding> findings;  ///< about the file, not about one round
};

/// Reads, recognises, parses, checks and places. Throws ImportRefused when nothing may be stored: with every
/// reason that could be found, and what to do. Rejected rows are no reason to refuse unless all are.
///
/// `previous_of` says what is stored of the round before each; of several in one file the one before counts.
/// May be empty: then rounds are not compared with stored ones. It is called on a thread of its own, after
/// `boundaries_for` has answered for the round.
///
/// `early` (may be null) gets the rows of a file's only round as they become known.
ImportResult import_file(const ImportOptions& options, const BoundariesFor& boundaries_for,
                         const PreviousRoundOf& previous_of = {}, model::EarlyRows* early = nullptr);

/// Names and titles of the shipped profiles.
struct ProfileInfo {
  std::string name;
  std::string title;
};
std::vector<ProfileInfo> shipped_profiles();

}  // namespace sojourn::ingest

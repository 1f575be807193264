/// A first guess at the profile of a file that nobody has described yet.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/header_match.hpp"

namespace sojourn::ingest {

/// What is thought of one column.
struct DraftColumn {
  std::size_t position = 0;  ///< from 0
  std::string header;        ///< as in the file; empty: none
  std::string name;  ///< what tells it from the sheet's other columns: the header, where another has the
                     ///< same with the merged heading above in front; empty: nothing does
  std::string hashtag;
  const ProfileColumn* meaning = nullptr;  ///< of the vocabulary; null: not known, or not to be mapped
  double confidence = 0;                   ///< 0 to 1
  std::string evidence;                    ///< "its header", "its hashtag" …
  std::string personal;  ///< why it is not to be mapped: `phone`, `person`, `remark` …; empty: it may be
  std::string known;     ///< a figure that rounds have no place for: `secondary` …
  std::string looks;     ///< "counts, 0 to 312", "12 different texts"; never a value of a person
  std::string check;     ///< what the cells of a column without header have to look like; empty: anything
  std::vector<std::string> samples;     ///< a few values that say nothing about persons
  std::vector<std::string> categories;  ///< all values, where they are categories
};

/// Between several needs in one cell.
inline constexpr std::string_view need_separators = " /,;+&-";

/// Between several hazards or services in one cell.
inline constexpr std::string_view list_separators = ",;|/";

struct ProfileDraft {
  const Profile* vocabulary = nullptr;  ///< that it was drafted by: of its collection
  double sure = 0;                      ///< that the rows are of the collection; of rounds nothing is said
  std::vector<std::string> marks;       ///< fields that say so
  std::string file;
  std::string sheet;
  bool has_header = true;
  std::int64_t header_row = 0;
  std::size_t columns_in_sheet = 0;
  std::string country;  ///< ISO3, from P-codes; empty: not known, or a column says it
  std::optional<int> round;
  std::string period;  ///< as a title says it
  std::string method;  ///< of collection, as titles have it; empty: they do not
  std::vector<DraftColumn> columns;
};

/// Rows of each sheet are its first ones, as many as can be had. `vocabularies` are that of rounds and then
/// those of other collections, and have to outlive the draft. Another collection is drafted where the columns
/// that its vocabulary requires are there, and more is understood by it than as a round.
ProfileDraft draft_profile(std::span<const SheetSample> sheets, std::span<const Profile> vocabularies,
                           const std::string& file);

/// The draft as a profile that a person finishes: valid TOML, with what speaks for each guess as comments.
std::string to_toml(const ProfileDraft& draft);

}  // namespace sojourn::ingest

/// Crosswalks between stored vintages, and rounds shown on another: what `crosswalk` and `areas` do.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "geo/crosswalk.hpp"
#include "model/other_vintage.hpp"
#include "sql/database.hpp"

namespace sojourn::server {

/// Throws sql::Refusal naming the vintages that are stored, where that one is not.
std::shared_ptr<const geo::BoundarySet> load_vintage(const sql::Database& database,
                                                     const std::string& country, const std::string& version);

/// Throws sql::Refusal for a file that is missing or no crosswalk.
geo::Crosswalk read_crosswalk(const std::filesystem::path& file);

struct ShownRound {
  std::shared_ptr<const model::RoundData> round;
  std::shared_ptr<const geo::BoundarySet> boundaries;  ///< on which it is shown
  int level = 2;
  std::vector<model::ShownArea> areas;
};

enum class TableFormat { csv, json };
std::string format_shown(const ShownRound& shown, TableFormat format);

}  // namespace sojourn::server

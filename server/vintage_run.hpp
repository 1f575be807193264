/// Vintages and crosswalks for the commands that show rounds on other boundaries.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "geo/crosswalk.hpp"
#include "sql/database.hpp"

namespace sojourn::server {

/// Throws sql::Refusal naming the vintages that are stored, where that one is not.
std::shared_ptr<const geo::BoundarySet> load_vintage(const sql::Database& database,
                                                     const std::string& country, const std::string& version);

/// Throws sql::Refusal for a file that is missing or no crosswalk.
geo::Crosswalk read_crosswalk(const std::filesystem::path& file);

}  // namespace sojourn::server

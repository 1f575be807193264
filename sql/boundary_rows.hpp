/// Areas as rows of COPY, both ways.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "geo/boundary_set.hpp"
#include "sql/connection.hpp"

namespace sojourn::sql {

/// One line of COPY text for each area, without country and version: what the content hash is made of.
std::string area_rows(const geo::BoundarySet& set);

/// Whether the sets differ in nothing but how many people live in their areas.
bool same_but_population(const geo::BoundarySet& a, const geo::BoundarySet& b);

/// A hash of the areas' content, the same in every build.
std::string content_hash_of(std::string_view area_rows);

/// From `<schema>.area`, in the transaction under way; null if it has no area of that vintage.
std::shared_ptr<const geo::BoundarySet> read_boundary_set(Connection& connection, std::string_view schema,
                                                          const std::string& country,
                                                          const std::string& version);

}  // namespace sojourn::sql

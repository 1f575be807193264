/// Where exported figures come from and under which terms: said in every format that has a place for it.
#pragma once

#include <string>
#include <string_view>

#include "model/edition.hpp"

namespace sojourn::exports {

/// As the page says it under its map.
inline constexpr std::string_view boundary_disclaimer =
    "Boundaries, names and designations do not imply official endorsement or acceptance by anyone.";

/// Each different one once, joined by "; ". Empty if nobody said.
std::string sources_of(const model::RoundList& rounds);
std::string licences_of(const model::RoundList& rounds);

/// One sentence for a person: collection, source, licence, rounds, disclaimer.
std::string description_of(const model::RoundList& rounds, model::Collection collection);

/// A JSON object: `source`, `licence` (null if unknown), `rounds` (operation, method, round, period, source,
/// boundary version, erratum), `disclaimer`, `generator`, and `synthetic`: true only where an operation is
/// made up.
std::string provenance_json(const model::RoundList& rounds);

}  // namespace sojourn::exports

/// How many people live in the areas of a boundary set, from a file that says so beside the boundaries.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "geo/boundary_set.hpp"
#include "ingest/sandbox.hpp"

namespace sojourn::ingest {

struct Population {
  std::int64_t people = 0;
  std::optional<int> year;
};

struct PopulationFile {
  std::map<std::string, Population> areas;  ///< by code
  std::set<std::string> contradictory;      ///< codes with several totals of one year: none of them is taken
};

/// Of one country's areas: the totals of the file's latest year that says one. Reads what the
/// profile `cod-population` knows, in a confined process. Throws ImportRefused where the file says nothing of
/// the country.
PopulationFile read_population(const std::filesystem::path& file, const std::string& country,
                               const SandboxLimits& limits = {});

struct Populated {
  geo::BoundarySet set;
  std::size_t areas = 0;    ///< that got a population
  std::size_t unknown = 0;  ///< codes of the file that the set lacks
};

/// Of an area that has a population already: whether the boundaries' own figure stays or the file's takes its
/// place.
enum class KnownPopulation : std::uint8_t { stays, is_replaced };

/// The same areas with these populations.
Populated with_population(const geo::BoundarySet& set, const std::map<std::string, Population>& population,
                          KnownPopulation known = KnownPopulation::stays);

}  // namespace sojourn::ingest

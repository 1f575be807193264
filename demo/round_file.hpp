/// One round as a CSV file.
#pragma once

#include <filesystem>

#include "demo/country.hpp"
#include "demo/operation.hpp"
#include "demo/places.hpp"

namespace sojourn::demo {

/// Days of a round's collection: rounds follow each other every nine weeks, the last of `rounds` ends on
/// 30 November 2025.
model::Date round_start(int number, int rounds);
model::Date round_end(int number, int rounds);

RoundFile write_round_file(const Country& country, const Places& places, int number, int rounds,
                           const std::filesystem::path& directory);

}  // namespace sojourn::demo

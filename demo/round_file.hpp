/// One round as a CSV file.
#pragma once

#include <filesystem>

#include "demo/country.hpp"
#include "demo/operation.hpp"
#include "demo/places.hpp"

namespace sojourn::demo {

RoundFile write_round_file(const Country& country, const Places& places, int number, int rounds,
                           const std::filesystem::path& directory);

}  // namespace sojourn::demo

/// The country's boundaries as files like those of OCHA's Common Operational Datasets.
#pragma once

#include <filesystem>
#include <vector>

#include "demo/country.hpp"

namespace sojourn::demo {

/// The day since which the boundaries are valid, as in the files.
inline constexpr std::string_view boundaries_valid_on = "2021-07-01";
inline constexpr int population_year = 2024;

/// Writes `xs_admbnda_adm0.geojson` to `…adm4.geojson` (RFC 7946, attributes ADM1_EN, ADM1_AR, ADM1_PCODE …
/// of the level and all above it, validOn, population). Throws std::runtime_error naming the file that
/// cannot be written.
std::vector<std::filesystem::path> write_boundaries(const Country& country,
                                                    const std::filesystem::path& directory);

}  // namespace sojourn::demo

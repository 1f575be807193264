/// The formats in which tables of features and of analysis come.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "server/parameters.hpp"
#include "server/request.hpp"

namespace sojourn::server {

inline constexpr std::string_view geojson_type = "application/geo+json";
inline constexpr std::string_view csv_type = "text/csv; charset=utf-8; header=present";

enum class Format : std::uint8_t { json, csv, hxl };

/// `f=json` (or `geojson`), `f=csv`, `f=hxl` (CSV with the row of HXL hashtags below the header); without `f`
/// what the Accept field likes best of JSON and CSV. Throws Problem(malformed_parameter, not_acceptable).
Format choose_format(const Parameters& parameters, const Request& request);

std::string_view to_string(Format format);
/// The media type of a table of analysis.
std::string_view analysis_type(Format format);

}  // namespace sojourn::server

#include "server/formats.hpp"

#include <array>

#include "server/negotiation.hpp"
#include "server/problem.hpp"

namespace sojourn::server {

Format choose_format(const Parameters& parameters, const Request& request) {
  if (const auto text = parameters.find("f")) {
    if (*text == "json" || *text == "geojson") return Format::json;
    if (*text == "csv") return Format::csv;
    if (*text == "hxl") return Format::hxl;
    refuse_parameter("f", "must be json, csv or hxl (CSV with a row of HXL hashtags)");
  }
  constexpr std::array<std::string_view, 3> offers = {"application/geo+json", "application/json", "text/csv"};
  const auto choice = choose_media_type(request.accept, offers);
  if (!choice)
    throw Problem(ProblemCode::not_acceptable, "This comes as JSON or as CSV; the request accepts neither.");
  return *choice == 2 ? Format::csv : Format::json;
}

std::string_view to_string(Format format) {
  return format == Format::json ? "json" : format == Format::csv ? "csv" : "hxl";
}

std::string_view analysis_type(Format format) {
  return format == Format::json ? "application/json" : csv_type;
}

}  // namespace sojourn::server

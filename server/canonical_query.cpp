#include "server/canonical_query.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "server/time_parameter.hpp"

namespace sojourn::server {

void CanonicalQuery::add_state(const Parameters& parameters, const model::StateQuery& state) {
  if (parameters.find("operation")) add("operation", fmt::format("{}", fmt::join(state.operations, ",")));
  if (state.method) add("method", std::string(model::to_string(*state.method)));
  if (state.datetime) add("datetime", to_string(*state.datetime));
  if (state.round) add("round", std::to_string(*state.round));
  if (state.include_event) add("include", "event");
}

void CanonicalQuery::add_filter(const query::Filter& filter) {
  if (!filter.is_everything()) add("filter", filter.text());
}

void CanonicalQuery::add_properties(std::span<const model::Field> fields,
                                    const std::vector<std::size_t>& chosen,
                                    const std::vector<std::size_t>& standard) {
  if (chosen == standard) return;
  std::vector<std::string_view> names;
  for (const auto field : chosen) names.push_back(fields[field].name);
  add("properties", fmt::format("{}", fmt::join(names, ",")));
}

void CanonicalQuery::add_bbox(const std::vector<geo::Box>& boxes) {
  // Two boxes are one across the antimeridian.
  const auto& west = boxes.front();
  const auto& east = boxes.back();
  add("bbox", fmt::format("{},{},{},{}", west.min_x, west.min_y, east.max_x, east.max_y));
}

}  // namespace sojourn::server

#include "server/parameters.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "model/dataset.hpp"
#include "server/problem.hpp"
#include "server/time_parameter.hpp"

namespace sojourn::server {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool contains(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> parse_operations(std::string_view text, const model::Published& published) {
  std::vector<std::string> operations;
  for (const auto code : split(text, ',')) {
    if (!model::is_operation_code(code))
      refuse_parameter("operation", "must be an operation's code such as NGA, or several joined by commas");
    if (!published.operations.contains(code))
      refuse_parameter("operation", fmt::format("nothing of {} has been published here", code));
    operations.emplace_back(code);
  }
  std::sort(operations.begin(), operations.end());
  operations.erase(std::unique(operations.begin(), operations.end()), operations.end());
  return operations;
}

std::vector<double> parse_bbox_numbers(std::string_view text) {
  std::vector<double> numbers;
  for (const auto part : split(text, ',')) {
    const auto number = parse_number<double>(part);
    if (!number || !std::isfinite(*number)) refuse_parameter("bbox", "must be numbers joined by commas");
    numbers.push_back(*number);
  }
  if (numbers.size() == 6) {  // heights do not matter to us
    if (numbers[2] > numbers[5]) refuse_parameter("bbox", "the lowest height is above the highest");
    return {numbers[0], numbers[1], numbers[3], numbers[4]};
  }
  if (numbers.size() != 4)
    refuse_parameter("bbox", "must be west,south,east,north (4 numbers, or 6 with heights)");
  return numbers;
}

}  // namespace

Parameters::Parameters(const std::vector<QueryParameter>& query, std::span<const std::string_view> known)
    : query_(query) {
  for (auto parameter = query.begin(); parameter != query.end(); ++parameter) {
    if (!contains(known, parameter->name))
      refuse_unknown_parameter(parameter->name,
                               known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", ")));
    const auto same_name = [&](const QueryParameter& other) { return other.name == parameter->name; };
    if (std::any_of(query.begin(), parameter, same_name)) refuse_parameter(parameter->name, "is given twice");
  }
}

std::optional<std::string_view> Parameters::find(std::string_view name) const {
  for (const auto& parameter : query_)
    if (parameter.name == name) return parameter.value;
  return std::nullopt;
}

std::span<const std::string_view> state_parameters_of(model::Collection collection) {
  static constexpr std::array<std::string_view, 3> of_datasets = {"operation", "datetime", "round"};
  if (model::dataset_of(collection)) return of_datasets;
  return state_parameters;
}

model::StateQuery parse_state(const Parameters& parameters, const model::Published& published) {
  model::StateQuery state;
  if (const auto text = parameters.find("operation")) state.operations = parse_operations(*text, published);
  if (const auto text = parameters.find("method")) {
    state.method = model::parse_method(*text);
    if (!state.method || !model::is_assessment(*state.method))
      refuse_parameter("method", fmt::format("must be {}", model::assessment_methods));
  }
  if (const auto text = parameters.find("datetime")) {
    state.datetime = parse_datetime(*text);
    if (!state.datetime)
      refuse_parameter(
          "datetime",
          "must be a date, an RFC 3339 time, or an interval such as 2019-01-01/2019-06-30 or ../2019-06-30");
  }
  if (parameters.find("round")) {
    state.round = static_cast<int>(parse_integer(parameters, "round", 0, 1'000'000, 0));
    if (state.datetime) refuse_parameter("round", "cannot be combined with datetime: give one of them");
  }
  if (const auto text = parameters.find("include")) {
    if (*text != "event") refuse_parameter("include", "can only be 'event'");
    state.include_event = true;
  }
  return state;
}

std::optional<std::vector<geo::Box>> parse_bbox(const Parameters& parameters) {
  const auto text = parameters.find("bbox");
  if (!text) return std::nullopt;
  const auto numbers = parse_bbox_numbers(*text);
  const double west = numbers[0], south = numbers[1], east = numbers[2], north = numbers[3];
  if (std::abs(west) > 180 || std::abs(east) > 180)
    refuse_parameter("bbox", "longitudes lie between -180 and 180");
  if (std::abs(south) > 90 || std::abs(north) > 90)
    refuse_parameter("bbox", "latitudes lie between -90 and 90");
  if (south > north) refuse_parameter("bbox", "the southern edge is north of the northern");
  if (west <= east) return std::vector{geo::Box{west, south, east, north}};
  return std::vector{geo::Box{west, south, 180, north}, geo::Box{-180, south, east, north}};
}

std::int64_t parse_integer(const Parameters& parameters, std::string_view name, std::int64_t low,
                           std::int64_t high, std::int64_t if_absent) {
  const auto text = parameters.find(name);
  if (!text) return if_absent;
  const bool all_digits =
      std::all_of(text->begin(), text->end(), [](char c) { return c >= '0' && c <= '9'; });
  const auto number = all_digits ? parse_number<std::int64_t>(*text) : std::nullopt;
  if (!number || *number < low || *number > high)
    refuse_parameter(name, fmt::format("must be a whole number from {} to {}", low, high));
  return *number;
}

Page parse_page(const Parameters& parameters, const PageLimits& limits) {
  constexpr std::int64_t huge = 1'000'000'000'000;
  const auto limit = parse_integer(parameters, "limit", 1, huge, static_cast<std::int64_t>(limits.standard));
  const auto offset = parse_integer(parameters, "offset", 0, huge, 0);
  Page page{std::min(static_cast<std::size_t>(limit), limits.most), static_cast<std::size_t>(offset)};
  if (const auto text = parameters.find("cursor")) {
    page.cursor = parse_cursor(*text);
    if (!page.cursor) refuse_parameter("cursor", "must be as a link to the next page has it");
    if (parameters.find("offset"))
      refuse_parameter("offset", "cannot be combined with cursor: give one of them");
  }
  return page;
}

bool parse_cluster(const Parameters& parameters, model::Collection collection) {
  const auto text = parameters.find("cluster");
  if (!text || *text == "true") return true;
  if (*text != "false") refuse_parameter("cluster", "must be true or false");
  return collection != model::Collection::locations;
}

std::optional<std::vector<std::size_t>> parse_properties(const Parameters& parameters,
                                                         std::span<const model::Field> fields) {
  const auto text = parameters.find("properties");
  if (!text) return std::nullopt;
  std::vector<std::size_t> selected;
  if (text->empty()) return selected;
  for (const auto name : split(*text, ',')) {
    const auto position = model::field_index(fields, name);
    if (position == model::no_field)
      refuse_parameter("properties", fmt::format("there is no property '{}'", name));
    selected.push_back(position);
  }
  std::sort(selected.begin(), selected.end());
  selected.erase(std::unique(selected.begin(), selected.end()), selected.end());
  return selected;
}

}  // namespace sojourn::server

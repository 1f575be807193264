/// Query parameters, parsed strictly: each means the same on every path, appears
/// at most once, and what is not known there is refused by name.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "geo/geometry.hpp"
#include "model/edition.hpp"
#include "model/schema.hpp"
#include "server/cursor.hpp"
#include "server/request.hpp"

namespace sojourn::server {

/// The parameters of one request. All functions below throw Problem(malformed_parameter) naming the
/// parameter.
class Parameters {
 public:
  /// `known` are the names that this path understands. Throws Problem for any other, or for one given twice.
  Parameters(const std::vector<QueryParameter>& query, std::span<const std::string_view> known);

  /// Nothing if absent; an empty value is a value.
  std::optional<std::string_view> find(std::string_view name) const;

 private:
  const std::vector<QueryParameter>& query_;
};

/// `operation`, `method`, `datetime`, `round`, `include`.
inline constexpr std::string_view state_parameters[] = {"operation", "method", "datetime", "round",
                                                        "include"};
/// Those that choose among a collection's rounds: of a dataset that is no round of assessments there are no
/// methods to choose.
std::span<const std::string_view> state_parameters_of(model::Collection collection);

/// Operations that nothing was published of are refused, so that a typing error does not look like "no
/// people".
model::StateQuery parse_state(const Parameters& parameters, const model::Published& published);

/// `bbox` as one box, or two for one across the antimeridian (west > east). Nothing if absent.
std::optional<std::vector<geo::Box>> parse_bbox(const Parameters& parameters);

struct Page {
  std::size_t limit = 0;
  std::size_t offset = 0;
  std::optional<Cursor> cursor = std::nullopt;  ///< instead of `offset`
};
struct PageLimits {
  std::size_t standard = 100;
  std::size_t most = 10000;
};
/// `limit` (1 and more; more than the most is the most), and `offset` or `cursor`.
Page parse_page(const Parameters& parameters, const PageLimits& limits);

/// `properties`: positions of fields, ascending. Nothing if absent; an empty value selects none.
std::optional<std::vector<std::size_t>> parse_properties(const Parameters& parameters,
                                                         std::span<const model::Field> fields);

/// `cluster`: true unless told otherwise. Only points cluster, so of areas it changes nothing.
bool parse_cluster(const Parameters& parameters, model::Collection collection);

/// A whole number in [low, high], digits only.
std::int64_t parse_integer(const Parameters& parameters, std::string_view name, std::int64_t low,
                           std::int64_t high, std::int64_t if_absent);

/// The whole text as a number, or nothing.
template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || error != std::errc() || stop != end) return std::nullopt;
  return number;
}

}  // namespace sojourn::server

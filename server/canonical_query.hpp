/// The parameters of a request in the one form that all requests for the same share: for cache keys and
/// links.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "geo/geometry.hpp"
#include "query/filter.hpp"
#include "server/parameters.hpp"
#include "server/request.hpp"

namespace sojourn::server {

/// What is added last comes last, so those who add in one order get equal queries for equal meaning. What
/// would say nothing, because it goes without saying, is left out.
class CanonicalQuery {
 public:
  CanonicalQuery() = default;
  /// To go on with one that was taken.
  explicit CanonicalQuery(std::vector<QueryParameter> parameters) : parameters_(std::move(parameters)) {}

  void add(std::string_view name, std::string value) {
    parameters_.push_back({std::string(name), std::move(value)});
  }

  void add_state(const Parameters& parameters, const model::StateQuery& state);
  /// Fields by name become part of `filter`.
  void add_filter(const query::Filter& filter);
  /// As far as `chosen` differs from the standard.
  void add_properties(std::span<const model::Field> fields, const std::vector<std::size_t>& chosen,
                      const std::vector<std::size_t>& standard);
  void add_bbox(const std::vector<geo::Box>& boxes);

  std::vector<QueryParameter> take() && { return std::move(parameters_); }

 private:
  std::vector<QueryParameter> parameters_;
};

}  // namespace sojourn::server

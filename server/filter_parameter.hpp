/// Which rows a request is about: `filter`, `filter-lang`, and fields by name.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "query/filter.hpp"
#include "server/parameters.hpp"

namespace sojourn::server {

inline constexpr std::string_view filter_parameters[] = {"filter", "filter-lang"};

/// Fields that a parameter may name: all that are no parameter of another meaning.
std::vector<std::string_view> filterable_fields(std::span<const model::Field> fields);

/// The rows for which `filter` is true and whose fields have exactly the values that parameters of their
/// names say (`unit=site`); all, without such parameters. Throws Problem(malformed_parameter).
query::Filter parse_filter(const Parameters& parameters, model::Collection collection);

}  // namespace sojourn::server

/// The `datetime` parameter (OGC API Features 7.15.4, RFC 3339) as days.
#pragma once

#include <optional>
#include <string_view>

#include "model/edition.hpp"

namespace sojourn::server {

/// A date (`2019-04-17`), a date-time with offset (`2019-04-17T12:00:00Z`; its day in UTC counts), or an
/// interval `a/b` of these, inclusive, where one side may be `..` or empty. Nothing if it is none of these,
/// is open on both sides, or ends before it starts.
std::optional<model::TimeRange> parse_datetime(std::string_view text);

/// The same in its shortest form: equal ranges have equal texts.
std::string to_string(const model::TimeRange& range);

}  // namespace sojourn::server

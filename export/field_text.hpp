/// Values of a block's columns as text that JSON and CSV share.
#pragma once

#include <charconv>
#include <string>

#include "model/block.hpp"
#include "model/date.hpp"

namespace sojourn::exports {

inline void append_integer(std::string& out, std::int64_t value) {
  char text[24];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  out.append(text, static_cast<std::size_t>(end - text));
}

/// Shortest text that reads back as the same number.
inline void append_real(std::string& out, double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  out.append(text, static_cast<std::size_t>(end - text));
}

/// YYYY-MM-DD.
inline void append_day(std::string& out, std::int64_t days_since_1970) {
  out += model::Date::from_days(static_cast<std::int32_t>(days_since_1970)).to_string();
}

/// Degrees from units of 1e-7, without zeros at the end: "13.15", "-0.0000001", "5".
void append_degrees(std::string& out, std::int32_t e7);

}  // namespace sojourn::exports

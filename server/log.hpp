/// Structured logs: one JSON object a line on standard error. No personal data and
/// no values of query parameters go in.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <variant>

namespace sojourn::server {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

struct LogField {
  std::string_view name;
  std::variant<std::string_view, std::int64_t, double> value;
};

/// Call before the first log line. `level` is one of debug, info, warning, error.
void start_logging(std::string_view level);

/// Written by a thread of its own; drops the oldest lines rather than wait. Does nothing before
/// start_logging.
void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

/// Writes what is waiting and stops the thread.
void stop_logging();

}  // namespace sojourn::server

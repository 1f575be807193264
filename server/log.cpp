#include "server/log.hpp"

#include <fmt/format.h>
#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <memory>

#include "server/json_writer.hpp"

namespace sojourn::server {
namespace {

std::shared_ptr<spdlog::async_logger> logger;

spdlog::level::level_enum level_of(std::string_view name) {
  if (name == "debug") return spdlog::level::debug;
  if (name == "warning") return spdlog::level::warn;
  if (name == "error") return spdlog::level::err;
  return spdlog::level::info;
}

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    default:
      return "error";
  }
}

/// RFC 3339 in UTC with milliseconds.
std::string now() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
  const std::time_t seconds = static_cast<std::time_t>(milliseconds / 1000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, milliseconds % 1000);
}

}  // namespace

void start_logging(std::string_view level) {
  spdlog::init_thread_pool(8192, 1);
  logger = std::make_shared<spdlog::async_logger>(
      "sojourn", std::make_shared<spdlog::sinks::stderr_sink_mt>(), spdlog::thread_pool(),
      spdlog::async_overflow_policy::overrun_oldest);
  logger->set_pattern("%v");
  logger->set_level(level_of(level));
  logger->flush_on(spdlog::level::warn);
}

void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  const auto severity = level_of(name_of(level));
  if (!logger || !logger->should_log(severity)) return;
  JsonWriter line;
  line.begin_object();
  line.member("time", now());
  line.member("level", name_of(level));
  line.member("event", event);
  for (const auto& field : fields)
    std::visit([&](const auto& value) { line.member(field.name, value); }, field.value);
  line.end_object();
  logger->log(severity, "{}", std::move(line).take());
}

void stop_logging() {
  if (!logger) return;
  logger->flush();
  logger.reset();
  spdlog::shutdown();
}

}  // namespace sojourn::server

#include "server/commands/values.hpp"

#include <fmt/format.h>

#include "server/commands/command.hpp"

namespace sojourn::server {

model::Date parse_date_option(const std::string& option, const std::string& text) {
  if (const auto date = model::Date::parse(text)) return *date;
  throw UsageError(fmt::format("{} takes a date such as 2019-04-17, not '{}'", option, text));
}

model::Method parse_method_option(const std::string& text) {
  if (const auto method = model::parse_method(text)) return *method;
  throw UsageError(fmt::format("--method takes {}, not '{}'", all_methods, text));
}

model::Sensitivity parse_sensitivity_option(const std::string& text) {
  if (const auto sensitivity = model::parse_sensitivity(text)) return *sensitivity;
  throw UsageError(fmt::format("--sensitivity takes low, moderate, high or severe, not '{}'", text));
}

std::optional<model::Date> parse_date_option(const std::string& option,
                                             const std::optional<std::string>& text) {
  return text ? std::optional(parse_date_option(option, *text)) : std::nullopt;
}

std::optional<model::Method> parse_method_option(const std::optional<std::string>& text) {
  return text ? std::optional(parse_method_option(*text)) : std::nullopt;
}

std::optional<model::Sensitivity> parse_sensitivity_option(const std::optional<std::string>& text) {
  return text ? std::optional(parse_sensitivity_option(*text)) : std::nullopt;
}

}  // namespace sojourn::server

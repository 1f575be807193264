/// Values of options, parsed strictly.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/round.hpp"

namespace sojourn::server {

/// For `--method` where datasets may be meant, too.
inline constexpr std::string_view all_methods =
    "baseline, site, location, event, people-in-need, relocation-areas or services";

/// All throw UsageError naming the option and what it takes.
model::Date parse_date_option(const std::string& option, const std::string& text);
model::Method parse_method_option(const std::string& text);
model::Sensitivity parse_sensitivity_option(const std::string& text);

/// The same for an option that may be absent.
std::optional<model::Date> parse_date_option(const std::string& option,
                                             const std::optional<std::string>& text);
std::optional<model::Method> parse_method_option(const std::optional<std::string>& text);
std::optional<model::Sensitivity> parse_sensitivity_option(const std::optional<std::string>& text);

}  // namespace sojourn::server

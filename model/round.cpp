#include "model/round.hpp"

#include <array>

namespace sojourn::model {
namespace {
constexpr std::array<std::string_view, 7> methods = {
    "baseline", "site", "location", "event", "people-in-need", "relocation-areas", "services"};
constexpr std::array<std::string_view, 5> statuses = {"draft", "validated", "published", "superseded",
                                                      "withdrawn"};
constexpr std::array<std::string_view, 4> sensitivities = {"low", "moderate", "high", "severe"};

template <typename Enum, std::size_t Count>
std::optional<Enum> parse_name(const std::array<std::string_view, Count>& names, std::string_view text) {
  for (std::size_t i = 0; i < Count; ++i)
    if (names[i] == text) return static_cast<Enum>(i);
  return std::nullopt;
}
}  // namespace

std::string_view to_string(Method method) {
  return methods.at(static_cast<std::size_t>(method));
}
std::string_view to_string(RoundStatus status) {
  return statuses.at(static_cast<std::size_t>(status));
}
std::string_view to_string(Sensitivity sensitivity) {
  return sensitivities.at(static_cast<std::size_t>(sensitivity));
}
std::optional<Method> parse_method(std::string_view text) {
  return parse_name<Method>(methods, text);
}
bool is_assessment(Method method) {
  return method <= Method::event;
}
std::optional<RoundStatus> parse_round_status(std::string_view text) {
  return parse_name<RoundStatus>(statuses, text);
}
std::optional<Sensitivity> parse_sensitivity(std::string_view text) {
  return parse_name<Sensitivity>(sensitivities, text);
}

bool is_operation_code(std::string_view text) {
  if (text.size() < 2 || text.size() > 40 || text.front() < 'A' || text.front() > 'Z') return false;
  for (const char c : text)
    if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-')) return false;
  return true;
}

}  // namespace sojourn::model

#include "model/secondary_displacement.hpp"

namespace sojourn::model {

std::string_view to_string(SecondaryKind kind) {
  return kind == SecondaryKind::times ? "times" : "group";
}

std::optional<SecondaryKind> parse_secondary_kind(std::string_view text) {
  for (const auto kind : {SecondaryKind::times, SecondaryKind::group})
    if (to_string(kind) == text) return kind;
  return std::nullopt;
}

}  // namespace sojourn::model

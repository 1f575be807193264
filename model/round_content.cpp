#include "model/round_content.hpp"

#include <array>

#include "model/round_draft.hpp"

namespace sojourn::model {
namespace {
constexpr std::array<std::string_view, 3> bases = {"all", "groups", "majority"};
constexpr std::array<std::string_view, 3> severities = {"info", "warning", "error"};
}  // namespace

std::string_view to_string(OriginBasis basis) {
  return bases.at(static_cast<std::size_t>(basis));
}
std::string_view to_string(Severity severity) {
  return severities.at(static_cast<std::size_t>(severity));
}

std::optional<Severity> parse_severity(std::string_view text) {
  for (const auto severity : {Severity::info, Severity::warning, Severity::error})
    if (text == to_string(severity)) return severity;
  return std::nullopt;
}

std::optional<OriginBasis> parse_origin_basis(std::string_view text) {
  for (std::size_t i = 0; i < bases.size(); ++i)
    if (bases[i] == text) return static_cast<OriginBasis>(i);
  return std::nullopt;
}

std::shared_ptr<const geo::BoundarySet> country_without_boundaries(const std::string& country) {
  std::vector<geo::Area> areas(1);
  areas.front().pcode = country;
  areas.front().name = country;
  return std::make_shared<geo::BoundarySet>(country, "", std::move(areas), std::vector<std::string>{""});
}

}  // namespace sojourn::model

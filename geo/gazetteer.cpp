#include "geo/gazetteer.hpp"

#include <algorithm>

namespace sojourn::geo {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n\v\f";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

AreaMatch match_of(std::vector<std::uint32_t> candidates) {
  if (candidates.empty()) return {};
  if (candidates.size() == 1) return {MatchKind::area, candidates.front(), {}};
  return {MatchKind::ambiguous, no_area, std::move(candidates)};
}

}  // namespace

Gazetteer::Gazetteer(const BoundarySet& set, const std::vector<AreaAlias>& aliases) : set_(&set) {
  for (std::uint32_t i = 0; i < set.areas().size(); ++i) {
    const auto& area = set.area(i);
    add(main_name, area.name, i);
    add(main_name, area.name_local, i);
    for (const auto& other : area.other_names) add(other_name, other, i);
  }
  for (const auto& alias : aliases) add_alias(alias);
}

void Gazetteer::add(Tier tier, std::string_view name, std::uint32_t area) {
  auto key = normalise_name(name);
  if (key.empty()) return;
  auto& areas = names_[static_cast<std::size_t>(set_->area(area).level)][tier][std::move(key)];
  // Kept ascending and without repeats: one area often has the same name in several columns.
  const auto at = std::lower_bound(areas.begin(), areas.end(), area);
  if (at == areas.end() || *at != area) areas.insert(at, area);
}

void Gazetteer::add_alias(const AreaAlias& alias) {
  if (alias.level < 0 || alias.level >= level_count) return;
  if (const auto by_pcode = by_code(alias.target)) {
    if (set_->area(by_pcode.area).level == alias.level) add(Tier::alias_name, alias.name, by_pcode.area);
    return;
  }
  const auto named = by_name(alias.target, alias.level);
  if (named) add(Tier::alias_name, alias.name, named.area);
  for (const auto area : named.candidates) add(Tier::alias_name, alias.name, area);
}

AreaMatch Gazetteer::by_code(std::string_view pcode) const {
  const auto found = set_->find(trimmed(pcode));
  if (found == no_area) return {};
  return {MatchKind::area, found, {}};
}

AreaMatch Gazetteer::by_name(std::string_view name, int level, std::uint32_t within) const {
  if (level < 0 || level >= level_count) return {};
  const auto key = normalise_name(name);
  if (key.empty()) return {};
  for (const auto& tier : names_[static_cast<std::size_t>(level)]) {
    const auto found = tier.find(key);
    if (found == tier.end()) continue;
    auto candidates = found->second;
    if (within != no_area) {
      const int within_level = set_->area(within).level;
      std::erase_if(candidates,
                    [&](std::uint32_t area) { return set_->ancestor(area, within_level) != within; });
    }
    if (!candidates.empty()) return match_of(std::move(candidates));
  }
  return {};
}

}  // namespace sojourn::geo

#include "ingest/placer.hpp"

#include <algorithm>
#include <cmath>

#include "geo/geos.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

// The trust step that a kind of answer comes from.
PlacedBy placed_by(TrustStep step) {
  switch (step) {
    case TrustStep::pcode:
      return PlacedBy::code;
    case TrustStep::name:
      return PlacedBy::name;
    case TrustStep::crosswalk:
      return PlacedBy::crosswalk;
  }
  return PlacedBy::nothing;
}

double confidence_of(PlacedBy by) {
  switch (by) {
    case PlacedBy::code:
    case PlacedBy::name:
      return 0.9;
    case PlacedBy::crosswalk:
      return 0.7;
    case PlacedBy::coordinates:
      return 0.6;
    case PlacedBy::nothing:
      return 0.1;
  }
  return 0;
}

}  // namespace

Placer::Placer(const Profile& profile, std::shared_ptr<const geo::BoundarySet> boundaries)
    : profile_(profile), boundaries_(std::move(boundaries)), gazetteer_(*boundaries_, profile.aliases) {}

// `TD*` = `TCD*` replaces a beginning; other entries are whole codes.
std::string Placer::crosswalked(int level, std::string_view code) const {
  const auto& table = profile_.crosswalk[static_cast<std::size_t>(level)];
  if (table.empty()) return {};
  const auto key = lower_ascii(code);
  if (const auto found = table.find(key); found != table.end()) return found->second;
  for (const auto& [from, to] : table)
    if (from.ends_with('*') && to.ends_with('*') && key.starts_with(from.substr(0, from.size() - 1)))
      return to.substr(0, to.size() - 1) + std::string(code.substr(from.size() - 1));
  return {};
}

geo::AreaMatch Placer::step(TrustStep step, int level, std::string_view code, std::string_view name,
                            std::uint32_t within) const {
  const auto at_level = [&](std::string_view pcode) {
    auto match = pcode.empty() ? geo::AreaMatch{} : gazetteer_.by_code(pcode);
    return match && boundaries_->area(match.area).level == level ? match : geo::AreaMatch{};
  };
  switch (step) {
    case TrustStep::pcode:
      return at_level(code);
    case TrustStep::crosswalk:
      return at_level(code.empty() ? std::string() : crosswalked(level, code));
    case TrustStep::name:
      if (name.empty()) return {};
      return gazetteer_.by_name(name, level, within);
  }
  return {};
}

// True if the level was reported. The first trusted step that leads somewhere decides; the others confirm or
// contradict.
bool Placer::resolve_level(int level, std::string_view code, std::string_view name,
                           PlacedArea& placed) const {
  if (code.empty() && name.empty()) return false;
  const auto within = placed.area;
  bool decided = false;
  // Below a level that was said and not found, a name could be anybody's.
  const auto known_name = placed.unknown_level == 0 ? name : std::string_view();
  for (const auto trusted : profile_.trust) {
    const auto match = step(trusted, level, code, known_name, within);
    if (!match) continue;
    const bool inside = boundaries_->ancestor(match.area, boundaries_->area(within).level) == within;
    if (!decided && !inside) {
      // A code that leads out of the area found so far contradicts it; what was trusted first stays.
      if (placed.disagreement == 0) placed.disagreement = level;
      continue;
    }
    if (!decided) {
      decided = true;
      placed.area = match.area;
      placed.by = placed_by(trusted);
    } else if (match.area != placed.area && placed.disagreement == 0) {
      placed.disagreement = level;
    } else if (match.area == placed.area && placed.disagreement == 0) {
      placed.confidence = 1;
    }
  }
  if (!decided && placed.unknown_level == 0) placed.unknown_level = level;
  return true;
}

PlacedArea Placer::resolve(const ReportedPlace& place) const {
  PlacedArea placed;
  for (int level = 1; level <= boundaries_->deepest_level(); ++level) {
    const auto at = static_cast<std::size_t>(level);
    const auto before = placed.by;
    placed.confidence = 0;
    if (!resolve_level(level, place.codes[at], place.names[at], placed)) placed.by = before;
  }
  if (placed.disagreement != 0)
    placed.confidence = 0.5;
  else if (placed.confidence == 0)
    placed.confidence = confidence_of(placed.by);
  return placed;
}

const PlacedArea& Placer::area_of(const ReportedPlace& place) {
  key_.clear();
  for (std::size_t i = 1; i < place.codes.size(); ++i)
    key_.append(place.codes[i]).append(1, '\x1F').append(place.names[i]).append(1, '\x1F');
  const auto found = known_.find(key_);
  if (found != known_.end()) return found->second;
  return known_.emplace(key_, resolve(place)).first->second;
}

const geo::BoundaryIndex& Placer::index(int level) {
  auto& index = indexes_[static_cast<std::size_t>(level)];
  if (index == nullptr) index = std::make_unique<geo::BoundaryIndex>(*boundaries_, level);
  return *index;
}

bool Placer::covers(std::uint32_t area, geo::LonLat position) {
  const auto& index_of_level = index(boundaries_->area(area).level);
  const auto first = index_of_level.find(position);
  if (first == area || first == geo::no_area) return first == area;
  return std::ranges::binary_search(index_of_level.find_all(position), area);
}

PlacedArea Placer::area_at(geo::LonLat position) {
  for (int level = boundaries_->deepest_level(); level >= 1; --level) {
    const auto area = index(level).find(position);
    if (area != geo::no_area)
      return {area, PlacedBy::coordinates, confidence_of(PlacedBy::coordinates), 0, 0};
  }
  return {};
}

std::optional<geo::LonLat> Placer::position_in(std::uint32_t area) {
  if (boundaries_->area(area).level == 0) return std::nullopt;
  const auto found = positions_.find(area);
  if (found != positions_.end()) return found->second;
  std::optional<geo::LonLat> position;
  for (auto at = area; !position && boundaries_->area(at).level > 0; at = boundaries_->area(at).parent)
    if (const auto inside = geo::point_on_surface(boundaries_->area(at).geometry))
      position = geo::LonLat::make(inside->x, inside->y);
  positions_.emplace(area, position);
  return position;
}

PlacedPoint Placer::point_of(std::uint32_t area, std::optional<double> latitude,
                             std::optional<double> longitude, bool centre) {
  PlacedPoint placed;
  const auto in_area = [&] {
    placed.point = position_in(area);
    placed.measured = false;
    return placed;
  };
  if (!latitude || !longitude) return in_area();
  if (std::abs(*latitude) < 1e-6 && std::abs(*longitude) < 1e-6) {
    placed.note = PointNote::zero;
    return in_area();
  }
  const auto position = geo::LonLat::make(*longitude, *latitude);
  const auto swapped = geo::LonLat::make(*latitude, *longitude);
  const auto root = std::uint32_t{0};
  const bool known_shape = !boundaries_->area(root).geometry.empty();
  const auto inside = [&](const std::optional<geo::LonLat>& where, std::uint32_t within) {
    return where && (boundaries_->area(within).geometry.empty() ? !known_shape || covers(root, *where)
                                                                : covers(within, *where));
  };
  if (inside(position, area)) {
    placed.point = position;
    placed.measured = !centre;
    return placed;
  }
  if (inside(swapped, area)) {
    placed.note = PointNote::corrected;
    placed.point = swapped;
    placed.measured = !centre;
    return placed;
  }
  if (position && known_shape && covers(root, *position)) {
    placed.note = PointNote::elsewhere;
    placed.covered_by = area_at(*position).area;
    placed.point = centre ? position_in(area) : position;
    placed.measured = !centre;
    return placed;
  }
  placed.note = swapped && known_shape && covers(root, *swapped) ? PointNote::swapped : PointNote::abroad;
  return in_area();
}

}  // namespace sojourn::ingest

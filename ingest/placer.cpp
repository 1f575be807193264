#include "ingest/placer.hpp"

#include <algorithm>
#include <cmath>

#include "geo/distance.hpp"
#include "geo/geos.hpp"
#include "ingest/land.hpp"
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

/// Further than borders are drawn wrongly or centres of districts lie outside of them.
constexpr double far_kilometres = 50;
/// As much as a crosswalk's.
constexpr double confidence_of_similar = 0.7;

}  // namespace

std::string_view placement_text(PlacedBy by) {
  switch (by) {
    case PlacedBy::code:
    case PlacedBy::crosswalk:
      return "code";
    case PlacedBy::name:
      return "name";
    case PlacedBy::coordinates:
      return "coordinates";
    case PlacedBy::nothing:
      return {};
  }
  return {};
}

Placer::Placer(const Profile& profile, std::shared_ptr<const geo::BoundarySet> boundaries,
               std::shared_ptr<const geo::Crosswalk> crosswalk)
    : profile_(profile),
      boundaries_(std::move(boundaries)),
      crosswalk_(std::move(crosswalk)),
      gazetteer_(*boundaries_, profile.aliases),
      similar_(*boundaries_) {}

// `TD*` = `TCD*` replaces a beginning; other entries are whole codes.
std::string Placer::crosswalked(int level, std::string_view code) const {
  const auto& table = profile_.crosswalk[static_cast<std::size_t>(level)];
  const auto key = lower_ascii(code);
  if (const auto found = table.find(key); found != table.end()) return found->second;
  for (const auto& [from, to] : table)
    if (from.ends_with('*') && to.ends_with('*') && key.starts_with(from.substr(0, from.size() - 1)))
      return to.substr(0, to.size() - 1) + std::string(code.substr(from.size() - 1));
  if (crosswalk_ == nullptr) return {};
  const auto& shares = crosswalk_->find(code);
  return shares.size() == 1 ? shares.front().to : std::string();
}

bool Placer::lies_in(std::uint32_t area, std::uint32_t within) const {
  return boundaries_->ancestor(area, boundaries_->area(within).level) == within;
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

// The first trusted step that leads somewhere decides; the others confirm or contradict.
Placer::Answer Placer::trusted_answer(int level, std::string_view code, std::string_view name,
                                      PlacedArea& placed) const {
  Answer answer;
  for (const auto trusted : profile_.trust) {
    const auto match = step(trusted, level, code, name, placed.area);
    if (!match) continue;
    // What leads out of the area found so far contradicts it; what was trusted first stays.
    if (!lies_in(match.area, placed.area)) {
      if (placed.wrong_parent == 0) placed.wrong_parent = level;
      continue;
    }
    if (trusted == TrustStep::crosswalk && placed.superseded_level == 0) placed.superseded_level = level;
    if (answer.area == geo::no_area)
      answer = {match.area, placed_by(trusted), confidence_of(placed_by(trusted))};
    else if (match.area == answer.area)
      answer.confidence = 1;
    else if (placed.disagreement == 0)
      placed.disagreement = level;
  }
  return answer;
}

// A name that is clearly near one of the areas that it may be, and none of the others.
Placer::Answer Placer::similar_answer(int level, std::string_view name, PlacedArea& placed) {
  // Several areas of that very name: none of them is nearer.
  if (gazetteer_.by_name(name, level, placed.area).kind == geo::MatchKind::ambiguous) return {};
  const auto near = similar_.near(name, level, placed.area, placed.proposals.size());
  const auto best = geo::SimilarNames::clearly_best(near);
  if (best != geo::no_area) {
    placed.similar_levels.set(static_cast<std::size_t>(level));
    return {best, PlacedBy::name, confidence_of_similar};
  }
  for (std::size_t i = 0; i < near.size(); ++i) placed.proposals[i] = near[i].area;
  return {};
}

std::uint32_t Placer::split_area(int level, std::string_view code, std::uint32_t within) const {
  if (crosswalk_ == nullptr || code.empty()) return geo::no_area;
  const auto& shares = crosswalk_->find(code);
  if (shares.size() < 2) return geo::no_area;
  std::vector<std::uint32_t> areas;
  for (const auto& share : shares)
    if (const auto area = boundaries_->find(share.to);
        area != geo::no_area && boundaries_->area(area).level == level && lies_in(area, within))
      areas.push_back(area);
  if (areas.size() < 2) return geo::no_area;
  for (int above = level - 1; above >= 0; --above) {
    const auto first = boundaries_->ancestor(areas.front(), above);
    if (std::ranges::all_of(areas, [&](auto area) { return boundaries_->ancestor(area, above) == first; }))
      return first;
  }
  return geo::no_area;
}

// What is wrong with a code that led nowhere.
void Placer::note_code(int level, std::string_view code, PlacedArea& placed) const {
  if (code.empty() || !crosswalked(level, code).empty()) return;
  if (const auto known = gazetteer_.by_code(code)) {
    if (boundaries_->area(known.area).level != level && placed.wrong_parent == 0) placed.wrong_parent = level;
    return;
  }
  const auto [first, last] = boundaries_->level_range(level);
  if (first == last || placed.wrong_length != 0) return;
  const auto& pattern = boundaries_->area(first).pcode;
  const auto letters = static_cast<std::size_t>(
      std::ranges::find_if(pattern, [](char c) { return c >= '0' && c <= '9'; }) - pattern.begin());
  bool one_length = letters > 0 && code.starts_with(std::string_view(pattern).substr(0, letters)) &&
                    std::ranges::all_of(code.substr(letters), [](char c) { return c >= '0' && c <= '9'; });
  for (auto area = first; one_length && area < last; ++area)
    one_length = boundaries_->area(area).pcode.size() == pattern.size();
  if (one_length && code.size() != pattern.size()) placed.wrong_length = level;
}

void Placer::resolve_level(int level, std::string_view code, std::string_view name, PlacedArea& placed) {
  if (code.empty() && name.empty()) return;
  // Below a level that was said and not found, a name could be anybody's.
  const auto known_name = placed.unknown_level == 0 ? name : std::string_view();
  auto answer = trusted_answer(level, code, known_name, placed);
  note_code(level, code, placed);
  if (answer.area == geo::no_area) {
    if (const auto above = split_area(level, code, placed.area); above != geo::no_area) {
      if (placed.split_level == 0) placed.split_level = level;
      placed.area = above;
      if (placed.unknown_level == 0) placed.unknown_level = level;
      return;
    }
    if (!known_name.empty()) answer = similar_answer(level, known_name, placed);
  }
  if (answer.area == geo::no_area) {
    if (placed.unknown_level == 0) placed.unknown_level = level;
    return;
  }
  placed.area = answer.area;
  placed.by = answer.by;
  placed.confidence = answer.confidence;
}

PlacedArea Placer::resolve(const ReportedPlace& place) {
  PlacedArea placed;
  placed.confidence = confidence_of(PlacedBy::nothing);
  for (int level = 1; level <= boundaries_->deepest_level(); ++level) {
    const auto at = static_cast<std::size_t>(level);
    resolve_level(level, place.codes[at], place.names[at], placed);
  }
  if (placed.disagreement != 0 || placed.wrong_parent != 0)
    placed.confidence = std::min(placed.confidence, 0.5);
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
      return {.area = area, .by = PlacedBy::coordinates, .confidence = confidence_of(PlacedBy::coordinates)};
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
    placed.kilometres = geo::kilometres_to_border(*position, boundaries_->area(area).geometry);
    placed.note = placed.kilometres > far_kilometres ? PointNote::far : PointNote::elsewhere;
    placed.covered_by = area_at(*position).area;
    placed.point = centre ? position_in(area) : position;
    placed.measured = !centre;
    return placed;
  }
  placed.note = swapped && known_shape && covers(root, *swapped) ? PointNote::swapped : PointNote::abroad;
  if (placed.note == PointNote::abroad && position && is_at_sea(*position)) placed.note = PointNote::sea;
  if (position) placed.kilometres = geo::kilometres_to_border(*position, boundaries_->area(root).geometry);
  return in_area();
}

}  // namespace sojourn::ingest

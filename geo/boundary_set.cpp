#include "geo/boundary_set.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <tuple>

namespace sojourn::geo {
namespace {

std::size_t memory_of(const Area& area) {
  std::size_t bytes = sizeof area + area.pcode.capacity() + area.name.capacity() + area.name_local.capacity();
  for (const auto& name : area.other_names) bytes += sizeof(std::string) + name.capacity();
  for (const auto& polygon : area.geometry) {
    bytes += sizeof(Polygon);
    for (const auto& ring : polygon) bytes += sizeof(Ring) + ring.capacity() * sizeof(Position);
  }
  return bytes;
}

/// What the set knows of an area beside it: its box, a place among its parent's children, and the index of
/// codes.
constexpr std::size_t beside_an_area = sizeof(Box) + sizeof(std::vector<std::uint32_t>) + 64;

class OutlinesHash {
 public:
  OutlinesHash() { XXH3_128bits_reset(state_.get()); }

  void add(const Area& area) {
    add_number(static_cast<std::uint64_t>(area.level));
    add_number(area.geometry.size());
    for (const auto& polygon : area.geometry) {
      add_number(polygon.size());
      for (const auto& ring : polygon) {
        add_number(ring.size());
        XXH3_128bits_update(state_.get(), ring.data(), ring.size() * sizeof(Position));
      }
    }
  }
  OutlinesIdentity finish() const {
    const auto hash = XXH3_128bits_digest(state_.get());
    return {hash.low64, hash.high64};
  }

 private:
  // The numbers of parts keep apart what has the same positions in other rings.
  void add_number(std::uint64_t number) { XXH3_128bits_update(state_.get(), &number, sizeof number); }

  struct Free {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
  };
  std::unique_ptr<XXH3_state_t, Free> state_{XXH3_createState()};
};

}  // namespace

BoundarySet::BoundarySet(std::string country, std::string version, std::vector<Area> areas,
                         const std::vector<std::string>& parents)
    : country_(std::move(country)), version_(std::move(version)) {
  if (areas.size() != parents.size()) throw std::invalid_argument("every area needs an entry in parents");
  std::vector<std::size_t> order(areas.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tie(areas[a].level, areas[a].pcode) < std::tie(areas[b].level, areas[b].pcode);
  });

  areas_.reserve(areas.size());
  std::vector<const std::string*> parent_codes;
  for (const auto from : order) {
    areas_.push_back(std::move(areas[from]));
    parent_codes.push_back(&parents[from]);
  }
  boxes_.reserve(areas_.size());
  for (const auto& area : areas_) boxes_.push_back(bounds(area.geometry));
  by_pcode_.reserve(areas_.size());
  for (std::uint32_t i = 0; i < areas_.size(); ++i) {
    if (areas_[i].level < 0 || areas_[i].level >= level_count)
      throw std::invalid_argument(
          fmt::format("area {} has level {}; levels are 0 to 4", areas_[i].pcode, areas_[i].level));
    if (!by_pcode_.emplace(areas_[i].pcode, i).second)
      throw std::invalid_argument(fmt::format("the P-code {} appears twice", areas_[i].pcode));
    ++level_starts_[static_cast<std::size_t>(areas_[i].level) + 1];
  }
  std::partial_sum(level_starts_.begin(), level_starts_.end(), level_starts_.begin());
  if (level_starts_[1] != 1) throw std::invalid_argument("a boundary set needs exactly one area of level 0");

  children_.resize(areas_.size());
  for (std::uint32_t i = 1; i < areas_.size(); ++i) {
    const auto parent = find(*parent_codes[i]);
    if (parent == no_area || areas_[parent].level != areas_[i].level - 1)
      throw std::invalid_argument(fmt::format("area {} of level {} has no parent {} at the level above",
                                              areas_[i].pcode, areas_[i].level, *parent_codes[i]));
    areas_[i].parent = parent;
    children_[parent].push_back(i);
  }
  OutlinesHash outlines;
  for (const auto& area : areas_) {
    outlines.add(area);
    memory_bytes_ += memory_of(area) + beside_an_area;
  }
  outlines_ = outlines.finish();
}

std::pair<std::uint32_t, std::uint32_t> BoundarySet::level_range(int level) const {
  const auto at = static_cast<std::size_t>(level);
  return {level_starts_[at], level_starts_[at + 1]};
}

int BoundarySet::deepest_level() const {
  return areas_.back().level;
}

std::uint32_t BoundarySet::find(std::string_view pcode) const {
  const auto found = by_pcode_.find(pcode);
  return found == by_pcode_.end() ? no_area : found->second;
}

std::uint32_t BoundarySet::ancestor(std::uint32_t area, int level) const {
  while (area != no_area && areas_[area].level > level) area = areas_[area].parent;
  return area != no_area && areas_[area].level == level ? area : no_area;
}

}  // namespace sojourn::geo

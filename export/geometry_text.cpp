#include "export/geometry_text.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <unordered_map>

#include "export/field_text.hpp"
#include "model/block.hpp"

namespace sojourn::exports {
namespace {

/// Positive if the ring runs counterclockwise.
double signed_area(const geo::Ring& ring) {
  double sum = 0;
  for (std::size_t i = 1; i < ring.size(); ++i)
    sum += (ring[i - 1].x - ring[0].x) * (ring[i].y - ring[0].y) -
           (ring[i].x - ring[0].x) * (ring[i - 1].y - ring[0].y);
  return sum;
}

void append_position(std::string& out, const geo::Position& position) {
  out += '[';
  append_degrees(out, static_cast<std::int32_t>(std::lround(position.x * 1e7)));
  out += ',';
  append_degrees(out, static_cast<std::int32_t>(std::lround(position.y * 1e7)));
  out += ']';
}

void append_ring(std::string& out, const geo::Ring& ring, bool shell) {
  out += '[';
  const bool forward = (signed_area(ring) > 0) == shell;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    if (i > 0) out += ',';
    append_position(out, forward ? ring[i] : ring[ring.size() - 1 - i]);
  }
  out += ']';
}

void append_polygon(std::string& out, const geo::Polygon& polygon) {
  out += '[';
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    if (i > 0) out += ',';
    append_ring(out, polygon[i], i == 0);
  }
  out += ']';
}

}  // namespace

std::string geometry_text(const geo::MultiPolygon& geometry) {
  if (geometry.empty()) return "null";
  const bool single = geometry.size() == 1;
  std::string out =
      single ? R"({"type":"Polygon","coordinates":)" : R"({"type":"MultiPolygon","coordinates":[)";
  for (std::size_t i = 0; i < geometry.size(); ++i) {
    if (i > 0) out += ',';
    append_polygon(out, geometry[i]);
  }
  out += single ? "}" : "]}";
  out.shrink_to_fit();
  return out;
}

struct GeometryTexts::State {
  using Text = std::shared_ptr<const std::string>;
  struct Set {
    std::weak_ptr<const geo::BoundarySet> alive;  ///< another set may come to lie at a dead one's address
    std::vector<Text> texts;
  };

  /// The set's texts, empty at first. Under the lock.
  Set& of(const std::shared_ptr<const geo::BoundarySet>& set) {
    const auto known = sets.find(set.get());
    if (known != sets.end() && !known->second.alive.expired()) return known->second;
    drop_dead();
    return sets[set.get()] = {set, std::vector<Text>(set->areas().size())};
  }

  void drop_dead() {
    for (auto entry = sets.begin(); entry != sets.end();) {
      if (!entry->second.alive.expired()) {
        ++entry;
        continue;
      }
      for (const auto& text : entry->second.texts) {
        if (!text) continue;
        bytes -= text->capacity();
        --count;
      }
      entry = sets.erase(entry);
    }
  }

  std::size_t max_bytes = 0;
  mutable std::mutex mutex;
  std::unordered_map<const geo::BoundarySet*, Set> sets;
  std::size_t bytes = 0;
  std::size_t count = 0;
};

GeometryTexts::GeometryTexts(std::size_t max_bytes) : state_(std::make_unique<State>()) {
  state_->max_bytes = max_bytes;
}
GeometryTexts::~GeometryTexts() = default;

std::shared_ptr<const std::string> GeometryTexts::of_area(const std::shared_ptr<const geo::BoundarySet>& set,
                                                          std::uint32_t area) {
  {
    const std::lock_guard lock(state_->mutex);
    if (const auto& known = state_->of(set).texts[area]) return known;
  }
  // Two threads may both make it: that costs less than making others wait.
  auto made = std::make_shared<const std::string>(geometry_text(set->area(area).geometry));
  const std::lock_guard lock(state_->mutex);
  if (state_->bytes + made->capacity() > state_->max_bytes) {
    state_->sets.clear();
    state_->bytes = 0;
    state_->count = 0;
  }
  auto& place = state_->of(set).texts[area];
  if (!place) {
    state_->bytes += made->capacity();
    ++state_->count;
  }
  place = made;
  return made;
}

std::size_t GeometryTexts::memory_bytes() const {
  const std::lock_guard lock(state_->mutex);
  return state_->bytes;
}

std::size_t GeometryTexts::size() const {
  const std::lock_guard lock(state_->mutex);
  return state_->count;
}

}  // namespace sojourn::exports

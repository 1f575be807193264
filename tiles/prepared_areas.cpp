#include "tiles/prepared_areas.hpp"

#include <algorithm>
#include <future>
#include <list>
#include <mutex>
#include <vector>

#include "tiles/area/topology.hpp"
#include "tiles/area/zoom_areas.hpp"

namespace sojourn::tiles {
namespace {

using SharedSet = std::shared_ptr<const geo::BoundarySet>;

/// Things made once per zoom for all boundary sets with the same outlines. Who asks first makes it, outside
/// the lock; others wait for it. Used last comes first: there are few sets and fewer than twenty zooms each,
/// so a walk is quick enough.
template <typename Made>
class Shelf {
 public:
  using Shared = std::shared_ptr<const Made>;

  template <typename Make>
  Shared get(const SharedSet& set, int zoom, Make&& make) {
    std::promise<Shared> promise;
    std::shared_future<Shared> made;
    {
      const std::lock_guard lock(mutex_);
      // Of outlines that nobody has any more nothing is kept.
      entries_.remove_if([](const Entry& entry) {
        return std::ranges::all_of(entry.sets, [](const auto& one) { return one.expired(); });
      });
      const auto found = find(set, zoom);
      if (found != entries_.end()) {
        entries_.splice(entries_.begin(), entries_, found);
        found->use_for(set);
        made = found->made;
      } else {
        entries_.push_front({set->outlines(), {set}, zoom, promise.get_future().share(), 0});
      }
    }
    return made.valid() ? made.get() : fulfil(set, zoom, promise, make);
  }

  std::size_t bytes() const {
    const std::lock_guard lock(mutex_);
    std::size_t sum = 0;
    for (const auto& entry : entries_) sum += entry.bytes;
    return sum;
  }

  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return entries_.size();
  }

  /// Drops what was used longest ago, but neither the one used last nor what is being made. False if nothing
  /// is left to drop.
  bool drop_one() {
    const std::lock_guard lock(mutex_);
    for (auto entry = entries_.end(); entry != entries_.begin();) {
      --entry;
      if (entry == entries_.begin()) return false;
      if (entry->bytes == 0) continue;
      entries_.erase(entry);
      return true;
    }
    return false;
  }

 private:
  struct Entry {
    geo::OutlinesIdentity outlines;
    std::vector<std::weak_ptr<const geo::BoundarySet>> sets;  ///< that have these outlines
    int zoom = 0;
    std::shared_future<Shared> made;
    std::size_t bytes = 0;  ///< 0 while it is being made

    void use_for(const SharedSet& set) {
      std::erase_if(sets, [](const auto& one) { return one.expired(); });
      if (std::ranges::none_of(sets, [&](const auto& one) { return one.lock() == set; })) sets.push_back(set);
    }
  };

  typename std::list<Entry>::iterator find(const SharedSet& set, int zoom) {
    return std::ranges::find_if(entries_, [&](const Entry& entry) {
      return entry.zoom == zoom && entry.outlines == set->outlines();
    });
  }

  template <typename Make>
  Shared fulfil(const SharedSet& set, int zoom, std::promise<Shared>& promise, Make& make) {
    try {
      auto made = std::make_shared<const Made>(make());
      promise.set_value(made);
      const std::lock_guard lock(mutex_);
      if (const auto entry = find(set, zoom); entry != entries_.end()) entry->bytes = made->memory_bytes();
      return made;
    } catch (...) {
      // Who waits gets the same error; the next one tries again.
      promise.set_exception(std::current_exception());
      const std::lock_guard lock(mutex_);
      if (const auto entry = find(set, zoom); entry != entries_.end()) entries_.erase(entry);
      throw;
    }
  }

  mutable std::mutex mutex_;
  std::list<Entry> entries_;
};

}  // namespace

struct PreparedAreas::State {
  explicit State(std::size_t bytes) : max_bytes(bytes) {}

  void shrink() {
    while (areas.bytes() + topologies.bytes() > max_bytes)
      if (!areas.drop_one() && !topologies.drop_one()) return;
  }

  std::size_t max_bytes;
  Shelf<Topology> topologies;
  Shelf<ZoomAreas> areas;
};

PreparedAreas::PreparedAreas(std::size_t max_bytes) : state_(std::make_unique<State>(max_bytes)) {}
PreparedAreas::~PreparedAreas() = default;

std::shared_ptr<const ZoomAreas> PreparedAreas::at(const SharedSet& set, int zoom) {
  const int prepared_zoom = std::min(zoom, deepest_area_zoom);
  bool made_now = false;
  auto areas = state_->areas.get(set, prepared_zoom, [&] {
    made_now = true;
    const auto topology = state_->topologies.get(set, 0, [&] { return Topology(*set); });
    return ZoomAreas(*topology, prepared_zoom);
  });
  if (made_now) state_->shrink();
  return areas;
}

void PreparedAreas::prepare(const SharedSet& set, int last_zoom) {
  for (int zoom = 0; zoom <= last_zoom; ++zoom) at(set, zoom);
}

std::size_t PreparedAreas::memory_bytes() const {
  return state_->areas.bytes() + state_->topologies.bytes();
}

std::size_t PreparedAreas::size() const {
  return state_->areas.size() + state_->topologies.size();
}

}  // namespace sojourn::tiles

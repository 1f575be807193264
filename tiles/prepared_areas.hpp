/// Area geometry made ready for tiles: once per zoom for all rounds, and for all boundary sets with the same
/// outlines, such as one whose areas were given another population.
#pragma once

#include <cstddef>
#include <memory>

#include "geo/boundary_set.hpp"

namespace sojourn::tiles {

class ZoomAreas;

/// Zoom from which areas are kept in full detail; deeper tiles enlarge it.
inline constexpr int deepest_area_zoom = 14;

/// A bounded cache, safe to share between threads. What it hands out stays valid while it is held.
class PreparedAreas {
 public:
  /// Keeps at most about `max_bytes`: what was used longest ago goes first. One entry may exceed it.
  explicit PreparedAreas(std::size_t max_bytes = std::size_t{256} << 20);
  ~PreparedAreas();
  PreparedAreas(const PreparedAreas&) = delete;
  PreparedAreas& operator=(const PreparedAreas&) = delete;

  /// The set's areas of all levels on the grid of `zoom` (0 to 22; those past deepest_area_zoom share its).
  /// The first call for outlines costs about a quarter of a second per million positions, the first for a
  /// zoom up to half a second per million; callers that ask for the same meanwhile wait for it.
  std::shared_ptr<const ZoomAreas> at(const std::shared_ptr<const geo::BoundarySet>& set, int zoom);

  /// Prepares zooms 0 to `last_zoom`, so that no request has to: for the thread that loads an edition.
  void prepare(const std::shared_ptr<const geo::BoundarySet>& set, int last_zoom = 8);

  std::size_t memory_bytes() const;
  /// How many sets and zooms are kept.
  std::size_t size() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sojourn::tiles

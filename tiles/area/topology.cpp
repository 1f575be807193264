#include "tiles/area/topology.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "geo/mercator.hpp"
#include "tiles/area/importance.hpp"
#include "tiles/key_table.hpp"

namespace sojourn::tiles {
namespace {

using Vertex = std::uint32_t;

struct RingOfVertices {
  std::uint32_t area = 0;
  std::vector<Vertex> vertices;  ///< without the closing one
};

GridPoint to_grid(const geo::Position& degrees) {
  constexpr double side = static_cast<double>(1 << exact_bits);
  const auto square = geo::to_mercator(degrees.x, degrees.y);
  return {static_cast<std::int32_t>(std::lround(square.x * side)),
          static_cast<std::int32_t>(std::lround(square.y * side))};
}

/// Without repeated positions, turned the way it has to run; empty if nothing is left.
std::vector<GridPoint> to_grid_ring(const geo::Ring& ring, bool shell) {
  std::vector<GridPoint> points;
  points.reserve(ring.size());
  for (const auto& position : ring) {
    const auto point = to_grid(position);
    if (points.empty() || points.back() != point) points.push_back(point);
  }
  while (points.size() > 1 && points.front() == points.back()) points.pop_back();
  const auto area = points.size() < 3 ? 0 : twice_area(points);
  if (area == 0) return {};
  if ((area > 0) != shell) std::reverse(points.begin(), points.end());
  return points;
}

/// Remembers with which two neighbours a vertex was first seen: other ones later make it a junction.
class Junctions {
 public:
  explicit Junctions(std::size_t vertices) : neighbours_(vertices), junction_(vertices, false) {}

  void see(Vertex vertex, Vertex before, Vertex after) {
    const auto pair = std::minmax(before, after);
    auto& known = neighbours_[vertex];
    if (known.first == known.second)
      known = pair;  // not seen yet: a ring's neighbours differ
    else if (known != std::pair<Vertex, Vertex>(pair))
      junction_[vertex] = true;
  }
  bool at(Vertex vertex) const { return junction_[vertex]; }

 private:
  std::vector<std::pair<Vertex, Vertex>> neighbours_;
  std::vector<bool> junction_;
};

}  // namespace

class TopologyBuilder {
 public:
  TopologyBuilder(Topology& out, const geo::BoundarySet& set) : out_(out), set_(set) {}

  void build() {
    read_rings();
    Junctions junctions(places_.size());
    for (const auto& ring : rings_) see(ring.vertices, junctions);
    out_.area_starts_.assign(set_.areas().size() + 1, 0);
    std::uint32_t area = 0;
    for (const auto& ring : rings_) {
      while (area < ring.area) out_.area_starts_[++area] = static_cast<std::uint32_t>(out_.uses_.size());
      cut(ring, junctions);
    }
    while (area < set_.areas().size())
      out_.area_starts_[++area] = static_cast<std::uint32_t>(out_.uses_.size());
    out_.importance_.resize(out_.points_.size());
    for (const auto& arc : out_.arcs_)
      rate_importance(out_.points(arc), std::span(out_.importance_).subspan(arc.first, arc.count));
  }

 private:
  void read_rings() {
    for (std::uint32_t area = 0; area < set_.areas().size(); ++area) {
      const auto& geometry = set_.area(area).geometry;
      const auto before = rings_.size();
      for (const auto& polygon : geometry)
        for (std::size_t i = 0; i < polygon.size(); ++i) add_ring(area, to_grid_ring(polygon[i], i == 0));
      // An area thinner than the grid's step stays where it lies, as a position.
      if (rings_.size() == before && !geometry.empty())
        add_ring(area, {to_grid(geometry.front().front().front())});
    }
  }

  void add_ring(std::uint32_t area, const std::vector<GridPoint>& points) {
    if (points.empty()) return;
    RingOfVertices ring{area, {}};
    for (const auto point : points) {
      const auto vertex = vertices_.add(key_of(point));
      if (vertex == places_.size()) places_.push_back(point);
      ring.vertices.push_back(vertex);
    }
    rings_.push_back(std::move(ring));
  }

  static void see(const std::vector<Vertex>& ring, Junctions& junctions) {
    const auto count = ring.size();
    for (std::size_t i = 0; i < count; ++i)
      junctions.see(ring[i], ring[(i + count - 1) % count], ring[(i + 1) % count]);
  }

  void cut(const RingOfVertices& ring, const Junctions& junctions) {
    auto vertices = ring.vertices;
    const auto start =
        std::find_if(vertices.begin(), vertices.end(), [&](auto v) { return junctions.at(v); });
    // A ring without junctions is one arc; it has to begin at the same vertex for everyone who has it.
    std::rotate(vertices.begin(),
                start != vertices.end() ? start : std::min_element(vertices.begin(), vertices.end()),
                vertices.end());
    vertices.push_back(vertices.front());
    std::size_t first = 0;
    for (std::size_t i = 1; i < vertices.size(); ++i) {
      if (i + 1 < vertices.size() && !junctions.at(vertices[i])) continue;
      use_arc(std::span(vertices).subspan(first, i - first + 1), ring.area);
      first = i;
    }
  }

  void use_arc(std::span<const Vertex> passage, std::uint32_t area) {
    std::vector<Vertex> forward(passage.begin(), passage.end());
    std::vector<Vertex> backward(passage.rbegin(), passage.rend());
    const bool reversed = backward < forward;
    if (reversed) forward.swap(backward);
    const auto arc = find_or_add(forward);
    out_.arcs_[arc].levels |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(set_.area(area).level));
    out_.uses_.push_back({arc, reversed});
  }

  std::uint32_t find_or_add(const std::vector<Vertex>& vertices) {
    // An arc's first step tells it from nearly all others; the rest of the positions decides.
    const auto key = (std::uint64_t{vertices[0]} << 32U) | vertices[1];
    const auto [begin, end] = by_first_step_.equal_range(key);
    for (auto known = begin; known != end; ++known) {
      const auto points = out_.points(out_.arcs_[known->second]);
      if (std::equal(points.begin(), points.end(), vertices.begin(), vertices.end(),
                     [&](GridPoint point, Vertex vertex) { return point == places_[vertex]; }))
        return known->second;
    }
    const auto number = static_cast<std::uint32_t>(out_.arcs_.size());
    out_.arcs_.push_back(
        {static_cast<std::uint32_t>(out_.points_.size()), static_cast<std::uint32_t>(vertices.size()), 0});
    for (const auto vertex : vertices) out_.points_.push_back(places_[vertex]);
    by_first_step_.emplace(key, number);
    return number;
  }

  Topology& out_;
  const geo::BoundarySet& set_;
  KeyTable vertices_{1024};
  std::vector<GridPoint> places_;  ///< of each vertex
  std::vector<RingOfVertices> rings_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> by_first_step_;
};

Topology::Topology(const geo::BoundarySet& set) {
  TopologyBuilder(*this, set).build();
}

std::vector<std::uint8_t> Topology::levels() const {
  std::vector<std::uint8_t> levels;
  levels.reserve(arcs_.size());
  for (const auto& arc : arcs_) levels.push_back(arc.levels);
  return levels;
}

std::size_t Topology::memory_bytes() const {
  return points_.capacity() * sizeof(GridPoint) + importance_.capacity() * sizeof(float) +
         arcs_.capacity() * sizeof(Arc) + uses_.capacity() * sizeof(ArcUse) +
         area_starts_.capacity() * sizeof(std::uint32_t);
}

}  // namespace sojourn::tiles

#include "tiles/area/rings.hpp"

namespace sojourn::tiles {
namespace {

constexpr std::uint64_t order_of(GridPoint point) {
  return key_of(point);
}

struct KeyedEdge {
  std::uint64_t from;
  std::uint64_t to;
  auto operator<=>(const KeyedEdge&) const = default;
};

constexpr GridPoint point_of(std::uint64_t key) {
  constexpr std::uint32_t sign = 0x80000000U;
  return {static_cast<std::int32_t>(static_cast<std::uint32_t>(key >> 32U) ^ sign),
          static_cast<std::int32_t>(static_cast<std::uint32_t>(key) ^ sign)};
}

/// Sorted, without edges that run both ways.
std::vector<KeyedEdge> remaining(const std::vector<Edge>& edges) {
  std::vector<KeyedEdge> sorted;
  sorted.reserve(edges.size());
  for (const auto& edge : edges)
    if (edge.from != edge.to) sorted.push_back({order_of(edge.from), order_of(edge.to)});
  std::sort(sorted.begin(), sorted.end());

  std::vector<bool> cancelled(sorted.size(), false);
  bool any = false;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (sorted[i].from > sorted[i].to || cancelled[i]) continue;
    const KeyedEdge opposite{sorted[i].to, sorted[i].from};
    auto found =
        static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), opposite) - sorted.begin());
    while (found < sorted.size() && sorted[found] == opposite && cancelled[found]) ++found;
    if (found == sorted.size() || sorted[found] != opposite) continue;
    cancelled[i] = cancelled[found] = any = true;
  }
  if (!any) return sorted;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i)
    if (!cancelled[i]) sorted[kept++] = sorted[i];
  sorted.resize(kept);
  return sorted;
}

struct Direction {
  std::int64_t x;
  std::int64_t y;
};
std::int64_t cross(const Direction& a, const Direction& b) {
  return a.x * b.y - a.y * b.x;
}

/// Whether turning clockwise from `start` one comes to `a` before `b`.
bool clockwise_before(const Direction& start, const Direction& a, const Direction& b) {
  const auto half = [&](const Direction& d) {
    const auto side = cross(start, d);
    if (side != 0) return side < 0 ? 0 : 2;
    return start.x * d.x + start.y * d.y < 0 ? 1 : 3;
  };
  const int half_a = half(a);
  const int half_b = half(b);
  return half_a != half_b ? half_a < half_b : cross(a, b) < 0;
}

}  // namespace

class RingTracer {
 public:
  RingTracer(std::vector<KeyedEdge> edges, Rings& out)
      : edges_(std::move(edges)), used_(edges_.size(), false), out_(out) {}

  void trace() {
    for (std::size_t start = 0; start < edges_.size(); ++start)
      if (!used_[start]) follow(start);
  }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  void follow(std::size_t edge) {
    path_.assign(1, point_of(edges_[edge].from));
    shared_.clear();
    if (edges_going_out(edges_[edge].from) > 1) shared_.emplace_back(edges_[edge].from, 0);
    while (edge != none) {
      used_[edge] = true;
      const auto at = edges_[edge].to;
      if (const auto seen = place_in_path(at); seen != none)
        close(seen);
      else {
        if (edges_going_out(at) > 1) shared_.emplace_back(at, path_.size());
        path_.push_back(point_of(at));
      }
      edge = next_after(edge);
    }
  }

  std::size_t first_from(std::uint64_t position) const {
    return static_cast<std::size_t>(std::lower_bound(edges_.begin(), edges_.end(), KeyedEdge{position, 0}) -
                                    edges_.begin());
  }
  std::size_t edges_going_out(std::uint64_t position) const {
    auto edge = first_from(position);
    std::size_t count = 0;
    while (edge < edges_.size() && edges_[edge].from == position) ++edge, ++count;
    return count;
  }

  /// The edge that bounds the same corner of the inside: the first one clockwise from where we came.
  std::size_t next_after(std::size_t edge) const {
    const auto at = edges_[edge].to;
    const auto here = point_of(at);
    const auto direction = [&](GridPoint to) {
      return Direction{std::int64_t{to.x} - here.x, std::int64_t{to.y} - here.y};
    };
    const auto back = direction(point_of(edges_[edge].from));
    auto best = none;
    for (auto i = first_from(at); i < edges_.size() && edges_[i].from == at; ++i) {
      if (used_[i]) continue;
      if (best == none ||
          clockwise_before(back, direction(point_of(edges_[i].to)), direction(point_of(edges_[best].to))))
        best = i;
    }
    return best;
  }

  std::size_t place_in_path(std::uint64_t position) const {
    if (position == order_of(path_.front())) return 0;
    for (auto i = shared_.rbegin(); i != shared_.rend(); ++i)
      if (i->first == position) return i->second;
    return none;
  }

  /// Cuts the path's end off as a ring, from a position that we are at again.
  void close(std::size_t place) {
    const std::span<const GridPoint> loop = std::span(path_).subspan(place);
    const auto area = loop.size() < 3 ? 0 : twice_area(loop);
    if (area != 0) {
      const auto first = static_cast<std::uint32_t>(out_.points_.size());
      out_.points_.insert(out_.points_.end(), loop.begin(), loop.end());
      out_.rings_.push_back({first, static_cast<std::uint32_t>(loop.size()), area});
    }
    path_.resize(place + 1);
    while (!shared_.empty() && shared_.back().second > place) shared_.pop_back();
  }

  std::vector<KeyedEdge> edges_;
  std::vector<bool> used_;
  Rings& out_;
  std::vector<GridPoint> path_;
  std::vector<std::pair<std::uint64_t, std::size_t>> shared_;  ///< positions in path_ with several ways on
};

Rings trace_rings(const std::vector<Edge>& edges) {
  Rings rings;
  RingTracer(remaining(edges), rings).trace();
  rings.order_by_shell();
  return rings;
}

bool surrounds(std::span<const GridPoint> ring, GridPoint twice_position) {
  bool inside = false;
  const auto doubled = [](GridPoint p) { return GridPoint{2 * p.x, 2 * p.y}; };
  auto a = doubled(ring.back());
  for (const auto point : ring) {
    const auto b = doubled(point);
    if ((a.y > twice_position.y) != (b.y > twice_position.y)) {
      const auto side = turn<std::int64_t>(a, b, twice_position);
      if ((side > 0) == (b.y > a.y)) inside = !inside;
    }
    a = b;
  }
  return inside;
}

void Rings::order_by_shell() {
  std::vector<Ring> shells;
  std::vector<Ring> holes;
  for (const auto& ring : rings_) (ring.shell() ? shells : holes).push_back(ring);
  if (holes.empty()) return;
  std::vector<std::vector<Ring>> holes_of(shells.size());
  for (const auto& hole : holes) {
    // Rings meet at positions only, so the middle of an edge is on no other ring.
    const auto edge = points(hole);
    const GridPoint middle{edge[0].x + edge[1].x, edge[0].y + edge[1].y};
    auto smallest = shells.size();
    for (std::size_t i = 0; i < shells.size(); ++i) {
      if (smallest < shells.size() && shells[smallest].twice_area <= shells[i].twice_area) continue;
      if (shells[i].twice_area > -hole.twice_area && surrounds(points(shells[i]), middle)) smallest = i;
    }
    if (smallest < shells.size()) holes_of[smallest].push_back(hole);
  }
  rings_.clear();
  for (std::size_t i = 0; i < shells.size(); ++i) {
    rings_.push_back(shells[i]);
    rings_.insert(rings_.end(), holes_of[i].begin(), holes_of[i].end());
  }
}

}  // namespace sojourn::tiles

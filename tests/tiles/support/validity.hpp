/// Whether rings make valid polygons (OGC 06-103r4, 6.1.11), looked at edge by edge.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tiles/area/rings.hpp"

namespace sojourn::tiles::test {

struct TestRing {
  std::vector<GridPoint> points;
  bool shell = true;
};

/// Nothing wrong: "". Rings of one area, shells before their holes.
inline std::string problem_of(const std::vector<TestRing>& rings) {
  struct Segment {
    GridPoint a, b;
  };
  std::vector<Segment> segments;
  for (const auto& ring : rings) {
    if (ring.points.size() < 3) return "a ring of fewer than three positions";
    if ((twice_area(ring.points) > 0) != ring.shell) return "a ring runs the wrong way";
    if (std::set(ring.points.begin(), ring.points.end()).size() != ring.points.size())
      return "a ring touches itself";
    for (std::size_t i = 0; i < ring.points.size(); ++i)
      segments.push_back({ring.points[i], ring.points[(i + 1) % ring.points.size()]});
  }
  std::sort(segments.begin(), segments.end(),
            [](const auto& s, const auto& t) { return std::min(s.a.x, s.b.x) < std::min(t.a.x, t.b.x); });
  const auto side = [](const Segment& s, GridPoint p) { return sign_of(turn<std::int64_t>(s.a, s.b, p)); };
  for (std::size_t i = 0; i < segments.size(); ++i)
    for (std::size_t k = i + 1; k < segments.size(); ++k) {
      const auto& s = segments[i];
      const auto& t = segments[k];
      if (std::min(t.a.x, t.b.x) > std::max(s.a.x, s.b.x)) break;
      if (std::min(s.a.y, s.b.y) > std::max(t.a.y, t.b.y) || std::min(t.a.y, t.b.y) > std::max(s.a.y, s.b.y))
        continue;
      const int ta = side(s, t.a), tb = side(s, t.b), sa = side(t, s.a), sb = side(t, s.b);
      const bool share = s.a == t.a || s.a == t.b || s.b == t.a || s.b == t.b;
      if (!share && ta * tb <= 0 && sa * sb <= 0) return "edges cross or touch between their ends";
      if (share && ta == 0 && tb == 0) {
        // On one line with a common end: they must point away from each other.
        const auto common = s.a == t.a || s.a == t.b ? s.a : s.b;
        const auto p = s.a == common ? s.b : s.a;
        const auto q = t.a == common ? t.b : t.a;
        const auto dot = (std::int64_t{p.x} - common.x) * (q.x - common.x) +
                         (std::int64_t{p.y} - common.y) * (q.y - common.y);
        if (dot > 0) return "edges lie on each other";
      }
    }
  const std::vector<GridPoint>* shell = nullptr;
  for (const auto& ring : rings) {
    if (ring.shell) {
      shell = &ring.points;
      continue;
    }
    if (shell == nullptr) return "a hole before any shell";
    const GridPoint middle{ring.points[0].x + ring.points[1].x, ring.points[0].y + ring.points[1].y};
    if (!surrounds(*shell, middle)) return "a hole outside of its shell";
  }
  return {};
}

}  // namespace sojourn::tiles::test

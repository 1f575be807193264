/// A made-up country of square districts with rugged borders that neighbours share position by position.
#pragma once

#include <cmath>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "geo/boundary_set.hpp"

namespace sojourn::tiles::test {

struct CountryShape {
  unsigned seed = 1;
  int districts_a_side = 3;
  int depth = 4;    ///< each border has 2^depth segments
  double west = 5;  ///< degrees
  double south = 4;
  double side = 9;       ///< degrees, of the whole country
  bool enclave = false;  ///< the first district has a round one within it
  bool islands = false;  ///< the last district has islands off the coast, some of them tiny
};

/// Levels 0 (the union) and 1 (the districts), pcodes XX and XX00, XX01, …
class FractalCountry {
 public:
  explicit FractalCountry(const CountryShape& shape) : shape_(shape), random_(shape.seed) {}

  std::shared_ptr<const geo::BoundarySet> make() {
    const int n = shape_.districts_a_side;
    std::vector<geo::Area> areas(1);
    std::vector<std::string> parents(1);
    areas[0].pcode = "XX";
    for (int row = 0; row < n; ++row)
      for (int column = 0; column < n; ++column) {
        geo::Area area;
        area.pcode = "XX" + std::to_string(row) + std::to_string(column);
        area.level = 1;
        area.geometry = {
            {closed({line(column, row, column + 1, row), line(column + 1, row, column + 1, row + 1),
                     line(column + 1, row + 1, column, row + 1), line(column, row + 1, column, row)})}};
        areas.push_back(area);
        parents.push_back("XX");
      }
    areas[0].geometry = {{outline()}};
    if (shape_.enclave) add_enclave(areas, parents);
    if (shape_.islands) add_islands(areas);
    return std::make_shared<const geo::BoundarySet>("XXX", "2020-01-01", std::move(areas), parents);
  }

 private:
  using Line = std::vector<geo::Position>;

  geo::Position node(int column, int row) const {
    const double step = shape_.side / shape_.districts_a_side;
    return {shape_.west + column * step, shape_.south + row * step};
  }

  /// The border between two corners: the same positions, in the order asked for, whoever asks.
  Line line(int c0, int r0, int c1, int r1) {
    const bool swapped = std::pair(c1, r1) < std::pair(c0, r0);
    if (swapped) {
      std::swap(c0, c1);
      std::swap(r0, r1);
    }
    auto [found, inserted] = lines_.try_emplace({c0, r0, c1, r1});
    if (inserted) {
      found->second.push_back(node(c0, r0));
      displace(node(c0, r0), node(c1, r1), 0.12, shape_.depth, found->second);
    }
    Line result = found->second;
    if (swapped) std::reverse(result.begin(), result.end());
    return result;
  }

  /// Appends what lies after `a` up to `b`. The displacement shrinks so fast that lines from one corner stay
  /// in cones of their own and never cross.
  void displace(geo::Position a, geo::Position b, double ratio, int depth, Line& out) {
    if (depth == 0) {
      out.push_back(b);
      return;
    }
    const double push = std::uniform_real_distribution<double>(-ratio, ratio)(random_);
    const geo::Position middle{(a.x + b.x) / 2 - push * (b.y - a.y), (a.y + b.y) / 2 + push * (b.x - a.x)};
    displace(a, middle, ratio * 0.6, depth - 1, out);
    displace(middle, b, ratio * 0.6, depth - 1, out);
  }

  static geo::Ring closed(const std::vector<Line>& lines) {
    geo::Ring ring;
    for (const auto& part : lines) ring.insert(ring.end(), part.begin(), part.end() - 1);
    ring.push_back(ring.front());
    return ring;
  }

  geo::Ring outline() {
    const int n = shape_.districts_a_side;
    std::vector<Line> lines;
    for (int i = 0; i < n; ++i) lines.push_back(line(i, 0, i + 1, 0));
    for (int i = 0; i < n; ++i) lines.push_back(line(n, i, n, i + 1));
    for (int i = n; i > 0; --i) lines.push_back(line(i, n, i - 1, n));
    for (int i = n; i > 0; --i) lines.push_back(line(0, i, 0, i - 1));
    return closed(lines);
  }

  static geo::Ring circle(geo::Position centre, double radius, int count) {
    geo::Ring ring;
    for (int i = 0; i < count; ++i)
      ring.push_back({centre.x + radius * std::cos(2 * M_PI * i / count),
                      centre.y + radius * std::sin(2 * M_PI * i / count)});
    ring.push_back(ring.front());
    return ring;
  }

  void add_enclave(std::vector<geo::Area>& areas, std::vector<std::string>& parents) {
    const double step = shape_.side / shape_.districts_a_side;
    const auto ring = circle({shape_.west + step / 2, shape_.south + step / 2}, step / 8, 40);
    areas[1].geometry[0].push_back(ring);
    geo::Area enclave;
    enclave.pcode = "XX99";
    enclave.level = 1;
    enclave.geometry = {{ring}};
    areas.push_back(enclave);
    parents.push_back("XX");
  }

  void add_islands(std::vector<geo::Area>& areas) {
    auto& last = areas[static_cast<std::size_t>(shape_.districts_a_side * shape_.districts_a_side)].geometry;
    for (int i = 0; i < 12; ++i) {
      const geo::Position centre{shape_.west + shape_.side * (1.2 + 0.02 * i),
                                 shape_.south + shape_.side * (0.9 + 0.03 * (i % 3))};
      const auto ring = circle(centre, shape_.side * 0.008 / (1 + i), 7 + i);
      last.push_back({ring});
      areas[0].geometry.push_back({ring});
    }
  }

  CountryShape shape_;
  std::mt19937 random_;
  std::map<std::tuple<int, int, int, int>, Line> lines_;
};

inline std::shared_ptr<const geo::BoundarySet> fractal_country(const CountryShape& shape = {}) {
  return FractalCountry(shape).make();
}

}  // namespace sojourn::tiles::test

#include "demo/mesh.hpp"

#include <algorithm>

#include "demo/random.hpp"

namespace sojourn::demo {
namespace {

constexpr std::int32_t jitter_permille = 300;
// How far a border's middle may leave the straight line. Up to about 250 the borders of a corner's three
// sides stay in wedges of their own.
constexpr std::int32_t winding_permille = 210;

std::int32_t scaled(std::int64_t value, std::int64_t permille) {
  return static_cast<std::int32_t>(value * permille / 1000);
}

}  // namespace

Mesh::Mesh(std::uint64_t seed, Point centre, int columns, int rows, std::int32_t spacing)
    : seed_(seed), columns_(columns), rows_(rows) {
  // A degree of longitude is shorter by cos 27.5°; rows of a honeycomb lie √3/2 apart.
  const std::int32_t width = scaled(spacing, 1127);
  const std::int32_t height = scaled(spacing, 866);
  const std::int32_t left = centre.x - width * columns / 2;
  const std::int32_t bottom = centre.y - height * rows / 2;
  centres_.reserve(size());
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      Random random(hash(seed, {static_cast<std::uint64_t>(row), static_cast<std::uint64_t>(column)}));
      const auto dx = scaled(width, random.between(-jitter_permille, jitter_permille));
      const auto dy = scaled(height, random.between(-jitter_permille, jitter_permille));
      centres_.push_back({left + width * column + (row % 2) * width / 2 + dx, bottom + height * row + dy});
    }
}

CellId Mesh::neighbour(CellId cell, int side) const {
  const int row = static_cast<int>(cell) / columns_;
  const int column = static_cast<int>(cell) % columns_;
  const int shift = row % 2;  // odd rows lie half a cell further east
  static constexpr std::array<int, cell_sides> up = {0, 1, 1, 0, -1, -1};
  const std::array<int, cell_sides> across = {1, shift, shift - 1, -1, shift - 1, shift};
  const auto index = static_cast<std::size_t>(side);
  const int to_row = row + up[index];
  const int to_column = column + across[index];
  if (to_row < 0 || to_row >= rows_ || to_column < 0 || to_column >= columns_) return no_cell;
  return static_cast<CellId>(to_row * columns_ + to_column);
}

bool Mesh::near_edge(CellId cell, int width) const {
  const int row = static_cast<int>(cell) / columns_;
  const int column = static_cast<int>(cell) % columns_;
  return std::min({row, column, rows_ - 1 - row, columns_ - 1 - column}) < width;
}

std::uint32_t Mesh::corner(CellId cell, int side) const {
  // Triangles of three neighbouring centres; each cell owns the one to its north-east and to its north.
  switch ((side + cell_sides - 1) % cell_sides) {
    case 0:
      return 2 * cell;
    case 1:
      return 2 * cell + 1;
    case 2:
      return 2 * neighbour(cell, 3);
    case 3:
      return 2 * neighbour(cell, 4) + 1;
    case 4:
      return 2 * neighbour(cell, 4);
    default:
      return 2 * neighbour(cell, 5) + 1;
  }
}

Point Mesh::corner_point(std::uint32_t corner) const {
  const CellId cell = corner / 2;
  const auto first = static_cast<int>(corner % 2);
  const Point a = centres_[cell];
  const Point b = centres_[neighbour(cell, first)];
  const Point c = centres_[neighbour(cell, first + 1)];
  return {(a.x + b.x + c.x) / 3, (a.y + b.y + c.y) / 3};
}

Point Mesh::border_middle(CellId a, CellId b) const {
  const Point from = centres_[std::min(a, b)];
  const Point to = centres_[std::max(a, b)];
  Random random(hash(seed_, {std::min(a, b), std::max(a, b), 1}));
  const auto part = random.between(430, 570);
  return {from.x + scaled(to.x - from.x, part), from.y + scaled(to.y - from.y, part)};
}

void Mesh::append_half(Point from, Point to, std::uint64_t key, int depth, PointRing& points) const {
  if (depth == 0) {
    points.push_back(from);
    return;
  }
  Random random(hash(seed_, {key}));
  const auto bend = random.between(-winding_permille, winding_permille);
  const Point middle = {(from.x + to.x) / 2 - scaled(to.y - from.y, bend),
                        (from.y + to.y) / 2 + scaled(to.x - from.x, bend)};
  append_half(from, middle, mix(2 * key), depth - 1, points);
  append_half(middle, to, mix(2 * key + 1), depth - 1, points);
}

void Mesh::append_border(CellId cell, int side, Detail detail, PointRing& ring) const {
  const CellId other = neighbour(cell, side);
  const auto first = corner(cell, side);
  const auto last = corner(cell, (side + 1) % cell_sides);
  const Point middle = border_middle(cell, other);
  const auto edge = hash(seed_, {std::min(cell, other), std::max(cell, other)});
  const int depth = static_cast<int>(detail) - 1;
  append_half(corner_point(first), middle, hash(edge, {first}), depth, ring);
  PointRing back;
  append_half(corner_point(last), middle, hash(edge, {last}), depth, back);
  ring.push_back(middle);
  ring.insert(ring.end(), back.rbegin(), std::prev(back.rend()));
}

Point Mesh::point_inside(CellId cell, std::uint64_t chance) const {
  Random random(chance);
  const Point centre = centres_[cell];
  const Point corner_at = corner_point(corner(cell, static_cast<int>(random.below(cell_sides))));
  // More than half way to a corner the border's windings could lie between.
  const auto part = random.between(0, 550);
  const auto aside = random.between(-150, 150);
  const auto dx = corner_at.x - centre.x;
  const auto dy = corner_at.y - centre.y;
  return {centre.x + scaled(dx, part) - scaled(dy, aside), centre.y + scaled(dy, part) + scaled(dx, aside)};
}

}  // namespace sojourn::demo

#include "geo/boundary_index.hpp"

#include <cmath>
#include <stdexcept>

#include "geo/boundary_cells.hpp"
#include "geo/point_in_polygon.hpp"

namespace sojourn::geo {

struct BoundaryIndex::Cells : BoundaryCells {
  explicit Cells(BoundaryCells built) : BoundaryCells(std::move(built)) {}

  /// Whether the part's area covers p. The line from p to the cell's reference leads from one side
  /// of each crossed edge to the other; where a sign is uncertain, the whole area is asked.
  bool part_covers(const CellPart& part, Position reference, Position p) const {
    bool inside = part.covers_reference;
    for (auto i = part.first_edge; i < part.last_edge; ++i) {
      const auto& edge = edges[i];
      const double side = side_of_line(edge.a, edge.b, p);
      if (side > edge.error) continue;  // on the reference's side
      if (side >= -edge.error) return covers(areas[part.area - first_area], p);
      const double a = side_of_line(p, reference, edge.a);
      const double b = side_of_line(p, reference, edge.b);
      if (std::abs(a) <= edge.error || std::abs(b) <= edge.error)
        return covers(areas[part.area - first_area], p);
      if ((a > 0) != (b > 0)) inside = !inside;
    }
    return inside;
  }

  std::uint32_t value_at(Position p) const {
    if (!reach.contains(p.x, p.y)) return no_area;
    return grid[static_cast<std::size_t>(row_of(p.y)) * columns + column_of(p.x)];
  }

  static bool is_border(std::uint32_t value) { return value != no_area && (value & border_bit) != 0; }

  std::uint32_t find(Position p) const {
    const auto value = value_at(p);
    if (!is_border(value)) return value;
    const auto& cell = border_cells[value & ~border_bit];
    for (auto i = cell.first_part; i < cell.last_part; ++i)
      if (part_covers(parts[i], cell.reference, p)) return parts[i].area;
    return no_area;
  }
};

BoundaryIndex::BoundaryIndex(const BoundarySet& set, int level)
    : cells_(std::make_unique<const Cells>(build_boundary_cells(set, level))) {}

BoundaryIndex::~BoundaryIndex() = default;
BoundaryIndex::BoundaryIndex(BoundaryIndex&&) noexcept = default;
BoundaryIndex& BoundaryIndex::operator=(BoundaryIndex&&) noexcept = default;

std::uint32_t BoundaryIndex::find(LonLat position) const {
  return cells_->find({position.lon(), position.lat()});
}

void BoundaryIndex::find(std::span<const Position> positions, std::span<std::uint32_t> areas) const {
  if (positions.size() != areas.size()) throw std::invalid_argument("positions and areas differ in number");
  for (std::size_t i = 0; i < positions.size(); ++i) areas[i] = cells_->find(positions[i]);
}

std::vector<std::uint32_t> BoundaryIndex::find_all(LonLat position) const {
  const Position p{position.lon(), position.lat()};
  const auto value = cells_->value_at(p);
  if (value == no_area) return {};
  if (!Cells::is_border(value)) return {value};
  const auto& cell = cells_->border_cells[value & ~BoundaryCells::border_bit];
  std::vector<std::uint32_t> found;
  for (auto i = cell.first_part; i < cell.last_part; ++i)
    if (cells_->part_covers(cells_->parts[i], cell.reference, p)) found.push_back(cells_->parts[i].area);
  return found;
}

std::size_t BoundaryIndex::memory() const {
  std::size_t positions = 0;
  for (const auto& area : cells_->areas)
    for (const auto& polygon : area)
      for (const auto& ring : polygon) positions += ring.size();
  return cells_->grid.size() * sizeof(std::uint32_t) + cells_->border_cells.size() * sizeof(BorderCell) +
         cells_->parts.size() * sizeof(CellPart) + cells_->edges.size() * sizeof(CellEdge) +
         positions * sizeof(Position);
}

}  // namespace sojourn::geo

#include "geo/boundary_cells.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <span>

#include "geo/point_in_polygon.hpp"

namespace sojourn::geo {
namespace {

struct Edge {
  Position a;
  Position b;
  std::uint32_t area;
};

/// Four times the bound of Shewchuk's first filter for a 2×2 determinant of differences
/// (Adaptive Precision Floating-Point Arithmetic, 1997, section 4.3); holds for either base point.
constexpr double relative_error = 16 * std::numeric_limits<double>::epsilon();

/// -1 or 1 for a certain side, 0 if rounding could have changed it.
int certain_side(Position a, Position b, Position p) {
  const double side = side_of_line(a, b, p);
  const double terms = std::abs((b.x - a.x) * (p.y - a.y)) + std::abs((p.x - a.x) * (b.y - a.y));
  if (std::abs(side) <= relative_error * terms) return 0;
  return side > 0 ? 1 : -1;
}

enum class Crossing { no, yes, uncertain };

Crossing crosses(const Edge& edge, Position from, Position to) {
  const int a = certain_side(from, to, edge.a);
  const int b = certain_side(from, to, edge.b);
  if (a == b && a != 0) return Crossing::no;
  const int start = certain_side(edge.a, edge.b, from);
  const int end = certain_side(edge.a, edge.b, to);
  if (start == end && start != 0) return Crossing::no;
  return a == 0 || b == 0 || start == 0 || end == 0 ? Crossing::uncertain : Crossing::yes;
}

/// Goes over the rows of cells from west to east with a reference position in each cell that has
/// edges, and keeps count of the areas that cover it by the edges it passes on the way.
class Builder {
 public:
  Builder(const BoundarySet& set, int level) {
    const auto [first, last] = set.level_range(level);
    cells_.first_area = first;
    for (auto i = first; i < last; ++i) add_area(set.area(i).geometry);
    if (!cells_.box.empty()) fill();
  }

  BoundaryCells take() { return std::move(cells_); }

 private:
  void add_area(const MultiPolygon& geometry) {
    const auto area = static_cast<std::uint32_t>(cells_.areas.size());
    for (const auto& polygon : geometry)
      for (const auto& ring : polygon)
        for (std::size_t i = 1; i < ring.size(); ++i)
          if (ring[i - 1] != ring[i]) edges_.push_back({ring[i - 1], ring[i], area});
    boxes_.push_back(bounds(geometry));
    cells_.box.grow(boxes_.back());
    cells_.areas.push_back(geometry);
  }

  void fill() {
    lay_out_grid();
    register_edges();
    for (std::uint32_t row = 0; row < cells_.rows; ++row) fill_row(row);
    cells_.border_cells.shrink_to_fit();
    cells_.parts.shrink_to_fit();
    cells_.edges.shrink_to_fit();
  }

  /// About eight square cells an edge: few borders in each cell, and at most 16 MB of grid.
  void lay_out_grid() {
    constexpr double smallest_cell = 1e-6;
    const double wanted = std::clamp(8.0 * static_cast<double>(edges_.size()), 4096.0, 4194304.0);
    const double width = std::max(cells_.box.max_x - cells_.box.min_x, smallest_cell);
    const double height = std::max(cells_.box.max_y - cells_.box.min_y, smallest_cell);
    const double side =
        std::max({std::sqrt(width * height / wanted), std::max(width, height) / wanted, smallest_cell});
    cells_.columns = static_cast<std::uint32_t>(std::ceil(width / side));
    cells_.rows = static_cast<std::uint32_t>(std::ceil(height / side));
    cells_.columns_per_degree = cells_.columns / width;
    cells_.rows_per_degree = cells_.rows / height;
    cell_width_ = width / cells_.columns;
    cell_height_ = height / cells_.rows;
    // Wider than any rounding of coordinates, far smaller than a cell.
    margin_ = 1e-6 * std::min(cell_width_, cell_height_);
    margin_ = std::max(margin_, 1e-12);
    cells_.reach = {cells_.box.min_x - margin_, cells_.box.min_y - margin_, cells_.box.max_x + margin_,
                    cells_.box.max_y + margin_};
    cells_.grid.assign(static_cast<std::size_t>(cells_.columns) * cells_.rows, no_area);
  }

  std::size_t cell_number(std::uint32_t column, std::uint32_t row) const {
    return static_cast<std::size_t>(row) * cells_.columns + column;
  }

  /// Calls visit(cell number) for every cell that the edge meets or passes within the margin.
  template <typename Visit>
  void for_cells_of(const Edge& edge, Visit visit) const {
    const auto [low, high] = edge.a.y < edge.b.y ? std::pair(edge.a, edge.b) : std::pair(edge.b, edge.a);
    const auto last_row = cells_.row_of(high.y + margin_);
    for (auto row = cells_.row_of(low.y - margin_); row <= last_row; ++row) {
      const double bottom = cells_.box.min_y + row * cell_height_ - margin_;
      const double top = bottom + cell_height_ + 2 * margin_;
      const double at_bottom = x_at(low, high, bottom);
      const double at_top = x_at(low, high, top);
      const auto last_column = cells_.column_of(std::max(at_bottom, at_top) + margin_);
      for (auto column = cells_.column_of(std::min(at_bottom, at_top) - margin_); column <= last_column;
           ++column)
        visit(cell_number(column, row));
    }
  }

  /// Where the edge is at height y; at its ends beyond them.
  static double x_at(Position low, Position high, double y) {
    if (y <= low.y) return low.x;
    if (y >= high.y) return high.x;
    return low.x + (high.x - low.x) * ((y - low.y) / (high.y - low.y));
  }

  /// Lists each cell's edges, in order of area, as cell_edges_[cell_starts_[c] … cell_starts_[c + 1]).
  void register_edges() {
    cell_starts_.assign(cells_.grid.size() + 1, 0);
    for (const auto& edge : edges_) for_cells_of(edge, [&](std::size_t cell) { ++cell_starts_[cell + 1]; });
    std::partial_sum(cell_starts_.begin(), cell_starts_.end(), cell_starts_.begin());
    cell_edges_.resize(cell_starts_.back());
    auto next = cell_starts_;
    for (std::uint32_t i = 0; i < edges_.size(); ++i)
      for_cells_of(edges_[i], [&](std::size_t cell) { cell_edges_[next[cell]++] = i; });
  }

  std::span<const std::uint32_t> edges_in(std::size_t cell) const {
    return {cell_edges_.data() + cell_starts_[cell], cell_edges_.data() + cell_starts_[cell + 1]};
  }

  void fill_row(std::uint32_t row) {
    covering_.clear();
    // West of all areas: covered by none.
    reference_ = Position{cells_.box.min_x - cell_width_, cells_.box.min_y + (row + 0.4871) * cell_height_};
    reference_is_clear_ = true;
    std::span<const std::uint32_t> passed;  // edges of the cell where the reference was
    bool in_run = false;                    // of cells without edges
    std::uint32_t without_borders = 0;      // what the cells of the run share
    for (std::uint32_t column = 0; column < cells_.columns; ++column) {
      const auto cell = cell_number(column, row);
      const auto here = edges_in(cell);
      // In a run of cells without edges all positions have the same answer as the first one's.
      if (!here.empty() || !in_run) move_reference(column, row, here, passed);
      passed = here;
      if (here.empty() && !in_run) without_borders = value_without_borders();
      in_run = here.empty();
      cells_.grid[cell] = in_run ? without_borders : add_border_cell(here);
    }
  }

  std::uint32_t value_without_borders() {
    if (covering_.empty()) return no_area;
    if (covering_.size() == 1) return cells_.first_area + covering_.front();
    return add_border_cell({});
  }

  /// Puts the reference into the cell, clear of its edges, and brings `covering_` up to date.
  void move_reference(std::uint32_t column, std::uint32_t row, std::span<const std::uint32_t> here,
                      std::span<const std::uint32_t> passed) {
    const auto from = reference_;
    const bool from_is_clear = reference_is_clear_;
    reference_is_clear_ = place_reference(column, row, here);
    if (!from_is_clear || !reference_is_clear_) return recount();
    std::vector<std::uint32_t> all;
    std::set_union(here.begin(), here.end(), passed.begin(), passed.end(), std::back_inserter(all));
    std::vector<std::uint32_t> uncertain;
    for (const auto i : all) {
      const auto crossing = crosses(edges_[i], from, reference_);
      if (crossing == Crossing::yes) set_covering(edges_[i].area, !is_covering(edges_[i].area));
      if (crossing == Crossing::uncertain) uncertain.push_back(edges_[i].area);
    }
    for (const auto area : uncertain) set_covering(area, covers(cells_.areas[area], reference_));
  }

  /// False if every position tried is too near to the line of an edge.
  bool place_reference(std::uint32_t column, std::uint32_t row, std::span<const std::uint32_t> here) {
    // Off the middle, where lines of made-up or gridded boundaries would pass.
    constexpr std::array<Position, 6> tried = {{{0.5237, 0.4871},
                                                {0.4313, 0.5719},
                                                {0.6173, 0.6421},
                                                {0.3319, 0.3671},
                                                {0.7127, 0.2953},
                                                {0.2371, 0.7433}}};
    for (const auto& at : tried) {
      reference_ = {cells_.box.min_x + (column + at.x) * cell_width_,
                    cells_.box.min_y + (row + at.y) * cell_height_};
      const auto clear = [&](std::uint32_t i) {
        const auto& [a, b, area] = edges_[i];
        return certain_side(a, b, reference_) != 0 &&
               std::abs(side_of_line(a, b, reference_)) > error_of(edges_[i]);
      };
      if (std::all_of(here.begin(), here.end(), clear)) return true;
    }
    return false;
  }

  void recount() {
    covering_.clear();
    for (std::uint32_t area = 0; area < cells_.areas.size(); ++area)
      if (boxes_[area].contains(reference_.x, reference_.y) && covers(cells_.areas[area], reference_))
        covering_.push_back(area);
  }

  bool is_covering(std::uint32_t area) const {
    return std::binary_search(covering_.begin(), covering_.end(), area);
  }

  void set_covering(std::uint32_t area, bool covering) {
    const auto at = std::lower_bound(covering_.begin(), covering_.end(), area);
    const bool present = at != covering_.end() && *at == area;
    if (covering && !present) covering_.insert(at, area);
    if (!covering && present) covering_.erase(at);
  }

  /// A bound for the rounding of side values of the edge for positions in a cell that it meets, and of
  /// the edge's ends for lines within that cell.
  double error_of(const Edge& edge) const {
    const double reach_x = std::abs(edge.b.x - edge.a.x) + 2 * cell_width_;
    const double reach_y = std::abs(edge.b.y - edge.a.y) + 2 * cell_height_;
    return 2 * relative_error * reach_x * reach_y;
  }

  std::uint32_t add_border_cell(std::span<const std::uint32_t> here) {
    BorderCell cell{reference_, static_cast<std::uint32_t>(cells_.parts.size()), 0};
    auto covering = covering_.begin();
    for (auto edge = here.begin(); edge != here.end();) {
      const auto area = edges_[*edge].area;
      for (; covering != covering_.end() && *covering < area; ++covering) add_part(*covering);
      if (covering != covering_.end() && *covering == area) ++covering;
      const auto last =
          std::find_if(edge, here.end(), [&](std::uint32_t i) { return edges_[i].area != area; });
      add_part(area, {edge, last});
      edge = last;
    }
    for (; covering != covering_.end(); ++covering) add_part(*covering);
    cell.last_part = static_cast<std::uint32_t>(cells_.parts.size());
    cells_.border_cells.push_back(cell);
    return BoundaryCells::border_bit | static_cast<std::uint32_t>(cells_.border_cells.size() - 1);
  }

  void add_part(std::uint32_t area, std::span<const std::uint32_t> edges = {}) {
    CellPart part{cells_.first_area + area, static_cast<std::uint32_t>(cells_.edges.size()), 0,
                  is_covering(area)};
    for (const auto i : edges) cells_.edges.push_back(turned(edges_[i]));
    part.last_edge = static_cast<std::uint32_t>(cells_.edges.size());
    cells_.parts.push_back(part);
  }

  CellEdge turned(const Edge& edge) const {
    const double error = reference_is_clear_ ? error_of(edge) : std::numeric_limits<double>::infinity();
    if (side_of_line(edge.a, edge.b, reference_) > 0) return {edge.a, edge.b, error};
    return {edge.b, edge.a, error};
  }

  BoundaryCells cells_;
  std::vector<Edge> edges_;
  std::vector<Box> boxes_;
  double cell_width_ = 0;
  double cell_height_ = 0;
  double margin_ = 0;
  std::vector<std::uint32_t> cell_starts_;
  std::vector<std::uint32_t> cell_edges_;

  Position reference_;
  bool reference_is_clear_ = true;
  std::vector<std::uint32_t> covering_;  // areas that cover the reference, ascending, counted from first_area
};

}  // namespace

BoundaryCells build_boundary_cells(const BoundarySet& set, int level) {
  return Builder(set, level).take();
}

}  // namespace sojourn::geo

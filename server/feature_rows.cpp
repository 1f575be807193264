#include "server/feature_rows.hpp"

#include <algorithm>

namespace sojourn::server {
namespace {

using geo::Box;
using geo::Position;

/// Liang–Barsky: whether a segment meets a box.
bool segment_meets(Position a, Position b, const Box& box) {
  double enter = 0, leave = 1;
  const auto clip = [&](double direction, double distance) {
    if (direction == 0) return distance >= 0;
    const double at = distance / direction;
    if (direction < 0)
      enter = std::max(enter, at);
    else
      leave = std::min(leave, at);
    return enter <= leave;
  };
  return clip(a.x - b.x, a.x - box.min_x) && clip(b.x - a.x, box.max_x - a.x) &&
         clip(a.y - b.y, a.y - box.min_y) && clip(b.y - a.y, box.max_y - a.y);
}

/// Even–odd over all rings, so that holes count.
bool contains(const geo::Polygon& polygon, double x, double y) {
  bool inside = false;
  for (const auto& ring : polygon)
    for (std::size_t i = 1; i < ring.size(); ++i) {
      const auto& a = ring[i - 1];
      const auto& b = ring[i];
      if ((a.y > y) != (b.y > y) && x < (b.x - a.x) * (y - a.y) / (b.y - a.y) + a.x) inside = !inside;
    }
  return inside;
}

bool meets_polygon(const geo::Polygon& polygon, const Box& box) {
  for (const auto& ring : polygon)
    for (std::size_t i = 1; i < ring.size(); ++i)
      if (segment_meets(ring[i - 1], ring[i], box)) return true;
  return contains(polygon, box.min_x, box.min_y);
}

bool meets_row(const model::Block& block, std::size_t row, const std::vector<Box>& boxes) {
  const auto own = block.box(row);
  return std::any_of(boxes.begin(), boxes.end(), [&](const Box& box) {
    if (!own.intersects(box)) return false;
    if (block.is_points()) return true;
    const bool inside = box.contains(own.min_x, own.min_y) && box.contains(own.max_x, own.max_y);
    return inside || meets(block.boundaries().area(block.area(row)).geometry, box);
  });
}

bool passes(const model::Block& block, std::size_t row, const std::vector<EqualityFilter>& filters) {
  return std::all_of(filters.begin(), filters.end(), [&](const EqualityFilter& filter) {
    const auto& column = block.column(filter.field);
    if (column.is_null(row)) return false;
    return column.type() == model::FieldType::text ? column.text(row) == filter.text
                                                   : column.integer(row) == filter.integer;
  });
}

/// Rows in ascending order whose own box meets one of the boxes.
std::vector<std::uint32_t> candidates(const model::Block& block, const std::vector<Box>& boxes) {
  std::vector<std::uint32_t> rows;
  for (const auto& box : boxes) block.search(box, [&](std::uint32_t row) { rows.push_back(row); });
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

/// Collects the rows of the page and counts all.
class Collector {
 public:
  explicit Collector(const Page& page) : page_(page) {}

  void take(std::uint32_t round, std::uint32_t row) {
    if (result_.matched >= page_.offset && result_.rows.size() < page_.limit)
      result_.rows.push_back({round, row});
    ++result_.matched;
  }
  void take_all(std::uint32_t round, std::size_t rows) {
    const auto first = std::max(page_.offset, result_.matched) - result_.matched;
    for (auto row = first; row < rows && result_.rows.size() < page_.limit; ++row)
      result_.rows.push_back({round, static_cast<std::uint32_t>(row)});
    result_.matched += rows;
  }
  RowPage result() && { return std::move(result_); }

 private:
  Page page_;
  RowPage result_;
};

void collect(const RowSelection& selection, std::uint32_t round, const model::Block& block,
             Collector& collector) {
  if (selection.boxes) {
    for (const auto row : candidates(block, *selection.boxes))
      if (meets_row(block, row, *selection.boxes) && passes(block, row, selection.filters))
        collector.take(round, row);
  } else if (selection.filters.empty()) {
    collector.take_all(round, block.rows());
  } else {
    for (std::uint32_t row = 0; row < block.rows(); ++row)
      if (passes(block, row, selection.filters)) collector.take(round, row);
  }
}

}  // namespace

bool meets(const geo::MultiPolygon& geometry, const geo::Box& box) {
  return std::any_of(geometry.begin(), geometry.end(),
                     [&](const auto& polygon) { return meets_polygon(polygon, box); });
}

RowPage select_rows(const RowSelection& selection, const Page& page) {
  Collector collector(page);
  for (std::uint32_t i = 0; i < selection.rounds.size(); ++i)
    if (const auto* block = selection.rounds[i]->block(selection.collection))
      collect(selection, i, *block, collector);
  return std::move(collector).result();
}

}  // namespace sojourn::server

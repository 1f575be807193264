#include "server/feature_rows.hpp"

#include <algorithm>
#include <bit>

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
  void take_selected(std::uint32_t round, const model::RowSelection& rows) {
    auto skipped = std::max(page_.offset, result_.matched) - result_.matched;
    const auto words = rows.words();
    for (std::size_t i = 0; i < words.size() && result_.rows.size() < page_.limit; ++i) {
      auto word = words[i];
      const auto in_word = static_cast<std::size_t>(std::popcount(word));
      if (skipped >= in_word) {
        skipped -= in_word;
        continue;
      }
      for (; word != 0 && result_.rows.size() < page_.limit; word &= word - 1) {
        const auto row =
            i * model::RowSelection::word_bits + static_cast<std::size_t>(std::countr_zero(word));
        if (skipped == 0)
          result_.rows.push_back({round, static_cast<std::uint32_t>(row)});
        else
          --skipped;
      }
    }
    result_.matched += rows.count();
  }
  RowPage result() && { return std::move(result_); }

 private:
  Page page_;
  RowPage result_;
};

/// `passing`: the rows that pass the filter; null: all.
void collect(const RowSelection& selection, const model::RowSelection* passing, std::uint32_t round,
             const model::Block& block, Collector& collector) {
  if (selection.boxes) {
    for (const auto row : candidates(block, *selection.boxes))
      if ((passing == nullptr || passing->contains(row)) && meets_row(block, row, *selection.boxes))
        collector.take(round, row);
  } else if (passing == nullptr) {
    collector.take_all(round, block.rows());
  } else {
    collector.take_selected(round, *passing);
  }
}

}  // namespace

bool meets(const geo::MultiPolygon& geometry, const geo::Box& box) {
  return std::any_of(geometry.begin(), geometry.end(),
                     [&](const auto& polygon) { return meets_polygon(polygon, box); });
}

RowPage select_rows(const RowSelection& selection, const Page& page) {
  Collector collector(page);
  const auto passing = selection.filter.is_everything()
                           ? model::RowSelections()
                           : selection.selected->select(selection.rounds, selection.filter);
  for (std::uint32_t i = 0; i < selection.rounds.size(); ++i)
    if (const auto* block = selection.rounds[i]->block(selection.collection))
      collect(selection, model::selection_at(passing, i), i, *block, collector);
  return std::move(collector).result();
}

}  // namespace sojourn::server

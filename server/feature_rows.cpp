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
    if (block.is_points() || block.is_point(row)) return true;
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
  Collector(const Page& page, const RowPage::Row& from) : page_(page), from_(from) {}

  void begin(std::uint32_t round, std::size_t rows) {
    round_ = round;
    first_ = round < from_.round ? static_cast<std::uint32_t>(rows) : round == from_.round ? from_.row : 0;
  }
  void take(std::uint32_t row) {
    if (row < first_ || result_.matched < page_.offset)
      ++result_.before;
    else if (result_.rows.size() < page_.limit)
      result_.rows.push_back({round_, row});
    ++result_.matched;
  }
  void take_all(std::size_t rows) {
    const auto skipped = std::max(page_.offset, result_.matched) - result_.matched;
    const auto first = std::min(std::max<std::size_t>(skipped, first_), rows);
    result_.before += first;
    for (auto row = first; row < rows && result_.rows.size() < page_.limit; ++row)
      result_.rows.push_back({round_, static_cast<std::uint32_t>(row)});
    result_.matched += rows;
  }
  void take_selected(const model::RowSelection& rows) {
    auto skipped = std::max(page_.offset, result_.matched) - result_.matched;
    const auto words = rows.words();
    for (std::size_t i = 0; i < words.size() && result_.rows.size() < page_.limit; ++i) {
      auto word = words[i];
      const auto first = i * model::RowSelection::word_bits;
      const auto early = first_ > first ? std::min(first_ - first, model::RowSelection::word_bits) : 0;
      const auto mask = early == model::RowSelection::word_bits ? 0 : ~std::uint64_t{0} << early;
      result_.before += static_cast<std::size_t>(std::popcount(word & ~mask));
      word &= mask;
      const auto in_word = static_cast<std::size_t>(std::popcount(word));
      if (skipped >= in_word) {
        skipped -= in_word;
        result_.before += in_word;
        continue;
      }
      for (; word != 0 && result_.rows.size() < page_.limit; word &= word - 1) {
        if (skipped == 0) {
          result_.rows.push_back(
              {round_, static_cast<std::uint32_t>(first + static_cast<std::size_t>(std::countr_zero(word)))});
          continue;
        }
        --skipped;
        ++result_.before;
      }
    }
    result_.matched += rows.count();
  }
  RowPage result() && { return std::move(result_); }

 private:
  Page page_;
  RowPage::Row from_;
  std::uint32_t round_ = 0;
  std::uint32_t first_ = 0;  ///< row of the round that a page can begin with
  RowPage result_;
};

/// `passing`: the rows that pass the filter; null: all.
void collect(const RowSelection& selection, const model::RowSelection* passing, const model::Block& block,
             Collector& collector) {
  if (selection.boxes) {
    for (const auto row : candidates(block, *selection.boxes))
      if ((passing == nullptr || passing->contains(row)) && meets_row(block, row, *selection.boxes))
        collector.take(row);
  } else if (passing == nullptr) {
    collector.take_all(block.rows());
  } else {
    collector.take_selected(*passing);
  }
}

}  // namespace

bool meets(const geo::MultiPolygon& geometry, const geo::Box& box) {
  return std::any_of(geometry.begin(), geometry.end(),
                     [&](const auto& polygon) { return meets_polygon(polygon, box); });
}

RowPage select_rows(const RowSelection& selection, const Page& page, const RowPage::Row& from) {
  Collector collector(page, from);
  const auto passing = selection.filter.is_everything()
                           ? model::RowSelections()
                           : selection.selected->select(selection.rounds, selection.filter);
  for (std::uint32_t i = 0; i < selection.rounds.size(); ++i)
    if (const auto* block = selection.rounds[i]->block(selection.collection)) {
      collector.begin(i, block->rows());
      collect(selection, model::selection_at(passing, i), *block, collector);
    }
  return std::move(collector).result();
}

}  // namespace sojourn::server

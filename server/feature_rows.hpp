/// The rows of a collection that a request selects, in the order in which they are paged.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "geo/geometry.hpp"
#include "model/edition.hpp"
#include "query/selection_cache.hpp"
#include "server/parameters.hpp"

namespace sojourn::server {

struct RowSelection {
  model::RoundList rounds;
  model::Collection collection = model::Collection::locations;
  /// Only rows whose geometry meets one of these; rows without geometry do not. Nothing: all rows.
  std::optional<std::vector<geo::Box>> boxes;
  query::Filter filter{collection};
  query::SelectionCache* selected = nullptr;  ///< keeps what filters leave
};

struct RowPage {
  struct Row {
    std::uint32_t round = 0;  ///< index into the selection's rounds
    std::uint32_t row = 0;
  };
  std::vector<Row> rows;
  std::size_t matched = 0;  ///< on all pages
  std::size_t before = 0;   ///< of these, on the pages before
};

/// `from`: where the page begins, instead of its offset, which is to be 0. Without boxes the cost grows with
/// neither.
RowPage select_rows(const RowSelection& selection, const Page& page, const RowPage::Row& from = {});

/// Whether a polygon's area and a box have a point in common; borders count.
bool meets(const geo::MultiPolygon& geometry, const geo::Box& box);

}  // namespace sojourn::server

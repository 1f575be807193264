#include "model/row_selection.hpp"

#include <set>

#include "support/catch.hpp"
#include "support/property.hpp"

using sojourn::model::RowSelection;
using sojourn::test::holds;

TEST_CASE("a selection of all rows has no bits past the last one") {
  for (const std::size_t rows : {0U, 1U, 63U, 64U, 65U, 128U, 1000U}) {
    const RowSelection all(rows, true);
    CHECK(all.count() == rows);
    CHECK(RowSelection(rows).count() == 0);
    CHECK(all.words().size() == (rows + 63) / 64);
  }
}

TEST_CASE("a selection holds exactly the rows put into it, in ascending order") {
  CHECK(holds([] {
    const auto rows = *rc::gen::inRange<std::size_t>(1, 300);
    const auto chosen = *rc::gen::container<std::set<std::size_t>>(rc::gen::inRange<std::size_t>(0, rows));
    RowSelection selection(rows);
    for (const auto row : chosen) selection.insert(row);
    std::vector<std::size_t> visited;
    selection.for_each([&](std::size_t row) { visited.push_back(row); });
    RC_ASSERT(visited == std::vector<std::size_t>(chosen.begin(), chosen.end()));
    RC_ASSERT(selection.count() == chosen.size());
    for (std::size_t row = 0; row < rows; ++row) RC_ASSERT(selection.contains(row) == chosen.contains(row));
  }));
}

TEST_CASE("an empty list of selections means every row of every round") {
  const sojourn::model::RowSelections some = {nullptr, std::make_shared<const RowSelection>(3)};
  CHECK(sojourn::model::selection_at({}, 1) == nullptr);
  CHECK(sojourn::model::selection_at(some, 0) == nullptr);
  CHECK(sojourn::model::selection_at(some, 1) == some[1].get());
}

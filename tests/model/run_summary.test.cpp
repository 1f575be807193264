#include "model/run_summary.hpp"

#include <numeric>

#include "support/catch.hpp"
#include "support/property.hpp"

using namespace sojourn::model;
using sojourn::test::holds;

namespace {

/// Values in long and short stretches, some null, as neighbours in space are often alike.
std::vector<std::optional<std::int64_t>> any_values() {
  std::vector<std::optional<std::int64_t>> values;
  const auto widest = *rc::gen::element<std::int64_t>(2, 200, 60'000, 3'000'000'000);
  while (values.size() < 700) {
    const auto length = *rc::gen::inRange<std::size_t>(1, 200);
    const auto value = *rc::gen::inRange<std::int64_t>(-1, widest);
    values.insert(values.end(), length, value < 0 ? std::nullopt : std::optional(value - 1));
  }
  return values;
}

Column column_of(const std::vector<std::optional<std::int64_t>>& values) {
  ColumnBuilder builder(FieldType::integer);
  for (const auto& value : values) value ? builder.append(*value) : builder.append_null();
  std::vector<std::uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  return builder.build(order);
}

}  // namespace

TEST_CASE("a run's sum is that of its known values, wherever it begins and ends") {
  CHECK(holds([] {
    const auto values = any_values();
    const auto column = column_of(values);
    const RunSummary summary(column, true);
    for (int i = 0; i < 20; ++i) {
      const auto first = *rc::gen::inRange<std::size_t>(0, values.size());
      const auto last = *rc::gen::inRange<std::size_t>(first, values.size() + 1);
      RunSummary::Sum expected;
      for (auto row = first; row < last; ++row)
        if (values[row]) expected = {expected.total + *values[row], expected.known + 1};
      const auto found = summary.sum(column, first, last);
      RC_ASSERT(found.total == expected.total);
      RC_ASSERT(found.known == expected.known);
    }
  }));
}

TEST_CASE("a run has a code in common only if every row has it") {
  CHECK(holds([] {
    const auto values = any_values();
    const auto column = column_of(values);
    const RunSummary summary(column, false);
    for (int i = 0; i < 20; ++i) {
      const auto first = *rc::gen::inRange<std::size_t>(0, values.size());
      const auto last = *rc::gen::inRange<std::size_t>(first + 1, values.size() + 1);
      const bool alike = std::all_of(values.begin() + static_cast<std::ptrdiff_t>(first),
                                     values.begin() + static_cast<std::ptrdiff_t>(last),
                                     [&](const auto& value) { return value == values[first]; });
      RC_ASSERT(summary.common_code(column, first, last) ==
                (alike ? column.code(first) : RunSummary::differing));
    }
  }));
}

TEST_CASE("texts that are all different have nothing in common") {
  ColumnBuilder builder(FieldType::text);
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < 300; ++i) {
    builder.append(std::string_view("Place " + std::to_string(i)));
    order.push_back(i);
  }
  const auto column = builder.build(order);
  const RunSummary summary(column, false);
  CHECK(summary.common_code(column, 0, 300) == RunSummary::differing);
  CHECK(summary.common_code(column, 64, 66) == RunSummary::differing);
  CHECK(summary.common_code(column, 64, 65) == column.code(64));
}

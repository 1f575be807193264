#include "model/run_summary.hpp"

namespace sojourn::model {
namespace {

RunSummary::Sum sum_rows(const Column& column, std::size_t first, std::size_t last) {
  const auto codes = column.sum_codes(first, last);
  const auto known = static_cast<std::int64_t>(codes.known);
  return {static_cast<std::int64_t>(codes.sum) + known * (column.base() - 1), codes.known};
}

}  // namespace

RunSummary::RunSummary(const Column& column, bool summed) {
  if (column.is_constant() || column.is_all_different()) return;
  const auto stretches = column.size() / stretch;
  if (!summed) {
    uniform_.reserve(stretches);
    for (std::size_t i = 0; i < stretches; ++i)
      uniform_.push_back(column.all_equal(i * stretch, (i + 1) * stretch, column.code(i * stretch)));
    return;
  }
  totals_.reserve(stretches + 1);
  known_.reserve(stretches + 1);
  Sum before;
  for (std::size_t i = 0; i <= stretches; ++i) {
    totals_.push_back(before.total);
    known_.push_back(static_cast<std::uint32_t>(before.known));
    if (i == stretches) break;
    const auto here = sum_rows(column, i * stretch, (i + 1) * stretch);
    before = {before.total + here.total, before.known + here.known};
  }
}

RunSummary::Sum RunSummary::sum(const Column& column, std::size_t first, std::size_t last) const {
  const auto from = (first + stretch - 1) / stretch;
  const auto to = last / stretch;
  if (from >= to || totals_.empty()) return sum_rows(column, first, last);
  const auto head = sum_rows(column, first, from * stretch);
  const auto tail = sum_rows(column, to * stretch, last);
  return {head.total + (totals_[to] - totals_[from]) + tail.total,
          head.known + (known_[to] - known_[from]) + tail.known};
}

std::uint64_t RunSummary::common_code(const Column& column, std::size_t first, std::size_t last) const {
  const auto code = column.code(first);
  if (column.code(last - 1) != code) return differing;
  const auto from = (first + stretch - 1) / stretch;
  const auto to = last / stretch;
  if (from >= to || uniform_.empty()) return column.all_equal(first, last, code) ? code : differing;
  for (auto i = from; i < to; ++i)
    if (!uniform_[i] || column.code(i * stretch) != code) return differing;
  const bool ends =
      column.all_equal(first, from * stretch, code) && column.all_equal(to * stretch, last, code);
  return ends ? code : differing;
}

std::size_t RunSummary::memory_bytes() const {
  return totals_.capacity() * sizeof(std::int64_t) + known_.capacity() * sizeof(std::uint32_t) +
         uniform_.capacity() / 8;
}

}  // namespace sojourn::model

#include "query/code_test.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <ranges>
#include <type_traits>
#include <utility>

#include "model/row_selection.hpp"
#include "query/like_pattern.hpp"

namespace sojourn::query {
namespace {

using model::Column;
using model::FieldType;

constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
constexpr auto highest = std::numeric_limits<std::int64_t>::max();

/// Whole numbers from … to; none if from > to.
struct Interval {
  std::int64_t from = lowest;
  std::int64_t to = highest;
};
constexpr Interval no_number{1, 0};

/// Where a value lies among the whole numbers.
struct Bounds {
  std::int64_t floor = 0;    ///< the greatest that is not above it
  std::int64_t ceiling = 0;  ///< the least that is not below it
  bool exact = false;        ///< it is one of them
  bool below_all = false;
  bool above_all = false;
};

Bounds bounds_of(const Value& value) {
  if (const auto* day = std::get_if<model::Date>(&value)) {
    const std::int64_t days = day->days_since_1970();
    return {days, days, true};
  }
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return {*whole, *whole, true};
  const double real = std::get<double>(value);
  constexpr double limit = 9223372036854775808.0;
  if (real < -limit) return {.below_all = true};
  if (real >= limit) return {.above_all = true};
  return {static_cast<std::int64_t>(std::floor(real)), static_cast<std::int64_t>(std::ceil(real))};
}

Interval at_least(const Bounds& bounds) {
  return bounds.above_all ? no_number : bounds.below_all ? Interval{} : Interval{bounds.ceiling, highest};
}
Interval at_most(const Bounds& bounds) {
  return bounds.below_all ? no_number : bounds.above_all ? Interval{} : Interval{lowest, bounds.floor};
}
Interval above(const Bounds& bounds) {
  if (!bounds.exact) return at_least(bounds);
  return bounds.floor == highest ? no_number : Interval{bounds.floor + 1, highest};
}
Interval below(const Bounds& bounds) {
  if (!bounds.exact) return at_most(bounds);
  return bounds.floor == lowest ? no_number : Interval{lowest, bounds.floor - 1};
}

Interval both(const Interval& a, const Interval& b) {
  return {std::max(a.from, b.from), std::min(a.to, b.to)};
}

/// The whole numbers for which a comparison is true.
Interval interval_of(const Predicate& predicate) {
  const auto bounds = bounds_of(predicate.values[0]);
  switch (predicate.test) {
    case Test::less:
      return below(bounds);
    case Test::less_or_equal:
      return at_most(bounds);
    case Test::greater:
      return above(bounds);
    case Test::greater_or_equal:
      return at_least(bounds);
    case Test::between:
      return both(at_least(bounds), at_most(bounds_of(predicate.values[1])));
    default:
      return bounds.exact ? Interval{bounds.floor, bounds.floor} : no_number;
  }
}

/// The code of a whole number; 0 if it is less than all of the column. Their difference may exceed
/// std::int64_t.
std::uint64_t code_of(std::int64_t number, std::int64_t base) {
  return number < base ? 0 : static_cast<std::uint64_t>(number) - static_cast<std::uint64_t>(base) + 1;
}

/// Compares exactly: long double holds every std::int64_t and double.
long double as_real(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<long double>(*whole);
  return static_cast<long double>(std::get<double>(value));
}

template <typename Distinct>
bool compares(Test test, const Distinct& value, const std::vector<Distinct>& with) {
  switch (test) {
    case Test::less:
      return value < with[0];
    case Test::less_or_equal:
      return value <= with[0];
    case Test::greater:
      return value > with[0];
    case Test::greater_or_equal:
      return value >= with[0];
    case Test::between:
      return value >= with[0] && value <= with[1];
    case Test::among:
      return std::binary_search(with.begin(), with.end(), value);
    default:
      return value == with[0];
  }
}

/// Codes of the distinct values for which the test is true; of texts also of some that are in no row.
template <typename Distinct, typename Values>
std::vector<std::uint64_t> codes_where(Test test, const Values& distinct, std::vector<Distinct> with) {
  if (test == Test::among) std::sort(with.begin(), with.end());
  std::vector<std::uint64_t> codes;
  std::uint64_t code = 0;
  for (const auto& value : distinct) {
    ++code;
    if (!compares(test, Distinct(value), with)) continue;
    codes.push_back(code);
    if (test == Test::equal) break;
  }
  return codes;
}

std::vector<std::uint64_t> codes_of_texts(const Predicate& predicate, const Column& column) {
  if (predicate.test == Test::like) {
    const LikePattern pattern(std::get<std::string>(predicate.values[0]));
    std::vector<std::uint64_t> codes;
    std::uint64_t code = 0;
    for (const auto text : column.texts()) {
      ++code;
      if (pattern.matches(text)) codes.push_back(code);
    }
    return codes;
  }
  std::vector<std::string_view> with;
  for (const auto& value : predicate.values) with.emplace_back(std::get<std::string>(value));
  return codes_where<std::string_view>(predicate.test, column.texts(), std::move(with));
}

std::vector<std::uint64_t> codes_of_reals(const Predicate& predicate, const Column& column) {
  std::vector<long double> with;
  for (const auto& value : predicate.values) with.push_back(as_real(value));
  return codes_where<long double>(predicate.test, column.reals(), std::move(with));
}

/// One bit for each of eight bytes that are 0 or 1: the multiplication carries them side by side to the top.
std::uint64_t bits_of(const std::uint8_t* bytes) {
  std::uint64_t eight = 0;
  std::memcpy(&eight, bytes, sizeof(eight));
  return (eight * 0x0102040810204080ULL) >> 56;
}
static_assert(std::endian::native == std::endian::little, "the first row's byte must be the lowest");

/// 64 rows at a time: comparisons into bytes, which compilers turn into vector code, then bytes into bits.
template <typename Codes, typename IsTrue>
void narrow_words(const Codes& codes, std::span<std::uint64_t> words, IsTrue is_true) {
  constexpr auto bits = model::RowSelection::word_bits;
  const std::size_t rows = codes.size();
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == 0) continue;
    std::array<std::uint8_t, bits> hits{};
    const auto first = codes.begin() + static_cast<std::ptrdiff_t>(i * bits);
    if ((i + 1) * bits <= rows)
      for (std::ptrdiff_t row = 0; row < std::ptrdiff_t{bits}; ++row)
        hits[static_cast<std::size_t>(row)] = is_true(first[row]) ? 1 : 0;
    else
      for (std::size_t row = 0; row < rows - i * bits; ++row)
        hits[row] = is_true(first[static_cast<std::ptrdiff_t>(row)]) ? 1 : 0;
    std::uint64_t word = 0;
    for (std::size_t eighth = 0; eighth < 8; ++eighth)
      word |= bits_of(hits.data() + eighth * 8) << (eighth * 8);
    words[i] &= word;
  }
}

}  // namespace

CodeTest::CodeTest(const Predicate& predicate, const Column& column) {
  if (predicate.test == Test::null)
    predicate.negated ? make_empty(true) : make_range(0, 0, false);
  else if (column.type() == FieldType::integer || column.type() == FieldType::date)
    make_from_numbers(predicate, column);
  else
    make_from_codes(column.type() == FieldType::text ? codes_of_texts(predicate, column)
                                                     : codes_of_reals(predicate, column),
                    predicate.negated);
}

void CodeTest::make_from_numbers(const Predicate& predicate, const Column& column) {
  if (predicate.test != Test::among) {
    const auto [from, to] = interval_of(predicate);
    if (from > to || to < column.base()) return make_empty(predicate.negated);
    return make_range(std::max<std::uint64_t>(code_of(from, column.base()), 1), code_of(to, column.base()),
                      predicate.negated);
  }
  std::vector<std::uint64_t> codes;
  for (const auto& value : predicate.values) {
    const auto bounds = bounds_of(value);
    const auto code = bounds.exact ? code_of(bounds.floor, column.base()) : 0;
    if (code != 0) codes.push_back(code);
  }
  std::sort(codes.begin(), codes.end());
  make_from_codes(std::move(codes), predicate.negated);
}

void CodeTest::make_from_codes(std::vector<std::uint64_t> codes, bool negated) {
  constexpr std::uint64_t largest_table = std::uint64_t{1} << 22;
  if (codes.empty()) return make_empty(negated);
  const auto span = codes.back() - codes.front();
  if (span == codes.size() - 1) return make_range(codes.front(), codes.back(), negated);
  if (span < largest_table) return make_table(codes, negated);
  kind_ = Kind::list;
  beyond_ = negated;
  codes_ = std::move(codes);
}

void CodeTest::make_range(std::uint64_t first, std::uint64_t last, bool negated) {
  kind_ = negated ? Kind::outside : Kind::range;
  first_ = first;
  last_ = last;
}

void CodeTest::make_table(const std::vector<std::uint64_t>& codes, bool negated) {
  kind_ = Kind::table;
  beyond_ = negated;
  first_ = codes.front();
  last_ = codes.back();
  table_.assign(last_ - first_ + 1, negated ? 1 : 0);
  for (const auto code : codes) table_[code - first_] = negated ? 0 : 1;
}

void CodeTest::make_empty(bool negated) {
  if (negated) make_range(1, std::numeric_limits<std::uint64_t>::max(), false);
}

bool CodeTest::is_true(std::uint64_t code) const {
  const auto at = code - first_;
  switch (kind_) {
    case Kind::none:
      return false;
    case Kind::range:
      return at <= last_ - first_;
    case Kind::outside:
      return code != 0 && at > last_ - first_;
    case Kind::table:
      return at <= last_ - first_ ? table_[at] != 0 : beyond_ && code != 0;
    default:
      return code != 0 && std::binary_search(codes_.begin(), codes_.end(), code) != beyond_;
  }
}

template <typename Codes>
void CodeTest::narrow_packed(const Codes& codes, std::span<std::uint64_t> words) const {
  using Code = std::ranges::range_value_t<Codes>;
  constexpr std::uint64_t most = std::numeric_limits<Code>::max();
  const bool is_range = kind_ == Kind::range || kind_ == Kind::outside;
  if (!is_range || first_ > most)
    return narrow_words(codes, words, [this](Code code) { return is_true(code); });
  // In the codes' own width, so that as many as possible are compared at once.
  const auto first = static_cast<Code>(first_);
  const auto span = static_cast<Code>(std::min(last_, most) - first_);
  if (kind_ == Kind::range)
    narrow_words(codes, words, [=](Code code) { return static_cast<Code>(code - first) <= span; });
  else
    narrow_words(codes, words,
                 [=](Code code) -> bool { return (static_cast<Code>(code - first) > span) & (code != 0); });
}

void CodeTest::narrow(const Column& column, std::span<std::uint64_t> words) const {
  column.visit_codes([&](const auto& codes) {
    if constexpr (std::is_same_v<std::decay_t<decltype(codes)>, std::uint64_t>) {
      if (!is_true(codes)) std::fill(words.begin(), words.end(), 0);
    } else {
      narrow_packed(codes, words);
    }
  });
}

}  // namespace sojourn::query

#include "ingest/column_shape.hpp"

#include <algorithm>

#include "ingest/coordinates.hpp"
#include "ingest/dates.hpp"

namespace sojourn::ingest {
namespace {

bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_like_pcode(std::string_view text) {
  if (text.size() < 3 || text.size() > 20) return false;
  std::size_t letters = 0;
  while (letters < text.size() && is_letter(text[letters])) ++letters;
  if (letters < 1 || letters > 4 || letters == text.size()) return false;
  return std::ranges::all_of(text.substr(letters),
                             [](char c) { return is_digit(c) || c == '-' || c == '_' || is_letter(c); }) &&
         std::ranges::any_of(text, is_digit);
}

bool is_date(std::string_view text) {
  const auto span = parse_date(text);
  return span && span->precision != DatePrecision::year &&
         text.find_first_of("-/. )") != std::string_view::npos;
}

// Seven digits and more, with a plus, a zero in front or something between them; a count has none of these.
bool is_like_phone(std::string_view text) {
  const auto digits = std::ranges::count_if(text, is_digit);
  const bool plain = std::ranges::all_of(text, [](char c) {
    return is_digit(c) || std::string_view("+-() /").find(c) != std::string_view::npos;
  });
  if (digits < 7 || digits > 15 || !plain || is_date(text)) return false;
  if (text.front() == '+') return true;
  if (text.front() == '0') return digits >= 9;
  return !parse_count(text) && text.find_first_of("()/ ") != std::string_view::npos;
}

bool is_like_email(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && text.find('.', at) != std::string_view::npos &&
         text.find(' ') == std::string_view::npos;
}

std::size_t decimals_of(std::string_view text) {
  const auto point = text.find('.');
  return point == std::string_view::npos ? 0 : text.size() - point - 1;
}

}  // namespace

void ColumnShape::add(std::string_view cell, const MissingValues& missing) {
  constexpr std::size_t longest_kept = 60;
  if (missing.contains(cell)) return;
  ++filled_;
  const auto number = parse_decimal(cell);
  if (number) {
    ++decimals_;
    lowest_ = decimals_ == 1 ? *number : std::min(lowest_, *number);
    highest_ = decimals_ == 1 ? *number : std::max(highest_, *number);
    if (decimals_of(cell) >= 3) ++fractions_;
  }
  degrees_ += number || parse_degrees(cell) ? 1 : 0;
  counts_ += parse_count(cell) ? 1 : 0;
  dates_ += is_date(cell) ? 1 : 0;
  answers_ += parse_answer(cell) ? 1 : 0;
  codes_ += is_like_pcode(cell) ? 1 : 0;
  phones_ += is_like_phone(cell) ? 1 : 0;
  emails_ += is_like_email(cell) ? 1 : 0;
  if (const auto known = values_.find(cell); known != values_.end())
    ++known->second;
  else if (values_.size() < most_values && cell.size() <= longest_kept)
    values_.emplace(std::string(cell), 1);
  else
    overflowed_ = true;
}

bool ColumnShape::is_categorical() const {
  constexpr std::int64_t seen_each = 3;
  return filled_ > 0 && !overflowed_ && static_cast<std::int64_t>(values_.size()) * seen_each <= filled_;
}

}  // namespace sojourn::ingest

#include "sql/copy_text.hpp"

#include <fmt/format.h>

#include "model/date.hpp"
#include "sql/error.hpp"

namespace sojourn::sql {
namespace {

bool is_special(char c) {
  return c == '\\' || c == '\t' || c == '\n' || c == '\r';
}

template <typename Number>
Number parse(std::string_view text) {
  Number number{};
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size())
    throw Error(fmt::format("the database sent “{}” where a number was expected", text));
  return number;
}

}  // namespace

void CopyWriter::text(std::string_view value) {
  std::size_t start = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\0') throw Refusal("a text holds the character NUL, which cannot be stored");
    if (!is_special(value[i])) continue;
    buffer_.append(value.substr(start, i - start));
    buffer_ += '\\';
    const char c = value[i];
    buffer_ += c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : '\\';
    start = i + 1;
  }
  buffer_.append(value.substr(start));
  buffer_ += '\t';
}

void CopyWriter::real(double value) {
  char digits[40];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  buffer_.append(digits, end);
  buffer_ += '\t';
}

void CopyWriter::date(std::int32_t days) {
  if (days != last_date_) {
    last_date_ = days;
    last_date_text_ = model::Date::from_days(days).to_string();
  }
  plain(last_date_text_);
}

std::optional<std::string_view> CopyLine::next() {
  if (ended_) throw Error("the database sent fewer columns than were asked for");
  const auto tab = rest_.find('\t');
  const auto field = rest_.substr(0, tab);
  if (tab == std::string_view::npos)
    ended_ = true;
  else
    rest_.remove_prefix(tab + 1);

  if (field == "\\N") return std::nullopt;
  if (field.find('\\') == std::string_view::npos) return field;
  unescaped_.clear();
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] != '\\' || i + 1 == field.size()) {
      unescaped_ += field[i];
      continue;
    }
    switch (const char c = field[++i]) {
      case 'b':
        unescaped_ += '\b';
        break;
      case 'f':
        unescaped_ += '\f';
        break;
      case 'n':
        unescaped_ += '\n';
        break;
      case 'r':
        unescaped_ += '\r';
        break;
      case 't':
        unescaped_ += '\t';
        break;
      case 'v':
        unescaped_ += '\v';
        break;
      default:
        unescaped_ += c;
    }
  }
  return unescaped_;
}

std::int64_t CopyLine::integer(std::string_view text) {
  return parse<std::int64_t>(text);
}
double CopyLine::real(std::string_view text) {
  return parse<double>(text);
}

std::int32_t CopyLine::date(std::string_view text) {
  const auto date = model::Date::parse(text);
  if (!date) throw Error(fmt::format("the database sent “{}” where a date was expected", text));
  return date->days_since_1970();
}

std::int64_t CopyLine::integer() {
  return integer(text());
}
double CopyLine::real() {
  return real(text());
}
std::int32_t CopyLine::date() {
  return date(text());
}

}  // namespace sojourn::sql

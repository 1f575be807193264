/// PostgreSQL's text format of COPY (manual, section "COPY", File Formats): fields
/// between tabs, a line for each row, \N for null, backslash before what is special.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sojourn::sql {

/// Rows as bytes, appended to one buffer.
class CopyWriter {
 public:
  void null() { buffer_ += "\\N\t"; }
  void text(std::string_view value);
  void integer(std::int64_t value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    *end = '\t';
    buffer_.append(digits, end + 1);
  }
  /// In the shortest form that reads back as the same number.
  void real(double value);
  void date(std::int32_t days_since_1970);
  /// A value without special characters.
  void plain(std::string_view value) {
    buffer_ += value;
    buffer_ += '\t';
  }
  void optional_text(std::string_view value) { value.empty() ? null() : text(value); }
  void end_row() { buffer_.back() = '\n'; }

  const std::string& buffer() const { return buffer_; }
  std::string& buffer() { return buffer_; }

 private:
  std::string buffer_;
  std::int32_t last_date_ = 0;  ///< rounds are assessed in a few days, and calendars are slow
  std::string last_date_text_ = "1970-01-01";
};

/// The fields of one line, in order.
class CopyLine {
 public:
  explicit CopyLine(std::string_view line) : rest_(line) {}
  /// Nothing for null. Valid until the next call. Throws Error past the last field.
  std::optional<std::string_view> next();
  std::string_view text() { return next().value_or(std::string_view()); }
  /// Throws Error for what is no number, null too.
  std::int64_t integer();
  double real();
  std::int32_t date();  ///< days since 1970

  static std::int64_t integer(std::string_view text);
  static double real(std::string_view text);
  static std::int32_t date(std::string_view text);

 private:
  std::string_view rest_;
  bool ended_ = false;
  std::string unescaped_;
};

}  // namespace sojourn::sql

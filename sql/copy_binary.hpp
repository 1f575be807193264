/// PostgreSQL's binary format of COPY (manual, section "COPY", File Formats): for rows by the million, since
/// neither side turns numbers into digits and back. What can be written with CopyWriter can be written with
/// this, too.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::sql {

/// The types that a table of figures has.
enum class ColumnType : std::uint8_t { text, smallint, integer, bigint, real, date, jsonb };

/// By the name that PostgreSQL's regtype prints. Throws Error for one that is not known here.
ColumnType column_type(std::string_view name);

/// Rows as bytes, appended to one buffer; the first chunk begins with the format's head. A value of another
/// type than its column's throws std::logic_error.
class BinaryCopyWriter {
 public:
  /// The columns in the order in which each row's values are written.
  explicit BinaryCopyWriter(std::vector<ColumnType> columns);

  void null();
  /// Text, or a document. Throws Refusal where it holds the character NUL.
  void text(std::string_view value);
  /// Throws Refusal where the column is too narrow.
  void integer(std::int64_t value);
  void real(double value);
  void date(std::int32_t days_since_1970);
  /// Throws std::logic_error unless every column got a value.
  void end_row();

  const std::string& buffer() const { return buffer_; }
  std::string& buffer() { return buffer_; }

 private:
  ColumnType next();
  template <typename Number>
  void number(Number value);

  std::vector<ColumnType> columns_;
  std::size_t column_ = 0;  ///< the next value's
  std::string buffer_;
};

}  // namespace sojourn::sql

/// Cuts delimited text with well-placed quotes into records and fields.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::ingest {

class RecordCutter {
 public:
  RecordCutter(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {}

  /// The next record; false at the end, and where a quote is out of place.
  bool next();
  bool out_of_place() const { return out_of_place_; }

  /// Of the record; valid until the next one. Line ends inside quotes are `\n`.
  std::span<const std::string_view> fields() const { return fields_; }
  /// Its number from 1, blank records counted.
  std::int64_t number() const { return number_; }
  /// Whether there is nothing between its line ends.
  bool blank() const { return blank_; }
  std::size_t position() const { return at_; }

 private:
  struct Made {
    std::size_t field;
    std::size_t begin;
  };
  bool ends_field(char c) const { return c == delimiter_ || c == '\n' || c == '\r'; }
  bool cut_plain();
  bool cut_quoted();
  void make(std::string_view quoted);

  std::string_view text_;
  char delimiter_;
  std::size_t at_ = 0;
  std::int64_t number_ = 0;
  bool blank_ = false;
  bool out_of_place_ = false;
  std::vector<std::string_view> fields_;
  std::string made_;  ///< the fields that do not stand in the text as they are
  std::vector<Made> made_fields_;
};

}  // namespace sojourn::ingest

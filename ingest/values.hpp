/// The numbers and answers of the field, as cells hold them. Everything here takes and gives UTF-8 text and
/// answers nothing where the text does not say such a value; what is missing is asked first (MissingValues).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace sojourn::ingest {

/// Without blanks at both ends: also no-break, thin and zero-width ones, and a byte order mark.
std::string_view trim(std::string_view text);

/// A number of people or households: whole, maybe negative (that is for the caller to refuse). Takes
/// thousands separated by `,` `.` `'` or any blank in groups of three, Arabic-Indic digits, `1,5E3`, `120.0`,
/// `(5)` for -5. Between the readings of `1.234` it takes 1234: people are not counted in thousandths.
std::optional<std::int64_t> parse_count(std::string_view text);
/// The number behind a word for a round, in a cell that says nothing else: `R38`, `Round 3`, `DTM Ronde 12`.
/// Empty if there is none.
std::string_view number_after_round_word(std::string_view cell);

/// A number as a program stores it (a workbook's cell, JSON), in which `.` stands before the decimals and
/// nowhere else, written so that parse_count cannot take it for thousands: `50.625` as `50.6250`. Nothing
/// where it does not anyhow.
std::optional<std::string> with_certain_point(std::string_view number);

/// A decimal number, with `,` or `.` before the decimals: a lone separator is the decimal one, of two kinds
/// the last.
std::optional<double> parse_decimal(std::string_view text);
/// No area of level 1 holds more people than this, and no round counts that many displaced.
inline constexpr std::int64_t most_people = 50'000'000;
/// People per household that can be meant: 1 to 30.
inline bool is_household_size(double size) {
  return size >= 1 && size <= 30;
}

/// A share in [0, 1]: `45 %`, `45%` and, without a sign, 0.45. A number above 1 without a sign counts as
/// percent.
std::optional<double> parse_share(std::string_view text);

enum class Answer : std::uint8_t { no, limited, yes, unknown };

/// `Yes`, `1`, `true`, `oui`, `نعم` …; `2` and `0` are no (DTM's forms use 1/2); `limited_access`; `dnk`,
/// `pnta`.
std::optional<Answer> parse_answer(std::string_view text);

/// Tokens that stand for "no value" in a source: always blank, NULL, NaN, NaT, None, N/A, -, -999 and their
/// like, and those a profile adds. Compared without case.
class MissingValues {
 public:
  explicit MissingValues(const std::vector<std::string>& more = {});
  /// `text` has to be trimmed.
  bool contains(std::string_view text) const;

 private:
  std::unordered_set<std::string> tokens_;
  std::array<bool, 256> begins_{};  ///< by first byte, in either case: most cells are told apart by it
  std::size_t longest_ = 0;
};

/// The next character of UTF-8 at `at`, which is moved behind it; U+FFFD and one byte on for what is not
/// UTF-8.
char32_t next_character(std::string_view text, std::size_t& at);

/// ASCII letters to lower case; other bytes as they are.
std::string lower_ascii(std::string_view text);

}  // namespace sojourn::ingest

/// Calendar days. Displacement data knows days, not moments.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sojourn::model {

/// A day of the proleptic Gregorian calendar, years 1 to 9999.
class Date {
 public:
  /// Nothing if there is no such day.
  static std::optional<Date> make(int year, unsigned month, unsigned day);
  /// Exactly YYYY-MM-DD.
  static std::optional<Date> parse(std::string_view text);
  static Date from_days(std::int32_t days_since_1970) { return Date(days_since_1970); }
  /// Today in UTC.
  static Date today();

  std::int32_t days_since_1970() const { return days_; }
  int year() const;
  unsigned month() const;
  unsigned day() const;
  std::string to_string() const;  ///< YYYY-MM-DD
  auto operator<=>(const Date&) const = default;

 private:
  explicit Date(std::int32_t days) : days_(days) {}
  std::int32_t days_;
};

}  // namespace sojourn::model

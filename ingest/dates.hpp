/// Dates as people write them in cells and titles.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/date.hpp"

namespace sojourn::ingest {

enum class DatePrecision : std::uint8_t { day, month, year };

/// The days a date stands for: one, a month, a year, or a range as written. first ≤ last.
struct DateSpan {
  model::Date first;
  model::Date last;
  DatePrecision precision = DatePrecision::day;  ///< of the end that is known least
  bool operator==(const DateSpan&) const = default;
};

/// Reads `2014-09-14`, `2014/09/14 10:00:00`, `2017-03-30T00:00:00Z`, `14 Sep 2014`, `September 14, 2014`,
/// `15-05-2014` and `15/05/14` (day first), `05/2016`, `Sept 2014`, `2014`, `4)2016` (of a form whose answers
/// are numbered), a spreadsheet's serial number (days since 1899-12-30), and ranges: `5-15 April 2022`, `23
/// July to 6 August 2018`, `1 July 2019 to 16 July 2019`, `2019-07-01/2019-07-16`. Month names in English,
/// French, Spanish, Portuguese and Arabic. Nothing if the text is no such date or the year is not within 1900
/// to 2100.
std::optional<DateSpan> parse_date(std::string_view text);

/// `2014-09-14`, `2014-09` or `2014`, as precise as the date is; a range as `first/last`.
std::string to_text(const DateSpan& span);

/// When people were displaced, as to_text: also `1)Before 2014` and `before 2014`, which become `before
/// 2014`, and a year that a spreadsheet shows as the day of that number (1905-07-06 is 2014). Empty if the
/// text says no time.
std::string period_text(std::string_view text);

}  // namespace sojourn::ingest

#include "ingest/dates.hpp"

#include <fmt/format.h>

#include <array>

#include "support/catch.hpp"
#include "support/property.hpp"

using namespace sojourn::ingest;
using sojourn::model::Date;
using sojourn::test::holds;

namespace {
std::string read(std::string_view text) {
  const auto span = parse_date(text);
  return span ? to_text(*span) : "nothing";
}
}  // namespace

TEST_CASE("A day is read in the forms people write it") {
  for (const char* text :
       {"2014-09-14", "2014/09/14", "2014-09-14T00:00:00", "2014-09-14 10:46:52.000000", "14 Sep 2014",
        "14 September 2014", "14-Sep-14", "September 14, 2014", "14/09/2014", "14-09-2014", "14.09.2014",
        "41896", "41896.5", "14 septembre 2014", "14 de septiembre de 2014", "14th of September 2014",
        "14 سبتمبر 2014", "14 أيلول 2014", " 2014-09-14 "})
    CHECK(read(text) == "2014-09-14");
}

TEST_CASE("Days come before months") {
  CHECK(read("05-04-2014") == "2014-04-05");
  CHECK(read("15-05-2014") == "2014-05-15");
}

TEST_CASE("A month or a year is as precise as it is") {
  CHECK(read("4)2016") == "2016");  // the number only sorts a form's answers
  CHECK(read("05/2016") == "2016-05");
  CHECK(read("Sept 2014") == "2014-09");
  CHECK(read("2014") == "2014");
  CHECK(read("كانون الثاني 2015") == "2015-01");
}

TEST_CASE("A range runs from its first to its last day") {
  CHECK(read("2019-07-01/2019-07-16") == "2019-07-01/2019-07-16");
  CHECK(read("2019-07-16/2019-07-01") == "nothing");
  CHECK(read("23 July to 6 August 2018") == "2018-07-23/2018-08-06");
  CHECK(read("1 July 2019 to 16 July 2019") == "2019-07-01/2019-07-16");
  CHECK(read("5-15 April 2022") == "2022-04-05/2022-04-15");
  CHECK(read("5–15 April 2022") == "2022-04-05/2022-04-15");
  CHECK(read("March to May 2020") == "2020-03-01/2020-05-31");
}

TEST_CASE("What is no date is none") {
  for (const char* text :
       {"", "soon", "2014-02-30", "31/31/2014", "1234", "12", "Host Community", "6 August to 23 July 2018",
        "3014-01-01", "14 Foo 2014", "-1", "nan", "4)nan", "inf", "-inf", "1e300"})
    CHECK(read(text) == "nothing");
}

TEST_CASE("A date that was printed is read again, in any form") {
  CHECK(holds([] {
    const auto date = Date::from_days(*rc::gen::inRange<std::int32_t>(-20000, 45000));
    constexpr std::string_view months[] = {"January",   "February", "March",    "April",
                                           "May",       "June",     "July",     "August",
                                           "September", "October",  "November", "December"};
    const auto month = months[date.month() - 1];
    const auto form = *rc::gen::inRange(0, 6);
    const auto text = form == 0   ? date.to_string()
                      : form == 1 ? fmt::format("{} {} {}", date.day(), month, date.year())
                      : form == 2 ? fmt::format("{} {}, {}", month, date.day(), date.year())
                      : form == 3 ? fmt::format("{:02}-{:02}-{}", date.day(), date.month(), date.year())
                      : form == 4 ? fmt::format("{} {} {}", date.day(), month.substr(0, 3), date.year())
                                  : fmt::format("{}T12:30:00Z", date.to_string());
    const auto span = parse_date(text);
    RC_ASSERT(span.has_value());
    RC_ASSERT(span->first == date && span->last == date);
  }));
}

TEST_CASE("A date that was printed in another language is read again, with the words between") {
  struct Language {
    std::array<std::string_view, 12> months;
    std::string_view between;
  };
  static const Language languages[] = {{{"janvier", "février", "mars", "avril", "mai", "juin", "juillet",
                                         "août", "septembre", "octobre", "novembre", "décembre"},
                                        " "},
                                       {{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio",
                                         "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
                                        " de "},
                                       {{"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho",
                                         "agosto", "setembro", "outubro", "novembro", "dezembro"},
                                        " de "},
                                       {{"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو",
                                         "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"},
                                        " "},
                                       {{"كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز",
                                         "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول"},
                                        " "}};
  CHECK(holds([] {
    const auto date = Date::from_days(*rc::gen::inRange<std::int32_t>(-20000, 45000));
    const auto& language = languages[*rc::gen::inRange<std::size_t>(0, std::size(languages))];
    const auto month = language.months.at(date.month() - 1);
    const auto day = fmt::format("{}{}{}", date.day(), language.between, month);
    const auto text = *rc::gen::arbitrary<bool>() ? fmt::format("{}{}{}", day, language.between, date.year())
                                                  : fmt::format("{} {}", month, date.year());
    const auto span = parse_date(text);
    RC_ASSERT(span.has_value());
    RC_ASSERT(span->first.month() == date.month() && span->first.year() == date.year());
    if (span->precision == DatePrecision::day) RC_ASSERT(span->first == date && span->last == date);
    RC_ASSERT((span->precision == DatePrecision::day) == text.starts_with(day));
  }));
}

TEST_CASE("No text makes the parser of dates fail") {
  CHECK(holds([](const std::string& text) { parse_date(text); }));
}

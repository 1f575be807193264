#include "ingest/values.hpp"

#include <fmt/format.h>

#include "support/catch.hpp"
#include "support/property.hpp"

using namespace sojourn::ingest;
using sojourn::test::holds;

TEST_CASE("A count is read however its thousands are set apart") {
  for (const char* text : {"1234567", "1,234,567", "1.234.567", "1 234 567", "1\u00A0234\u00A0567",
                           "1\u2009234\u2009567", "1'234'567", "1\u2019234\u2019567", "١٢٣٤٥٦٧", "۱۲۳۴۵۶۷",
                           "١٬٢٣٤٬٥٦٧", "1234567.0", "1.234567E6", " 1,234,567 ", "1234567.0000000001"})
    CHECK(parse_count(text) == 1234567);
  CHECK(parse_count("1,234") == 1234);
  CHECK(parse_count("1.234") == 1234);
  CHECK(parse_count("0") == 0);
  CHECK(parse_count("-5") == -5);
  CHECK(parse_count("(5)") == -5);
  CHECK(parse_count("\u22125") == -5);
}

TEST_CASE("What is no whole number is no count") {
  for (const char* text : {"", "abc", "12a", "1.5", "12,34,5", "1..2", "--5", "45%", "Host Community",
                           "1e400", "99999999999999999999", "5 people", "."})
    CHECK_FALSE(parse_count(text));
}

TEST_CASE("A decimal number has its separator before the decimals") {
  CHECK(parse_decimal("9.630618") == Approx(9.630618));
  CHECK(parse_decimal("9,630618") == Approx(9.630618));
  CHECK(parse_decimal("-1.234,5") == Approx(-1234.5));
  CHECK(parse_decimal("1,234.5") == Approx(1234.5));
  CHECK(parse_decimal("34,123") == Approx(34.123));
  CHECK(parse_decimal("٣٤٫٥") == Approx(34.5));
  CHECK(parse_decimal("1.5E-2") == Approx(0.015));
  CHECK_FALSE(parse_decimal("nan"));
  CHECK_FALSE(parse_decimal("1.2.3"));
  CHECK_FALSE(parse_decimal("north"));
}

TEST_CASE("A share is a fraction or a percentage") {
  CHECK(parse_share("45 %") == Approx(0.45));
  CHECK(parse_share("45") == Approx(0.45));
  CHECK(parse_share("0.45") == Approx(0.45));
  CHECK(parse_share("0,45") == Approx(0.45));
  CHECK_FALSE(parse_share("145 %"));
  CHECK_FALSE(parse_share("-1"));
}

TEST_CASE("Answers come in several languages and forms") {
  CHECK(parse_answer("Yes") == Answer::yes);
  CHECK(parse_answer("1") == Answer::yes);
  CHECK(parse_answer(" OUI ") == Answer::yes);
  CHECK(parse_answer("2") == Answer::no);
  CHECK(parse_answer("لا") == Answer::no);
  CHECK(parse_answer("limited_access") == Answer::limited);
  CHECK(parse_answer("dnk") == Answer::unknown);
  CHECK_FALSE(parse_answer("perhaps"));
}

TEST_CASE("Words for nothing are nothing, and zero is not") {
  const MissingValues missing({"Not Available", "dnk"});
  for (const char* text : {"", "NULL", "NaT", "N/A", "-999", "not available", "dnk", "None", "-"})
    CHECK(missing.contains(text));
  for (const char* text : {"0", "No", "Nana", "999"}) CHECK_FALSE(missing.contains(text));
}

TEST_CASE("Blanks of all kinds are trimmed and text within stays") {
  CHECK(trim("\uFEFF a b\u00A0\u200B ") == "a b");
  CHECK(trim("   ") == "");
  CHECK(trim("مرحلة ") == "مرحلة");
}

TEST_CASE("A count that was printed is read again, with any thousands separator") {
  CHECK(holds([] {
    const auto number = *rc::gen::inRange<std::int64_t>(-10'000'000'000, 10'000'000'000);
    const auto separator = *rc::gen::element<std::string>(",", ".", " ", "\u00A0", "'", "\u2009");
    auto text = fmt::format("{}", std::abs(number));
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
      text.insert(static_cast<std::size_t>(at), separator);
    RC_ASSERT(parse_count((number < 0 ? "-" : "") + text) == number);
  }));
}

TEST_CASE("A decimal that was printed is read again, with point or comma") {
  CHECK(holds([] {
    const double number =
        static_cast<double>(*rc::gen::inRange<std::int64_t>(-180'000'000, 180'000'000)) / 1e6;
    auto text = fmt::format("{:.6f}", number);
    if (*rc::gen::arbitrary<bool>()) text.replace(text.find('.'), 1, ",");
    RC_ASSERT(parse_decimal(text) == number);
  }));
}

TEST_CASE("No text makes the parsers fail other than by saying nothing") {
  CHECK(holds([](const std::string& text) {
    parse_count(text);
    parse_decimal(text);
    parse_share(text);
    parse_answer(text);
    trim(text);
  }));
}

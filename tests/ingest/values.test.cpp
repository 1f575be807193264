#include "ingest/values.hpp"

#include <fmt/format.h>

#include "support/catch.hpp"
#include "support/property.hpp"

using namespace sojourn::ingest;
using sojourn::test::holds;

namespace {

/// With each digit as that of the script whose zero it is.
std::string in_arabic_digits(std::string_view text, char32_t zero = U'٠') {
  std::string result;
  for (const char c : text) {
    if (c < '0' || c > '9') {
      result += c;
      continue;
    }
    const auto digit = zero + static_cast<char32_t>(c - '0');
    result += static_cast<char>(0xC0 | (digit >> 6));
    result += static_cast<char>(0x80 | (digit & 0x3F));
  }
  return result;
}

}  // namespace

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

TEST_CASE("An exponent leaves the point before the decimals") {
  CHECK(parse_count("1.234E3") == 1234);
  CHECK(parse_count("1,234e3") == 1234);
  CHECK_FALSE(parse_count("1.234E2"));
}

TEST_CASE("A stored number is written so that its point is no one's for thousands") {
  struct {
    const char* stored;
    const char* written;  ///< null: as it is
  } const cases[] = {{"50.625", "50.6250"}, {"-1.234", "-1.2340"}, {"123.000", "123.0000"},
                     {"50.5", nullptr},     {"1234.567", nullptr}, {"0.125", nullptr},
                     {"12", nullptr},       {"1.234E5", nullptr}};
  for (const auto& [stored, written] : cases) {
    CAPTURE(stored);
    const auto certain = with_certain_point(stored);
    CHECK(certain == (written == nullptr ? std::nullopt : std::optional<std::string>(written)));
    CHECK(parse_decimal(certain.value_or(stored)) == Approx(std::stod(stored)));
  }
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

TEST_CASE("A number with thousands and decimals that was printed is read again, in any locale's form") {
  struct Form {
    std::string thousands;
    std::string decimals;
    bool arabic_digits = false;
  };
  CHECK(holds([] {
    const auto cents = *rc::gen::inRange<std::int64_t>(100'000, 999'999'999'999);
    const auto form = *rc::gen::elementOf(std::vector<Form>{{",", "."},
                                                            {".", ","},
                                                            {" ", ","},
                                                            {"\u00A0", ","},
                                                            {"\u202F", ","},
                                                            {"'", "."},
                                                            {"\u2019", "."},
                                                            {"٬", "٫", true},
                                                            {"", "٫", true}});
    auto text = fmt::format("{}", cents / 100);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
      text.insert(static_cast<std::size_t>(at), form.thousands);
    text += form.decimals + fmt::format("{:02}", cents % 100);
    if (form.arabic_digits) text = in_arabic_digits(text);
    RC_ASSERT(parse_decimal(text) == Approx(static_cast<double>(cents) / 100).epsilon(1e-12));
  }));
}

TEST_CASE("A count printed in Arabic digits is read again, Eastern ones, too") {
  CHECK(holds([] {
    const auto number = *rc::gen::inRange<std::int64_t>(0, 10'000'000'000);
    const auto zero = *rc::gen::element(U'٠', U'۰');
    RC_ASSERT(parse_count(in_arabic_digits(fmt::format("{}", number), zero)) == number);
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

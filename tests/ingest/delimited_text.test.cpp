/// The fast reader of delimited text beside the general one: where it takes a text, the rows are the same.
#include "ingest/delimited_text.hpp"

#include <fmt/format.h>
#include <gdal.h>

#include "ingest/csv_shape.hpp"
#include "ingest/spreadsheet.hpp"
#include "support/catch.hpp"
#include "support/property.hpp"
#include "support/small_import.hpp"

using namespace sojourn;
using namespace sojourn::ingest;
using sojourn::test::holds;

namespace {

SourceBytes bytes_of(const std::string& text) {
  SourceBytes source;
  source.content = text;
  return source;
}

/// "2: <a> <b>" for each row.
std::string rows(const SourceSheets& source) {
  std::string text;
  source.read(0, [&](std::int64_t number, std::span<const std::string_view> cells) {
    text += fmt::format("{}:", number);
    for (const auto cell : cells) text += fmt::format(" <{}>", cell);
    text += "\n";
    return true;
  });
  return text;
}

/// Nothing where the fast reader leaves a text to the general one.
std::optional<std::string> fast(const std::string& text) {
  auto source = bytes_of(text);
  const auto opened = open_delimited_text(source, "fast.csv");
  return opened == nullptr ? std::nullopt : std::optional(rows(*opened));
}

std::string general(const std::string& text) {
  GDALAllRegister();
  return rows(*open_spreadsheet(bytes_of(text), "", "general.csv"));
}

/// A cell of any letters, written as RFC 4180 wants it.
rc::Gen<std::string> written_cell() {
  return rc::gen::exec([] {
    const auto cell = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("aab 1,;\t|\"\"\n\r")));
    const bool quoted = *rc::gen::arbitrary<bool>() || cell.find_first_of(",;\t|\"\n\r") != std::string::npos;
    if (!quoted) return cell;
    std::string text = "\"";
    for (const char c : cell) text += c == '"' ? "\"\"" : std::string(1, c);
    return text + "\"";
  });
}

}  // namespace

TEST_CASE("Cells with quotes, delimiters, line ends and blanks are read without GDAL") {
  CHECK(fast("Place,IDPs\nA,5\n") == "1: <Place> <IDPs>\n2: <A> <5>\n");
  CHECK(fast("Place;IDPs\r\n\r\n\"A; \"\"one\"\"\";5\r\nB;6") ==
        "1: <Place> <IDPs>\n3: <A; \"one\"> <5>\n4: <B> <6>\n");
  CHECK(fast("a,b\n\" first\r\nsecond \",\"\"\n ,\n") == "1: <a> <b>\n2: <first\nsecond> <>\n");
  CHECK(fast("title\na,b,c\n1,2,\n") == "1: <title> <> <>\n2: <a> <b> <c>\n3: <1> <2> <>\n");
}

TEST_CASE("A text in which a quote is out of place is left to the general reader") {
  for (const std::string text : {"a,b\n5\" pipe,2\n", "a,b\n \"x\",2\n", "a,b\n\"x\" ,2\n", "a,b\n\"x,2\n",
                                 "a,b\n\"x\"y,2\n", "a|b\n1\t2|3\n"})
    CHECK_FALSE(fast(text).has_value());
}

TEST_CASE("Tables written by the rules are read by the fast reader, and as the general one reads them") {
  CHECK(holds([] {
    const auto delimiter = *rc::gen::elementOf(std::string(",;\t|"));
    const auto line_end = *rc::gen::elementOf(std::vector<std::string>{"\n", "\r\n", "\r"});
    std::string text = fmt::format("h{0}i{0}j{1}", delimiter, line_end);
    for (const auto& row : *rc::gen::container<std::vector<std::vector<std::string>>>(
             rc::gen::container<std::vector<std::string>>(written_cell()))) {
      for (std::size_t i = 0; i < row.size(); ++i)
        text += (i == 0 ? std::string() : std::string(1, delimiter)) + row[i];
      text += line_end;
    }
    const auto found = fast(text);
    const bool tab_among_bars = csv_delimiter(text) == '|' && text.find('\t') != std::string::npos;
    RC_ASSERT(found.has_value() != tab_among_bars);
    if (found) RC_ASSERT(*found == general(text));
  }));
}

TEST_CASE("Of any text the fast reader makes the rows of the general one, or leaves it") {
  std::size_t taken = 0;
  CHECK(holds([&] {
    const auto text =
        "h,i\n" + *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab 1,,;\t|\"\"\"\n\n\r")));
    const auto found = fast(text);
    if (!found) return;
    ++taken;
    RC_ASSERT(*found == general(text));
  }));
  CHECK(taken > 5);
}

TEST_CASE("A large file gives the same round whether its quotes are in place or not") {
  test::SmallImport import;
  std::string text = "source_id,name,admin2_code,latitude,longitude,idps_individuals,shelter_main\n";
  for (int i = 0; i < 3000; ++i)
    text += fmt::format("S{},\"Place {}, the \"\"{}\"\"\",XXA01,1.5,10.{:04},{},{}\n", i, i, i, i, i % 90,
                        i % 7 == 0 ? "\"a\r\nb\"" : "tent");
  const auto plain = import.round(text);
  // One cell as nobody should write it, which means the same.
  const auto odd = import.round(text + "S3000,12\" pipe,XXA01,1.5,10.5,0,tent\n");
  REQUIRE(plain.content.assessments.rows() == 3000);
  REQUIRE(odd.content.assessments.rows() == 3001);
  for (std::size_t row = 0; row < 3000; ++row)
    for (const std::string field : {"location_id", "name", "idps_individuals", "shelter_main", "point"})
      REQUIRE(test::value(plain, field, row) == test::value(odd, field, row));
}

TEST_CASE("A mark at the beginning of a file belongs to no cell") {
  test::SmallImport import;
  const std::string table = "source_id,idps_individuals\nS1,5\nS2,6\n";
  const auto marked = import.round("\xEF\xBB\xBF" + table);
  CHECK(marked.content.round.totals.individuals == 11);
  CHECK(marked.content.assessments.rows() == 2);
}

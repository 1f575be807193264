#include "ingest/recognition.hpp"

#include "ingest/error.hpp"
#include "support/catch.hpp"
#include "support/message_of.hpp"

using namespace sojourn::ingest;
using sojourn::test::contains;
using sojourn::test::message_of;

namespace {

const Profile& districts() {
  static const auto profile = parse_profile(R"(
[recognise]
required = ["idps_individuals", "admin2_name"]
sheets = ["data*"]
[[column]]
field = "admin2_name"
headers = ["District"]
hxl = ["#adm2+name"]
[[column]]
field = "idps_individuals"
headers = ["IDPs", "Number of IDPs*", "People displaced total"]
hxl = ["#affected+idps"]
[[column]]
field = "idps_households"
headers = ["Households"]
)",
                                            "districts", "districts.toml");
  return profile;
}

SheetSample sheet(std::string name, const std::vector<std::vector<std::string>>& rows) {
  SheetSample sample{std::move(name), 0, {}, false, {}};
  for (const auto& row : rows) sample.columns = std::max(sample.columns, row.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto cells = rows[i];
    cells.resize(sample.columns);
    if (!rows[i].empty()) sample.rows.push_back({static_cast<std::int64_t>(i + 1), cells});
  }
  return sample;
}

std::string columns(const Recognition& found) {
  std::string text;
  for (const auto& column : found.columns)
    text += found.profile->column[column.profile_column].field + "@" + std::to_string(column.position) + " ";
  return text;
}

Recognition recognise_one(const std::vector<SheetSample>& sheets) {
  return recognise({&districts(), 1}, sheets, "file");
}

}  // namespace

TEST_CASE("The header row is found below titles, by names in any case and punctuation") {
  const auto found = recognise_one({sheet(
      "",
      {{"DTM round 3"}, {}, {"No", "DISTRICT:", "Number of IDPs (2020)", "Phone"}, {"1", "A", "5", "x"}})});
  CHECK(found.last_header_row == 3);
  CHECK(columns(found) == "admin2_name@1 idps_individuals@2 ");
  CHECK(found.unmapped == std::vector<std::string>{"No", "Phone"});
}

TEST_CASE("Merged headings above join the names below them") {
  const auto found = recognise_one({sheet(
      "",
      {{"", "People displaced", "", "Other"}, {"District", "Total", "New", "Total"}, {"A", "5", "1", "2"}})});
  CHECK(columns(found) == "admin2_name@0 idps_individuals@1 ");
}

TEST_CASE("A row of hashtags below the header, or alone, says what columns are") {
  const auto below =
      recognise_one({sheet("", {{"Raion", "x"}, {"#adm2+name", "#affected+idps"}, {"A", "5"}})});
  CHECK(below.last_header_row == 2);
  CHECK(columns(below) == "admin2_name@0 idps_individuals@1 ");
  const auto alone = recognise_one({sheet("", {{"#adm2+name", "#affected+idps"}, {"A", "5"}})});
  CHECK(alone.last_header_row == 1);
}

TEST_CASE("Of several sheets the one that fits best is read and others are named") {
  const auto found = recognise_one({sheet("dictionary", {{"District", "the district"}}),
                                    sheet("old", {{"IDPs", "District"}, {"1", "A"}}),
                                    sheet("data 2020", {{"District", "IDPs"}, {"A", "1"}})});
  CHECK(found.sheet == 2);
  CHECK(found.other_sheets == std::vector<std::string>{"old"});
  CHECK(found.others.empty());
}

TEST_CASE(
    "Sheets with the columns of the one that fits best are read with it, wherever their headers stand") {
  const std::vector sheets = {sheet("North", {{"District", "IDPs"}, {"A", "1"}}),
                              sheet("data", {{"Title"}, {"District", "IDPs"}, {"B", "1"}, {"C", "2"}}),
                              sheet("South", {{"Some"}, {"title"}, {"District", "IDPs"}, {"D", "1"}})};
  const auto found = recognise_one(sheets);
  CHECK(found.sheet == 1);
  REQUIRE(found.others.size() == 2);
  CHECK(found.others[0].sheet == 0);
  CHECK(found.others[0].last_header_row == 1);
  CHECK(found.others[1].sheet == 2);
  CHECK(found.others[1].last_header_row == 3);
  CHECK(found.other_sheets.empty());
  const auto alone = recognise({&districts(), 1}, sheets, "file", "South");
  CHECK(alone.sheet == 2);
  CHECK(alone.others.empty());
  CHECK(contains(message_of([&] { recognise({&districts(), 1}, sheets, "file", "East"); }),
                 "no sheet `East`; it has `North`, `data`, `South`"));
}

TEST_CASE("A file that fits no profile is told the nearest and what is missing") {
  const auto text = message_of([] { recognise_one({sheet("S", {{"District", "Households"}, {"A", "1"}})}); });
  CHECK(contains(text, "Nearest is `districts`"));
  CHECK(contains(text, "missing: idps_individuals"));
}

TEST_CASE("Without a header columns are known by position, if their cells look right") {
  const auto profile = parse_profile(R"(
[recognise]
required = ["idps_households"]
header = "none"
columns = 3
[[column]]
field = "idps_households"
position = 2
check = "count"
[[column]]
field = "name"
position = 3
)",
                                     "list", "list.toml");
  const std::vector good = {sheet("", {{"1", "5", "A"}, {"2", "", "B"}, {"3", "7", "C"}})};
  const auto found = recognise({&profile, 1}, good, "file");
  CHECK(found.last_header_row == 0);
  CHECK(columns(found) == "idps_households@1 name@2 ");
  const std::vector bad = {sheet("", {{"1", "A", "5"}, {"2", "B", "6"}})};
  CHECK(contains(message_of([&] { recognise({&profile, 1}, bad, "file"); }), "idps_households in column 2"));
  const std::vector wide = {sheet("", {{"1", "5", "A", "x"}})};
  CHECK_FALSE(message_of([&] { recognise({&profile, 1}, wide, "file"); }).empty());
}

TEST_CASE("Texts outside the table give the first group of a pattern, the surest kind of place first") {
  const std::vector sheets = {
      sheet("notes", {{"Round: 13"}, {"Round 11 was the first"}}),
      sheet("data", {{"Results of round 12, May 2017"}, {"District", "IDPs"}, {"round 99", "1"}})};
  const auto found = recognise_one(sheets);
  const auto texts = [&](const TextPatterns& patterns) { return find_texts(patterns, found, sheets); };
  CHECK(texts({R"(round\W*(\d+))"}) == std::vector<std::string>{"12"});
  CHECK(texts({"nothing (here)"}).empty());
  CHECK(texts({R"((\d+) was the)", R"(round\W*(\d+))"}) == std::vector<std::string>{"11"});
}

TEST_CASE("Texts of one kind of place that differ are all given, each once") {
  const std::vector sheets = {sheet("data", {{"District", "IDPs"}, {"A", "1"}}),
                              sheet("trend", {{"Round 1", "Round 2", "round 1"}, {"5", "6", "7"}})};
  const auto found = recognise_one(sheets);
  CHECK(find_texts({R"(round\W*(\d+))"}, found, sheets) == std::vector<std::string>{"1", "2"});
  const std::vector<std::string> name = {"comparison of round 24 with round 25"};
  CHECK(find_texts({R"(round\W*(\d+))"}, name) == std::vector<std::string>{"24", "25"});
}

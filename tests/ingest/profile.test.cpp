#include "ingest/profile.hpp"

#include "ingest/error.hpp"
#include "ingest/import.hpp"
#include "support/catch.hpp"
#include "support/message_of.hpp"

using namespace sojourn::ingest;
using sojourn::test::contains;
using sojourn::test::message_of;

namespace {
const std::string smallest = R"(
[recognise]
required = ["idps_individuals"]
[[column]]
field = "idps_individuals"
headers = ["IDPs"]
)";

std::string complaint(const std::string& toml) {
  return message_of([&] { parse_profile(toml, "test", "test.toml"); });
}
}  // namespace

TEST_CASE("The smallest profile names one column") {
  const auto profile = parse_profile(smallest, "test", "test.toml");
  REQUIRE(profile.column.size() == 1);
  CHECK(profile.column.front().headers == std::vector<std::string>{"idps"});
  CHECK(profile.title == "test");
}

TEST_CASE("A mistake in a profile is named with its key, line and column") {
  CHECK(contains(complaint("tilte = \"x\"" + smallest), "line 1, column 1: tilte: unknown key"));
  CHECK(contains(complaint(smallest + "[[column]]\nfield = \"idp_people\"\nheaders = [\"x\"]\n"),
                 "line 8, column 9: column.field: `idp_people` is no field"));
  CHECK(contains(complaint(smallest + "colour = 1\n"), "line 7, column 1: column.colour: unknown key"));
  CHECK(contains(complaint(smallest + "[round]\nmethod = \"survey\"\n"),
                 "line 8, column 10: round.method: should be baseline, site, location or event"));
  CHECK(contains(complaint(smallest + "[round]\nnumber_patterns = ['round (\\d+']\n"),
                 "line 8, column 19: round.number_patterns"));
  CHECK(contains(complaint(smallest + "[placement]\ntrust = [\"luck\"]\n"),
                 "line 8, column 9: placement.trust"));
  CHECK(
      contains(complaint(smallest + "[[column]]\nfield = \"setting\"\nheaders = [\"x\"]\ncodes = \"none\"\n"),
               "line 10, column 9: column.codes: there is no [codes.none]"));
  for (const std::string number : {"-1", "10000", "4294967297", "9223372036854775807"})
    CHECK(contains(complaint(smallest + "[round]\nnumber = " + number + "\n"),
                   "line 8, column 10: round.number: should be a whole number from 0 to 9999"));
  for (const std::string position : {"0", "-3", "4294967297"})
    CHECK(contains(complaint(smallest + "[[column]]\nfield = \"setting\"\nposition = " + position + "\n"),
                   "line 9, column 12: column.position: should be a whole number from 1 to 9999"));
  for (const std::string range : {"[nan, 5]", "[1, nan]", "[5, 5]"})
    CHECK(contains(complaint(smallest +
                             "[[column]]\nfield = \"setting\"\nheaders = [\"x\"]\ncheck = "
                             "\"decimal\"\nrange = " +
                             range + "\n"),
                   "column.range: should be the lowest and the highest number"));
  CHECK(contains(complaint("title = "), "test.toml, line 1, column 9"));
  CHECK(contains(complaint(smallest + "[[column]]\nfield = \"restricted_phone\"\nheaders = [\"x\"]\n"),
                 "needs a sensitivity above low"));
}

TEST_CASE("All columns of people displaced within their area name one level") {
  const auto column = [](const std::string& field, const std::string& level) {
    return "[[column]]\nfield = \"" + field + "\"\nvalue = \"" + level + "\"\nheaders = [\"x\"]\n";
  };
  const auto counted = smallest + column("displaced_within", "admin2");
  CHECK(contains(complaint(counted + column("displaced_within", "admin1")),
                 "test.toml, line 13, column 9: column.value: should be admin2"));
  CHECK(contains(complaint(counted + column("displaced_within_any", "admin3")),
                 "test.toml, line 13, column 9: column.value: should be admin2"));
  CHECK_NOTHROW(
      parse_profile(counted + column("displaced_within", "admin2") + column("displaced_within_any", "admin2"),
                    "test", "test.toml"));
}

TEST_CASE("A profile has to say without which fields a file is not of its kind") {
  CHECK(contains(complaint("[recognise]\n[[column]]\nfield = \"name\"\nheaders = [\"x\"]\n"),
                 "recognise.required"));
  CHECK(contains(
      complaint("[recognise]\nrequired = [\"name\"]\n[[column]]\nfield = \"unit\"\nheaders = [\"x\"]\n"),
      "no [[column]] has the field `name`"));
}

TEST_CASE("HXL patterns include and exclude attributes in any order and case") {
  const auto pattern = HxlPattern::parse("#affected+idps-f");
  REQUIRE(pattern);
  CHECK(pattern->matches("#affected +idps +ind"));
  CHECK(pattern->matches("#Affected+Ind+IDPS"));
  CHECK_FALSE(pattern->matches("#affected+idps+f"));
  CHECK_FALSE(pattern->matches("#affected+returnees"));
  CHECK_FALSE(pattern->matches("affected+idps"));
  CHECK_FALSE(HxlPattern::parse("# affected"));
}

TEST_CASE("A code list knows values in any case, and by pattern") {
  const auto profile =
      parse_profile(smallest + "[codes.kind]\ncamp = [\"Camp\", \"*camp-like*\"]\n", "test", "test.toml");
  const auto* codes = profile.code_list("kind");
  REQUIRE(codes != nullptr);
  CHECK(codes->find("CAMP ") == "camp");
  CHECK(codes->find("Camp/camp-like settings") == "camp");
  CHECK(codes->find("village").empty());
}

TEST_CASE("Stars in a pattern stand for anything") {
  CHECK(fits_pattern("reason insurg ind", "*insurg*ind"));
  CHECK(fits_pattern("abc", "abc"));
  CHECK(fits_pattern("abc", "*"));
  CHECK_FALSE(fits_pattern("reason insurg hh", "*insurg*ind"));
  CHECK_FALSE(fits_pattern("abcd", "abc"));
}

TEST_CASE("All shipped profiles are valid") {
  std::vector<std::string> names;
  for (const auto& profile : shipped_profiles()) names.push_back(profile.name);
  for (const char* name : {"nigeria-baseline", "iraq-masterlist", "dtm-api", "dtm-dictionary", "hxl"})
    CHECK(std::find(names.begin(), names.end(), name) != names.end());
}

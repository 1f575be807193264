/// Moves after the first: how often people were displaced, and where groups had been before they came.
#include <fmt/format.h>

#include <map>

#include "ingest/dates.hpp"
#include "ingest/profile.hpp"
#include "support/catch.hpp"
#include "support/message_of.hpp"
#include "support/real_boundaries.hpp"
#include "support/real_data.hpp"
#include "support/small_import.hpp"

using namespace sojourn;
using model::SecondaryKind;
using test::contains;
using test::find_rule;
using test::SmallImport;

namespace {

const std::string moves_profile = test::small_profile(test::baseline_keys) + R"(
[[column]]
field = "secondary_share"
value = "times:1"
headers = ["once"]
[[column]]
field = "secondary_share"
value = "times:2"
headers = ["twice"]
[[column]]
field = "secondary_share"
value = "times:3+"
headers = ["thrice"]
[[column]]
field = "secondary_admin2_code"
value = "times:2"
headers = ["second place"]
[[column]]
field = "secondary_period"
value = "times:2"
headers = ["second date"]
[[column]]
field = "secondary_individuals"
value = "group:1"
headers = ["group"]
[[column]]
field = "secondary_households"
value = "group:1"
headers = ["group hh"]
[[column]]
field = "secondary_admin1_name"
value = "group:1"
headers = ["group from"]
)";

constexpr auto head =
    "source_id,admin2_code,idps_individuals,once,twice,thrice,second place,second date,group,group hh,group "
    "from\n";

}  // namespace

TEST_CASE("How often people were displaced is kept as shares, with where and when, and changes no figure") {
  SmallImport import(moves_profile);
  const auto round = import.round(std::string(head) + "S1,XXA01,200,70,25,5,XXB01,2)2014,,,\n");
  REQUIRE(round.content.secondary.size() == 3);
  const auto& twice = round.content.secondary[1];
  CHECK(twice.kind == SecondaryKind::times);
  CHECK(twice.rank == 2);
  CHECK(twice.share == 0.25);
  CHECK(twice.pcode == "XXB01");
  CHECK(twice.period == "2014");
  CHECK_FALSE(twice.individuals);  // a share is never turned into people
  CHECK(round.content.secondary[2].or_more);
  CHECK(round.content.round.totals.individuals == 200);
  CHECK(round.content.origins.empty());
  CHECK(find_rule(round.findings, "secondary.shares") == nullptr);
}

TEST_CASE("Groups that came together have people, families and a place before, which is no origin") {
  SmallImport import(moves_profile);
  const auto round = import.round(std::string(head) + "S1,XXA01,200,,,,,,60,12,Name of XXB\n");
  REQUIRE(round.content.secondary.size() == 1);
  const auto& group = round.content.secondary[0];
  CHECK(group.kind == SecondaryKind::group);
  CHECK(group.individuals == 60);
  CHECK(group.households == 12);
  CHECK(group.pcode == "XXB");
  CHECK(group.basis == "key_informant");
  CHECK_FALSE(group.of_area);
  CHECK(test::value(round, "origin_pcode") == "null");
}

TEST_CASE("Shares are fractions or percent, as the whole form writes them") {
  SmallImport import(moves_profile);
  const auto percent =
      import.round(std::string(head) + "S1,XXA01,200,99,1,,,,,,\nS2,XXA01,10,100 %,,,,,,,\n");
  CHECK(percent.content.secondary[1].share == 0.01);
  CHECK(percent.content.secondary[2].share == 1.0);
  const auto fractions =
      import.round(std::string(head) + "S1,XXA01,200,0.75,0.25,,,,,,\nS2,XXA01,10,1,,,,,,,\n");
  CHECK(fractions.content.secondary[0].share == 0.75);
  CHECK(fractions.content.secondary[2].share == 1.0);
}

TEST_CASE("One mistyped share does not turn the others into hundredths") {
  SmallImport import(moves_profile);
  const auto round =
      import.round(std::string(head) + "S1,XXA01,200,0.75,0.25,,,,,,\nS2,XXA01,10,75,,,,,,,\n");
  CHECK(round.content.secondary[0].share == 0.75);
  CHECK(find_rule(round.findings, "value.unreadable") != nullptr);
}

TEST_CASE("What cannot be is a finding: shares of 130 %, groups larger than the place, swapped columns") {
  SmallImport import(moves_profile);
  const auto round =
      import.round(std::string(head) + "S1,XXA01,20,90,40,,,,15,60,Nowhere\nS2,XXA01,10,,,,,,12,50,\n");
  CHECK(contains(find_rule(round.findings, "secondary.shares")->message, "130 %"));
  CHECK(contains(find_rule(round.findings, "secondary.people")->message, "12 people"));
  CHECK(contains(find_rule(round.findings, "secondary.swapped")->message, "2 of 2"));
  CHECK(contains(find_rule(round.findings, "secondary.unknown")->message, "`Nowhere`"));
  const auto clean = import.round(std::string(head) + "S1,XXA01,20,90,10,,,,15,3,Name of XXB\n");
  for (const auto* rule : {"secondary.shares", "secondary.people", "secondary.swapped", "secondary.unknown"})
    CHECK(find_rule(clean.findings, rule) == nullptr);
}

TEST_CASE("A breakdown that counts for the whole ward is of the area, camps and all") {
  auto profile = moves_profile;
  profile += "[breakdowns]\nsecondary = \"area\"\n";
  SmallImport import(profile);
  const auto round = import.round(std::string(head) + "S1,XXA01,20,100,,,,,50,10,\nS2,XXA01,40,,,,,,,,\n");
  REQUIRE(round.content.secondary.size() == 2);
  CHECK(round.content.secondary[0].of_area);
  CHECK(find_rule(round.findings, "secondary.people") == nullptr);  // 50 of the area's 60
}

TEST_CASE("A column of a move says which move") {
  const auto refusal = [](const std::string& value) {
    return test::message_of([&] {
      ingest::parse_profile(
          "[recognise]\nrequired = [\"label\"]\n[[column]]\nfield = \"label\"\nheaders = [\"a\"]\n"
          "[[column]]\nfield = \"secondary_share\"\nheaders = [\"b\"]\n" +
              value,
          "p", "p.toml");
    });
  };
  CHECK(contains(refusal(""), "times:1 to times:9"));
  CHECK(contains(refusal("value = \"times:0\"\n"), "line 9"));
  CHECK(contains(refusal("value = \"group:2+\"\n"), "group:1 to group:9"));
  CHECK(refusal("value = \"times:4+\"\n").empty());
}

TEST_CASE("Times of displacement are read as forms and spreadsheets write them") {
  CHECK(ingest::period_text("2)2014") == "2014");
  CHECK(ingest::period_text("1)Before 2014") == "before 2014");
  CHECK(ingest::period_text("before 2015") == "before 2015");
  CHECK(ingest::period_text("14/02/2017") == "2017-02-14");
  CHECK(ingest::period_text("1905/07/06") == "2014");  // the year 2014, shown as the day of that number
  CHECK(ingest::period_text("long ago").empty());
  CHECK(ingest::period_text("").empty());
}

TEST_CASE("Nigeria's percents are times displaced and its largest groups came from earlier displacement") {
  const auto folder = test::real_data("");
  if (!folder) return;
  struct Expected {
    int round;
    std::size_t twice, thrice, more;
    std::int64_t group1, group2;
  };
  for (const auto& [number, twice, thrice, more, group1, group2] :
       {Expected{18, 208, 46, 1, 59'734, 164'599}, Expected{20, 215, 46, 4, 201'587, 128'052},
        Expected{24, 224, 47, 2, 333'176, 239'684}, Expected{28, 257, 60, 7, 369'833, 205'511}}) {
    CAPTURE(number);
    ingest::ImportOptions options;
    options.file = fmt::format("nigeria/rounds/round{}.xlsx", number);
    options.round = number;
    options.to = model::Date::parse("2019-07-16");
    const auto draft = test::import_real(*folder, options).drafts.at(0);
    std::map<int, std::size_t> times;
    std::map<int, std::int64_t> groups;
    std::size_t placed = 0;
    std::size_t named = 0;
    for (const auto& move : draft.content.secondary) {
      CHECK(move.of_area);
      if (move.kind == SecondaryKind::times) {
        ++times[move.rank];
        CHECK(move.share.value() <= 1);
      } else {
        groups[move.rank] += move.individuals.value_or(0);
      }
      named += move.name.empty() ? 0 : 1;
      placed += move.level >= 1 ? 1 : 0;
    }
    CHECK(times[2] == twice);
    CHECK(times[3] == thrice);
    CHECK(times[4] == more);
    CHECK(groups[1] == group1);
    CHECK(groups[2] == group2);
    CHECK(placed >= named * 98 / 100);
    // Round 18 has the two columns of its first group the wrong way round.
    CHECK((find_rule(draft.findings, "secondary.swapped") != nullptr) == (number == 18));
  }
}

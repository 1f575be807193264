/// What comes in wrong: each fault gives a finding with its place, or a refusal.
#include "ingest/import.hpp"
#include "support/catch.hpp"
#include "support/small_import.hpp"

using namespace sojourn;
using test::area_of;
using test::contains;
using test::find_rule;
using test::SmallImport;
using test::value;

namespace {

struct Rejected {
  std::string rule;
  std::int64_t row = 0;
  bool operator==(const Rejected&) const = default;
};

std::vector<Rejected> rejected(const model::RoundDraft& draft) {
  std::vector<Rejected> list;
  for (const auto& row : draft.rejected) {
    list.push_back({row.rule, row.row});
    const auto* finding = find_rule(draft.findings, row.rule);
    CHECK(finding != nullptr);
  }
  return list;
}

const std::string header =
    "source_id,admin2_code,admin2_name,latitude,longitude,idps_households,idps_individuals,setting,women,men,"
    "children\n";
const std::string good = "S1,XXA01,,1.5,10.5,2,10,Camp,3,3,4\n";

}  // namespace

TEST_CASE("Negative, absurd and unreadable counts are rejected with their line and column") {
  SmallImport import;
  const auto draft = import.round(
      header + good +
      "S2,XXA01,,,,2,-10,,,,\nS3,XXA01,,,,2,99999999999,,,,\nS4,XXA01,,,,2,ten,,,,\nS5,XXA01,,,,2,1.5,,,,\n");
  CHECK(rejected(draft) == std::vector<Rejected>{{"count.negative", 3},
                                                 {"count.absurd", 4},
                                                 {"count.not_a_number", 5},
                                                 {"count.not_a_number", 6}});
  CHECK(find_rule(draft.findings, "count.negative")->column == "idps_individuals");
  CHECK(find_rule(draft.findings, "count.absurd")->column == "idps_individuals");
  CHECK(draft.content.round.totals.individuals == 10);
  CHECK(draft.content.round.totals.rows_read == 5);
  CHECK(draft.content.round.totals.rows_rejected == 4);
}

TEST_CASE("Cells shifted by a column are noticed by what stands in the wrong place") {
  SmallImport import;
  const auto draft = import.round(header + good + "S2,XXA01,,1.5,10.5,763,Host Community,,,,\n");
  CHECK(rejected(draft) == std::vector<Rejected>{{"row.shifted", 3}});
  CHECK(contains(draft.rejected[0].reason, "763 people stand in the column of households"));
  CHECK(draft.rejected[0].individuals == 763);
  CHECK(draft.content.round.totals.households == 2);
}

TEST_CASE("A shifted row claims no more people than any area holds") {
  SmallImport import;
  const auto draft = import.round(
      "source_id,admin2_code,setting,idps_individuals,idps_households\nS1,XXA01,Camp,10,2\n"
      "S2,XXA01,,Host Community,999999999999999\n");
  CHECK(rejected(draft) == std::vector<Rejected>{{"row.shifted", 3}});
  CHECK(draft.rejected[0].individuals == 0);
}

TEST_CASE("Rows of totals are not counted, labelled or not") {
  SmallImport import;
  const auto draft =
      import.round(header + good + "S2,XXA02,,,,1,5,,,,\n,,Grand Total,,,3,15,,,,\n,,,,,3,15,,,,\n");
  CHECK(rejected(draft) == std::vector<Rejected>{{"row.total", 4}, {"row.total", 5}});
  CHECK(draft.content.round.totals.individuals == 15);
  CHECK(draft.content.round.totals.individuals_read == 15);
  CHECK(find_rule(draft.findings, "row.total")->severity == model::Severity::info);
}

TEST_CASE("A total's label is known in the languages of operations") {
  for (const auto* word : {"Всього", "РАЗОМ", "Итого:", "Toplam", "GENEL TOPLAM", "Ensemble", "Overall",
                           "Sous-total", "المجموع"}) {
    CAPTURE(word);
    SmallImport import;
    // Of other rows than these: its label alone tells it.
    const auto draft = import.round("admin1_code,admin2_name,idps_individuals\nXXA,Name of XXA01,10\nXXA," +
                                    std::string(word) + ",999\n");
    CHECK(rejected(draft) == std::vector<Rejected>{{"row.total", 3}});
    CHECK(draft.content.round.totals.individuals_read == 10);
  }
  SmallImport import;
  CHECK(import.round("admin2_code,name,idps_individuals\nXXA01,Toplama camp,10\nXXA02,Ensemblement,20\n")
            .rejected.empty());
}

TEST_CASE("A row whose area nobody knows is a total where its people are those of all others, in any order") {
  const std::string parts = "XXA,XXA01,10\nXXA,XXA02,20\n";
  const std::string total = "Republic of Exampleland,,30\n";
  const std::string unknown = "Sertania,,7\n";
  for (const auto& rows : {parts + total, total + parts, unknown + parts + "Republic of Exampleland,,37\n",
                           "Exampleland,,37\n" + parts + unknown, parts + total + "EXAMPLELAND,,30\n"}) {
    CAPTURE(rows);
    SmallImport import;
    const auto draft = import.round("admin1_name,admin2_code,idps_individuals\n" + rows);
    const auto& totals = draft.content.round.totals;
    CHECK(totals.individuals == (contains(rows, "Sertania") ? 37 : 30));
    CHECK(totals.individuals_read == totals.individuals);
    CHECK(totals.rows_read == totals.rows_accepted + totals.rows_rejected);
    for (const auto& row : draft.rejected) CHECK(row.rule == "row.total");
    CHECK_FALSE(draft.rejected.empty());
    CHECK(find_rule(draft.findings, "total.differs") == nullptr);
  }
}

TEST_CASE("Without boundaries no area is known, and no row is a total for that") {
  SmallImport import;
  import.boundaries = model::country_without_boundaries("XXX");
  const auto draft = import.round("admin1_name,idps_individuals\nNorth,100\nSouth,200\nWest,300\n");
  CHECK(draft.rejected.empty());
  CHECK(draft.content.round.totals.individuals == 600);
}

TEST_CASE("A row whose area nobody knows counts where it is no sum of others, and where it equals one row") {
  const std::string columns = "admin1_name,admin2_code,source_id,idps_individuals\n";
  for (const auto* rows : {"XXA,XXA01,,10\nXXA,XXA02,,20\nSertania,,,31\n", "XXA,XXA01,,10\nSertania,,,10\n",
                           "XXA,XXA01,,10\nXXA,XXA02,,20\nSertania,,S9,30\n"}) {
    CAPTURE(rows);
    SmallImport import;
    const auto draft = import.round(columns + rows);
    CHECK(draft.rejected.empty());
    CHECK(draft.content.round.totals.individuals == draft.content.round.totals.individuals_read);
    CHECK(find_rule(draft.findings, "place.unknown") != nullptr);
  }
}

TEST_CASE("Many rows alike without an area all count") {
  SmallImport import;
  std::string rows;
  for (int i = 0; i < 20; ++i) rows += "Place " + std::to_string(i) + ",50\n";
  const auto draft = import.round("admin1_name,idps_individuals\n" + rows + "Large,500\n");
  CHECK(draft.content.round.totals.individuals == 1500);
  CHECK(draft.content.round.totals.locations == 21);
}

TEST_CASE("A place whose name says total is a place where it has an id, and a total where it has nothing") {
  SmallImport import;
  const auto draft = import.round(
      "source_id,name,admin2_code,idps_individuals\nS1,Total Filling Station,XXA01,500\n,Total "
      "XXA,XXA01,500\n");
  CHECK(rejected(draft) == std::vector<Rejected>{{"row.total", 3}});
  CHECK(draft.content.round.totals.individuals == 500);
}

TEST_CASE("What stands where a count should is not repeated: it may be a name or a telephone number") {
  SmallImport import;
  const auto draft = import.round(
      "source_id,admin2_code,idps_individuals,women,setting\nS1,XXA01,Person "
      "A,1,Camp\nS2,XXA01,8031234567,1,Camp\n"
      "S3,XXA01,-5,1,Somebody\nS4,XXA01,10,Person B,Camp\nS5,XXA01,10,8031234567,Camp\n");
  CHECK(rejected(draft) ==
        std::vector<Rejected>{{"count.not_a_number", 2}, {"count.absurd", 3}, {"count.negative", 4}});
  for (const auto& finding : draft.findings) {
    CHECK_FALSE(contains(finding.message, "Person"));
    CHECK_FALSE(contains(finding.message, "8031234567"));
    CHECK_FALSE(contains(finding.message, "Somebody"));
  }
  CHECK(find_rule(draft.findings, "count.absurd") != nullptr);
  CHECK(draft.content.round.totals.individuals_read == 20);
}

TEST_CASE("The people of a rejected row are counted as read") {
  SmallImport import;
  const auto draft = import.round(
      "source_id,admin2_code,idps_individuals,idps_households,returnees_individuals\nS1,XXA01,100,20,-5\n"
      "S2,XXA01,10,2,\n");
  CHECK(rejected(draft) == std::vector<Rejected>{{"count.negative", 2}});
  CHECK(draft.rejected[0].individuals == 100);
  CHECK(draft.content.round.totals.individuals_read == 110);
  CHECK(draft.content.round.totals.households_read == 22);
}

TEST_CASE("A row without any place cannot be counted") {
  SmallImport import;
  const auto draft = import.round(header + good + ",,,,,3,7,,,,\n");
  CHECK(rejected(draft) == std::vector<Rejected>{{"row.no_place", 3}});
}

TEST_CASE("Coordinates swapped, abroad, at 0/0 or unreadable are findings, and the area stays") {
  SmallImport import;
  const auto draft = import.round(
      "source_id,admin2_code,latitude,longitude,idps_individuals\nS1,XXA01,10.5,1.5,1\nS2,XXA01,50,50,1\nS3,"
      "XXA01,0,0,1\n"
      "S4,XXA01,north,10.5,1\nS5,XXA01,95,10.5,1\n");
  CHECK(find_rule(draft.findings, "coordinates.swapped")->row == 2);
  CHECK(draft.content.points[0]->lon() == 10.5);
  CHECK(find_rule(draft.findings, "coordinates.abroad")->row == 3);
  CHECK(value(draft, "point", 1) == "in_area");
  CHECK(find_rule(draft.findings, "coordinates.zero")->row == 4);
  CHECK(find_rule(draft.findings, "value.unreadable")->row == 5);
  for (std::size_t row = 0; row < 5; ++row) CHECK(area_of(draft, row) == "XXA01");
}

TEST_CASE("An unknown P-code is a finding and the row counts for what is known") {
  SmallImport import;
  const auto draft = import.round("source_id,admin1_code,admin2_code,idps_individuals\nS1,XXA,XXA99,10\n");
  CHECK(area_of(draft) == "XXA");
  CHECK(find_rule(draft.findings, "place.unknown")->row == 2);
  CHECK(draft.content.round.totals.individuals == 10);
}

TEST_CASE("Breakdowns that do not add up are kept and reported") {
  SmallImport import;
  const auto draft =
      import.round(header + "S1,XXA01,,,,2,10,,3,3,3\nS2,XXA01,,,,20,10,,,,\nS3,XXA01,,,,2,10,,-1,3,3\n");
  CHECK(find_rule(draft.findings, "count.ages")->row == 2);
  CHECK(value(draft, "women", 0) == "3");
  CHECK(find_rule(draft.findings, "count.fewer_than_households")->row == 3);
  CHECK(find_rule(draft.findings, "value.unreadable")->row == 4);
  CHECK(value(draft, "women", 2) == "null");
  CHECK(draft.content.round.totals.rows_accepted == 3);
}

TEST_CASE("A value outside its code list is left out and reported once") {
  SmallImport import;
  const auto draft = import.round(header + "S1,XXA01,,,,1,1,Palace,,,\nS2,XXA01,,,,1,2,Palace,,,\n");
  CHECK(value(draft, "setting") == "null");
  CHECK(std::ranges::count(draft.findings, "code.unknown", &model::Finding::rule) == 1);
  // Where cells have shifted it may be anybody's name.
  CHECK_FALSE(contains(find_rule(draft.findings, "code.unknown")->message, "Palace"));
  CHECK(find_rule(draft.findings, "code.unknown")->column == "setting");
}

TEST_CASE("What nobody says about the round is asked for, all at once") {
  SmallImport import(test::small_profile());
  import.options.round.reset();
  import.options.to.reset();
  const auto text = import.refusal(header + good);
  CHECK(contains(text, "say --method"));
  CHECK(contains(text, "say --round NUMBER"));
  import.options.round = 1;
  import.options.method = model::Method::baseline;
  CHECK(contains(import.refusal(header + good), "say --from DATE --to DATE"));
}

TEST_CASE("A mistyped date does not stretch the round") {
  SmallImport import;
  import.options.to.reset();
  const auto draft = import.round(
      "source_id,admin2_code,assessed_on,idps_individuals\nS1,XXA01,2020-06-01,1\nS2,XXA01,2020-06-05,1\nS3,"
      "XXA01,2021-06-05,1\nS4,XXA01,soon,1\n");
  CHECK(draft.content.round.period_start.to_string() == "2020-06-01");
  CHECK(draft.content.round.period_end.to_string() == "2020-06-05");
  CHECK(find_rule(draft.findings, "date.outside")->row == 4);
  CHECK(value(draft, "assessed_on", 2) == "null");
  CHECK(find_rule(draft.findings, "value.unreadable")->row == 5);
}

TEST_CASE("A file of which no row can be counted is refused with the first reason") {
  SmallImport import;
  CHECK(contains(import.refusal(header + "S1,XXA01,,,,2,-10,,,,\n"),
                 "no row of XXX baseline round 1 can be counted: line 2: `-10` is below zero"));
  CHECK(contains(import.refusal(header), "has a header but no rows"));
  CHECK(contains(import.refusal(""), "is empty"));
  import.options.profile = "no-such-profile";
  CHECK(contains(import.refusal(header + good), "there is no profile `no-such-profile`"));
}

TEST_CASE("Options choose among the rounds of a file that names them") {
  SmallImport import;
  import.options.round = 7;
  CHECK(contains(import.refusal("round_number,admin2_code,idps_individuals\n1,XXA01,10\n"),
                 "no row is of the operation, method and round asked for"));
  import.options.round = 1;
  CHECK(import.round("round_number,admin2_code,idps_individuals\n1,XXA01,10\n2,XXA01,20\n")
            .content.round.totals.individuals == 10);
}

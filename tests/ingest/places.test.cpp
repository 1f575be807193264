/// Codes and names that are not as the boundaries have them: what is taken, what is proposed, what is said.
#include "support/catch.hpp"
#include "support/small_import.hpp"

using namespace sojourn;
using test::area_of;
using test::contains;
using test::find_rule;
using test::small_profile;
using test::SmallImport;
using test::value;

namespace {

/// Districts with names that can be misspelt.
std::shared_ptr<const geo::BoundarySet> named_country() {
  std::vector<geo::Area> areas;
  std::vector<std::string> parents;
  const auto add = [&](std::string pcode, int level, std::string parent, std::string name, double west) {
    geo::Area area;
    area.pcode = std::move(pcode);
    area.level = level;
    area.name = std::move(name);
    area.geometry =
        level == 0 ? test::square(10, 1, 16, 2) : test::square(west, 1, west + (level == 1 ? 3 : 1), 2);
    areas.push_back(std::move(area));
    parents.push_back(std::move(parent));
  };
  add("XX", 0, "", "Country", 10);
  add("XX1", 1, "XX", "Borno", 10);
  add("XX2", 1, "XX", "Adamawa", 13);
  add("XX101", 2, "XX1", "Maiduguri", 10);
  add("XX102", 2, "XX1", "Mubi North", 11);
  add("XX103", 2, "XX1", "Mubi South", 12);
  add("XX201", 2, "XX2", "Girei", 13);
  add("XX202", 2, "XX2", "Yola", 14);
  return std::make_shared<geo::BoundarySet>("XXX", "2020-01-01", std::move(areas), parents);
}

struct Places {
  explicit Places(const std::string& more = "") : import(small_profile(test::baseline_keys + more)) {}
  model::RoundDraft round(const std::string& rows) {
    import.options.file =
        import.folder.write("table.csv",
                            "source_id,admin1_code,admin1_name,admin2_code,admin2_name,origin_admin2_code,"
                            "origin_admin2_name,idps_individuals\n" +
                                rows);
    auto result =
        ingest::import_file(import.options, [](const std::string&, model::Date) { return named_country(); });
    REQUIRE(result.drafts.size() == 1);
    return std::move(result.drafts.front());
  }
  SmallImport import;
};

}  // namespace

TEST_CASE("A name that is clearly near is taken, and the finding says for what") {
  const auto draft = Places().round("S1,,BORNO STATE,,Maidugri,,,10\nS2,,Borno,,MAIDUGRI,,,5\n");
  CHECK(area_of(draft, 0) == "XX101");
  CHECK(area_of(draft, 1) == "XX101");
  CHECK(value(draft, "placement", 0) == "name");
  CHECK(value(draft, "placement_confidence", 0) == "0.700000");
  CHECK(find_rule(draft.findings, "place.unknown") == nullptr);
  std::vector<std::string> messages;
  for (const auto& finding : draft.findings)
    if (finding.rule == "place.similar") messages.push_back(finding.cell + " " + finding.message);
  CHECK(messages == std::vector<std::string>{"C2 `BORNO STATE` was taken for Borno (XX1).",
                                             "E2 `Maidugri` was taken for Maiduguri (XX101).",
                                             "E3 `MAIDUGRI` was taken for Maiduguri (XX101)."});
}

TEST_CASE(
    "A name that could be several is not taken: they are proposed, and the row counts for the level above") {
  const auto draft = Places().round("S1,,Borno,,Mubi,,,10\n");
  CHECK(area_of(draft) == "XX1");
  const auto* const finding = find_rule(draft.findings, "place.unknown");
  REQUIRE(finding != nullptr);
  CHECK(finding->cell == "E2");
  CHECK(contains(finding->message, "Did you mean Mubi North (XX102), Mubi South (XX103)?"));
}

TEST_CASE("Names are near only within the area found so far") {
  const auto draft = Places().round("S1,,Adamawa,,Maidugri,,,10\n");
  CHECK(area_of(draft) == "XX2");
  CHECK_FALSE(contains(find_rule(draft.findings, "place.unknown")->message, "Did you mean"));
}

TEST_CASE("An alias decides before any likeness") {
  const auto draft =
      Places("[aliases.admin2]\n\"Maidugri\" = \"XX102\"\n").round("S1,,Borno,,Maidugri,,,10\n");
  CHECK(area_of(draft) == "XX102");
  CHECK(find_rule(draft.findings, "place.similar") == nullptr);
}

TEST_CASE("How sure a placement is, is said of the level that decided, whatever the levels below say") {
  const auto draft = Places().round(
      "S1,XX1,Borno,,,,,1\nS2,XX1,Borno,,Atlantis,,,1\nS3,XX1,Borno,XX101,,,,1\nS4,XX1,,XX102,Mubi "
      "North,,,1\n"
      "S5,XX1,Adamawa,,,,,1\n");
  CHECK(value(draft, "placement_confidence", 0) == "1.000000");
  CHECK(value(draft, "placement_confidence", 1) == "1.000000");  // of the province; the district is unknown
  CHECK(area_of(draft, 1) == "XX1");
  CHECK(value(draft, "placement_confidence", 2) == "0.900000");
  CHECK(value(draft, "placement_confidence", 3) == "1.000000");
  CHECK(value(draft, "placement_confidence", 4) == "0.500000");
}

TEST_CASE("A code of another level, or of an area elsewhere, contradicts; what is trusted first stays") {
  const auto draft = Places().round("S1,XX1,,XX201,Maiduguri,,,1\nS2,,Borno,XX2,Mubi North,,,1\n");
  CHECK(area_of(draft, 0) == "XX101");
  CHECK(area_of(draft, 1) == "XX102");
  std::vector<std::string> cells;
  for (const auto& finding : draft.findings)
    if (finding.rule == "code.wrong_parent") cells.push_back(finding.cell);
  CHECK(cells == std::vector<std::string>{"D2", "D3"});
}

TEST_CASE("A code with a digit too many or too few is told from one of another scheme") {
  const auto draft = Places().round("S1,XX1,,XX1001,,,,1\nS2,XX1,,BO11,,,,1\n");
  CHECK(find_rule(draft.findings, "code.wrong_length")->row == 2);
  int count = 0;
  for (const auto& finding : draft.findings) count += finding.rule == "code.wrong_length" ? 1 : 0;
  CHECK(count == 1);
}

TEST_CASE("Old codes resolve through a crosswalk given as a table, for places and for origins") {
  Places places("[origins]\nmode = \"majority\"\n");
  places.import.options.crosswalk =
      places.import.folder.write("old.csv", "from,to,share\nBO11,XX101,\nAD05,XX201,1\n");
  const auto draft = places.round("S1,XX1,,bo11,,AD05,,10\n");
  CHECK(area_of(draft) == "XX101");
  CHECK(value(draft, "placement", 0) == "code");
  CHECK(value(draft, "placement_confidence", 0) == "0.700000");
  CHECK(contains(find_rule(draft.findings, "code.superseded")->message,
                 "`bo11` is an older code, of XX101 today."));
  REQUIRE(draft.content.origins.size() == 1);
  CHECK(draft.content.origins[0].pcode == "XX201");
  CHECK(find_rule(draft.findings, "origin.unknown") == nullptr);
}

TEST_CASE("An old code that was split counts for the area above, and the finding says so") {
  Places places;
  places.import.options.crosswalk =
      places.import.folder.write("old.csv", "from,to,share\nBO11,XX102,0.5\nBO11,XX103,0.5\n");
  const auto draft = places.round("S1,XX1,,BO11,,,,10\nS2,XX1,,BO11,Mubi South,,,10\n");
  CHECK(area_of(draft, 0) == "XX1");
  CHECK(area_of(draft, 1) == "XX103");  // the name tells which
  CHECK(find_rule(draft.findings, "code.split")->row == 2);
  CHECK(find_rule(draft.findings, "place.unknown") == nullptr);
}

TEST_CASE("A crosswalk is a part of what a round was made of, and one that cannot be read refuses the file") {
  const std::string rows = "S1,XX1,,XX101,,,,10\n";
  Places places;
  const auto without = places.round(rows).content.round.content_hash;
  places.import.options.crosswalk = places.import.folder.write("old.csv", "from,to\nA,XX101\n");
  CHECK(places.round(rows).content.round.content_hash != without);
  places.import.options.crosswalk = places.import.folder.write("bad.csv", "old,new\n");
  CHECK(contains(test::message_of([&] { places.round(rows); }), "bad.csv: a crosswalk begins with"));
}

TEST_CASE("Origins that are misspelt are found, and unknown ones listed with a proposal") {
  Places places("[origins]\nmode = \"majority\"\n");
  const auto draft =
      places.round("S1,XX1,,XX101,,,Maidugri,10\nS2,XX1,,XX102,,,Atlantis,7\nS3,XX1,,XX103,,,Mubi,7\n");
  REQUIRE(draft.content.origins.size() == 3);
  CHECK(draft.content.origins[0].pcode == "XX101");
  CHECK(draft.content.origins[1].pcode.empty());
  CHECK(draft.content.origins[1].name == "Atlantis");
  std::vector<std::string> messages;
  for (const auto& finding : draft.findings)
    if (finding.rule == "origin.unknown") messages.push_back(finding.message);
  REQUIRE(messages.size() == 2);
  CHECK(contains(messages[0],
                 "`Atlantis` is no area of level 2 that the boundaries know; it is kept by name."));
  CHECK(contains(messages[1], "Did you mean Mubi North (XX102), Mubi South (XX103)?"));
}

TEST_CASE("Coordinates far from the area that the row names are told with the distance") {
  SmallImport import;
  const auto draft = import.round(
      "source_id,admin2_code,latitude,longitude,idps_individuals\nS1,XXA01,1.5,12.5,1\nS2,XXA01,1.5,11.1,1\n"
      "S3,XXA01,3,10.5,1\nS4,XXA01,-1.5,-10.5,1\n");
  const auto* const far = find_rule(draft.findings, "coordinates.far");
  REQUIRE(far != nullptr);
  CHECK(far->cell == "C2");
  CHECK(contains(far->message, "lie in Name of XXB01, 167 km from Name of XXA01"));
  CHECK(find_rule(draft.findings, "coordinates.elsewhere")->row == 3);
  CHECK(contains(find_rule(draft.findings, "coordinates.abroad")->message, "112 km outside"));
  CHECK(find_rule(draft.findings, "coordinates.sea")->row == 5);  // a sign is missing: the Gulf of Guinea
}

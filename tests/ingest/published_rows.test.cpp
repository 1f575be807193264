/// Rows of published lists: equal ones where the names of places were left out, notes below a table, counts
/// with their unit.
#include "support/catch.hpp"
#include "support/small_import.hpp"

using namespace sojourn;
using test::find_rule;
using test::SmallImport;

TEST_CASE("Equal rows are different places in a list that names areas and no places within them") {
  SmallImport import;
  const auto draft = import.round(
      "admin2_code,idps_households,idps_individuals\nXXA01,2,11\nXXA01,1,5\nXXA01,2,11\nXXA01,8,40\nXXB01,1,"
      "5\n"
      "XXB01,1,6\n");
  CHECK(draft.content.round.totals.individuals == 78);
  CHECK(draft.content.round.totals.rows_rejected == 0);
  const auto* told = find_rule(draft.findings, "row.equal");
  REQUIRE(told != nullptr);
  CHECK(told->row == 4);
  CHECK(find_rule(draft.findings, "row.alike") == nullptr);
}

TEST_CASE("Where an area has one row, or a column tells its rows apart, an equal row is a duplicate") {
  for (const std::string table :
       {"admin2_code,idps_individuals\nXXA01,11\nXXB01,5\nXXA01,11\n",
        "admin2_code,name,idps_individuals\nXXA01,Bir,11\nXXA01,Wadi,5\nXXA01,Tall,6\nXXA01,Bir,11\n",
        "admin2_code,source_id,idps_individuals\nXXA01,1,11\nXXA01,2,5\nXXA01,3,6\nXXA01,1,11\n",
        ("admin2_code,origin_admin2_code,idps_individuals\nXXA01,XXB01,11\nXXA01,XXB02,5\nXXA01,XXA02,6\n"
         "XXA01,XXB01,11\n"),
        // A column that is not read tells rows apart that are alike in all others.
        "admin2_code,idps_individuals,Form\nXXA01,11,a\nXXA01,11,b\nXXA01,5,c\nXXA01,6,d\nXXA01,11,a\n"}) {
    CAPTURE(table);
    SmallImport import;
    const auto draft = import.round(table);
    CHECK(find_rule(draft.findings, "row.equal") == nullptr);
    REQUIRE(draft.rejected.size() == 1);
    CHECK(draft.rejected[0].rule == "row.duplicate");
  }
}

TEST_CASE("A list that was pasted twice counts once") {
  SmallImport import;
  const std::string rows = "XXA01,11\nXXA01,5\nXXA01,6\nXXB01,7\n";
  const auto draft = import.round("admin2_code,idps_individuals\n" + rows + rows);
  CHECK(draft.content.round.totals.individuals == 29);
  REQUIRE(draft.rejected.size() == 4);
  CHECK(draft.rejected[0].rule == "row.duplicate");
}

TEST_CASE("A row that was refused does not count because another is equal to it") {
  SmallImport import;
  import.options.round.reset();
  const auto result = import.csv(
      "admin2_code,idps_individuals,round_number\nXXA01,11,3\nXXA01,5,3\nXXA01,6,3\nXXB01,7,3\nXXB01,8,3\n"
      "XXB01,1000,x\nXXB01,1000,x\n");
  REQUIRE(result.drafts.size() == 1);
  CHECK(result.drafts.front().content.round.totals.individuals == 37);
}

TEST_CASE("A total under an unknown name that stands twice counts not once") {
  SmallImport import;
  const auto draft = import.round(
      "admin2_name,idps_individuals\nName of XXA01,11\nName of XXA01,5\nName of XXA01,6\nName of "
      "XXB01,7\nName "
      "of XXB01,8\nWholeland,37\nWholeland,37\n");
  CHECK(draft.content.round.totals.individuals == 37);
  CHECK(draft.rejected.size() == 2);
}

TEST_CASE("A note or a source below a table is no place, and a name without people is one") {
  SmallImport import;
  for (const std::string note : {"* Estimates of two districts are not comparable", "Source: the assessment",
                                 "Nota: sin datos", "المصدر: الاستبيان"}) {
    CAPTURE(note);
    const auto draft =
        import.round("admin2_name,admin2_code,idps_individuals\nName of XXA01,XXA01,10\n" + note + ",,\n");
    CHECK(draft.content.assessments.rows() == 1);
    REQUIRE(draft.rejected.size() == 1);
    CHECK(draft.rejected[0].rule == "row.note");
    CHECK(draft.content.round.totals.individuals == 10);
  }
  const auto draft =
      import.round("admin2_name,admin2_code,idps_individuals\nName of XXA01,XXA01,10\nName of XXB01,,\n");
  CHECK(draft.content.assessments.rows() == 2);
  CHECK(draft.rejected.empty());
  // One word with an asterisk is a name that somebody marked.
  for (const std::string name : {"*Name of XXB01", "* Kaga"}) {
    CAPTURE(name);
    const auto marked =
        import.round("admin2_name,admin2_code,idps_individuals\nName of XXA01,XXA01,10\n" + name + ",,\n");
    for (const auto& row : marked.rejected) CHECK(row.rule != "row.note");
  }
  // With people beside it, it is a row like any other.
  const auto counted =
      import.round("admin2_name,admin2_code,idps_individuals\nName of XXA01,XXA01,10\nNote: camp,,4\n");
  CHECK(counted.content.round.totals.individuals_read == 14);
}

TEST_CASE("A count may be written with what it counts, and with nothing else") {
  SmallImport import;
  const auto draft = import.round(
      "admin2_code,idps_individuals,idps_households\nXXA01,132 ind.,25 HH\nXXB01,\"1,200 personnes\",40 "
      "ménages\n");
  CHECK(draft.content.round.totals.individuals == 1332);
  CHECK(draft.content.round.totals.households == 65);
  for (const std::string cell : {"25 HH", "about 130", "130 or 140 ind", "130 tents", "1.5 ind", "15% ind",
                                 "15+ people", "15? persons", "100 - people"}) {
    CAPTURE(cell);
    const auto refused = import.round("admin2_code,idps_individuals\nXXA01,10\nXXB01," + cell + "\n");
    CHECK(refused.content.round.totals.individuals == 10);
    REQUIRE(refused.rejected.size() == 1);
    CHECK(refused.rejected[0].rule == "count.not_a_number");
  }
}

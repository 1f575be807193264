/// The worked example of docs/profiles.md, as it stands there.
#include <fstream>
#include <sstream>

#include "support/catch.hpp"
#include "support/small_import.hpp"
#include "support/workbook.hpp"

using namespace sojourn;
using test::value;

namespace {

/// All TOML of the page's worked example, put together. Top-level keys come first in it.
std::string example_profile() {
  std::ifstream file(SOJOURN_SOURCE_DIR "/docs/profiles.md");
  std::string profile;
  bool inside = false;
  for (std::string line; std::getline(file, line) && line != "## Every key";) {
    if (line.starts_with("```"))
      inside = line == "```toml";
    else if (inside)
      profile += line + "\n";
  }
  return profile;
}

std::shared_ptr<const geo::BoundarySet> sahra() {
  std::vector<geo::Area> areas(4);
  const std::string codes[] = {"SHR", "SHR01", "SHR011", "SHR012"};
  const std::string names[] = {"Sahra", "North", "Bir", "Wadi al-Kabir"};
  for (std::size_t i = 0; i < areas.size(); ++i) {
    areas[i].pcode = codes[i];
    areas[i].name = names[i];
    areas[i].level = i < 2 ? static_cast<int>(i) : 2;
  }
  return std::make_shared<geo::BoundarySet>("SHR", "2024-01-01", std::move(areas),
                                            std::vector<std::string>{"", "SHR", "SHR01", "SHR01"});
}

}  // namespace

TEST_CASE("The worked example of the documentation works") {
  test::TemporaryFolder folder;
  ingest::ImportOptions options;
  options.profile = folder.write("sahra.toml", example_profile()).string();
  options.file = test::write_workbook(
      folder.path() / "Sahra_DTM_R4.xlsx",
      {{"Data",
        {{"Site assessment, round 4, 3-9 May 2024"},
         {},
         {"No", "Region", "Reg code", "District", "Dist code", "Site name", "Type", "HH", "IDPs", "Came from",
          "Food?", "Interviewer"},
         {"1", "North", "R1", "Bir", "D11", "Bir camp", "Camp", "40", "212", "Wadi", "yes", "N. N."},
         {"2", "North", "R1", "Wadi", "D12", "", "Host families", "11", "", "Bir", "no", "N. N."},
         {"", "", "", "", "Total", "", "", "51"}}}});
  const auto result = ingest::import_file(options, [](const std::string&, model::Date) { return sahra(); });
  REQUIRE(result.drafts.size() == 1);
  const auto& draft = result.drafts.front();
  CHECK(draft.content.round.key == model::RoundKey{"SHR", model::Method::site, 4});
  CHECK(draft.content.round.period_start.to_string() == "2024-05-03");
  CHECK(draft.content.round.period_end.to_string() == "2024-05-09");
  CHECK(draft.content.round.totals.rows_accepted == 2);
  CHECK(value(draft, "unit", 0) == "site");
  CHECK(value(draft, "unit", 1) == "admin_area");
  CHECK(value(draft, "idps_individuals", 1) == "61");
  CHECK(value(draft, "access_fsc", 1) == "no");
  CHECK(test::area_of(draft, 0) == "SHR011");
  CHECK(test::area_of(draft, 1) == "SHR012");
  CHECK(value(draft, "origin_name", 0) == "Wadi al-Kabir");
  REQUIRE(draft.rejected.size() == 1);
  CHECK(draft.rejected.front().rule == "row.total");
}

/// Rounds on vintages other than the one they were placed on, over HTTP's paths.
#include <fmt/format.h>

#include <algorithm>

#include "server/support/country_world.hpp"
#include "support/catch.hpp"

using namespace sojourn;
using namespace sojourn::server;
using namespace sojourn::server::testing;

namespace {
/// "YA1E 6 YA1W 5~": people by area of a level; `~` where estimated, `?` what is known to no area.
std::string people_by_area(const json& shown) {
  std::string text;
  for (const auto& row : shown["rows"]) {
    const auto& estimated = row["estimated"];
    const bool marked = std::ranges::find(estimated, "idps_individuals") != estimated.end();
    text += fmt::format("{}{} {}{}", text.empty() ? "" : ", ",
                        row["pcode"].is_null() ? "?" : row["pcode"].get<std::string>(),
                        row["idps_individuals"].dump(), marked ? "~" : "");
  }
  return text;
}
}  // namespace

TEST_CASE("a round is shown on another vintage: what was divided is marked, and the total is kept") {
  CountryWorld world;
  const auto later = world.document("/analysis/areas?round=1&boundary_version=2030-01-01&level=2");
  CHECK(people_by_area(later) == "YA1E 50~, YA1W 50~, YA2 50, ? 30");
  CHECK(later["placed_on"] == "2020-01-01");
  CHECK(later["boundary_version"] == "2030-01-01");
  CHECK(later["rows"].back()["name"].is_null());
  const auto provinces = world.document("/analysis/areas?round=1&boundary_version=2030-01-01");
  CHECK(people_by_area(provinces) == "YA 180");
  CHECK(people_by_area(world.document("/analysis/areas?datetime=2020-02-10&level=2")) ==
        "XXA01 100, XXA02 50, ? 30");
  CHECK(world.body("/analysis/areas?round=1&boundary_version=2030-01-01&level=2&f=csv")
            .find("YA1E,Later YA1E,2,2030-01-01,50,true,") != std::string::npos);
  const auto hashtags = world.body("/analysis/areas?round=1&level=2&f=hxl");
  CHECK(hashtags.find("#adm+code,#adm+name,#adm+level,#meta+boundary+version,#affected+") !=
        std::string::npos);
}

TEST_CASE("what a round looks like on a vintage has a key of its own, and of nothing else") {
  CountryWorld world;
  const std::string later = "/analysis/areas?round=1&boundary_version=2030-01-01";
  CHECK(world.key(later) != world.key("/analysis/areas?round=1"));
  CHECK(world.key(later) != world.key(later + "&level=2"));
  CHECK(world.key("/analysis/areas?round=1") ==
        world.key("/analysis/areas?round=1&boundary_version=2020-01-01"));
  CHECK(world.key(later) ==
        world.key("/analysis/areas?boundary_version=2030-01-01&datetime=2020-02-10&level=1"));
}

TEST_CASE("only who asks for a way between vintages that nobody has made asks for slow work") {
  CountryWorld world;
  const auto is_slow = [&](const std::string& query) {
    return std::get<Rendition>(world.answer("/analysis/areas?" + query)).is_slow;
  };
  const std::string later = "boundary_version=2030-01-01&level=2";
  CHECK(is_slow(later + "&round=1"));
  world.body("/analysis/areas?round=1&" + later);
  CHECK_FALSE(is_slow(later + "&round=1"));
  CHECK_FALSE(is_slow(later + "&round=2&f=csv"));
  CHECK(is_slow("boundary_version=2030-01-01&level=1&round=1"));
  CHECK_FALSE(is_slow("boundary_version=2020-01-01&level=1&round=1"));  // its own
}

TEST_CASE("a vintage that is none, or has no such areas, is refused by name") {
  CountryWorld world;
  const auto refusal = [&](const std::string& query) {
    try {
      world.body("/analysis/areas?" + query);
      return std::string("accepted");
    } catch (const Problem& problem) {
      return fmt::format("{} {}: {}", problem.status(), problem.parameter(), problem.what());
    }
  };
  CHECK(refusal("boundary_version=2025-01-01").find("400 boundary_version: ") == 0);
  CHECK(refusal("boundary_version=2031-01-01").find("400 boundary_version: ") == 0);  // another country's
  CHECK(refusal("boundary_version=2025-01-01").find("there are those of 2020-01-01, 2030-01-01") !=
        std::string::npos);
  for (const std::string version :
       {"", "2030", "2030-1-1", "2030-02-30", "2030-01-01T00:00:00Z", "../2030", "latest"})
    CHECK(refusal("boundary_version=" + version).find("400 boundary_version: ") == 0);
  CHECK(refusal("level=3&boundary_version=2030-01-01").find("the deepest is 2") != std::string::npos);
  CHECK(refusal("level=5").find("400 level: ") == 0);
  CHECK(refusal("level=-1").find("400 level: ") == 0);
  CHECK(refusal("operation=YYY").find("400 operation: ") == 0);
  CHECK(refusal("area=XX").find("400 area: ") == 0);
  CHECK(refusal("method=people-in-need").find("400 method: ") == 0);
  CHECK(refusal("round=1&datetime=2020-01-31").find("400 round: ") == 0);
  CHECK(refusal("round=9").find("404 ") == 0);
  CHECK(refusal("datetime=2019-01-01").find("404 ") == 0);
}

/// Where people come from, where they are now, and moves after the first.
#include "server/support/country_world.hpp"
#include "support/catch.hpp"

using namespace sojourn;
using namespace sojourn::server;
using namespace sojourn::server::testing;

TEST_CASE("origins of an area add up to its stock, unknown included") {
  CountryWorld world;
  const auto all = world.document("/analysis/origins?round=1&level=2");
  CHECK(all["individuals"] == 180);
  std::int64_t total = 0;
  for (const auto& row : all["rows"]) total += row["individuals"].get<std::int64_t>();
  CHECK(total == 180);
  CHECK(all["rows"][0]["pcode"] == "XXB01");
  CHECK(all["rows"].back()["pcode"].is_null());
  CHECK(all["rows"].back()["individuals"] == 105);
  CHECK(world.document("/analysis/origins?round=1&level=1&area=XXA01")["rows"][0]["individuals"] == 75);
}

TEST_CASE("a round that says nothing of origins has one row, unknown") {
  CountryWorld world;
  const auto all = world.document("/analysis/origins?round=2");
  CHECK(all["individuals"] == 120);
  REQUIRE(all["rows"].size() == 1);
  CHECK(all["rows"][0]["pcode"].is_null());
  CHECK(all["rows"][0]["individuals"] == 120);
}

TEST_CASE("destinations say where those from an area are now") {
  CountryWorld world;
  const auto from = world.document("/analysis/destinations?round=1&area=XXB&level=2");
  CHECK(from["individuals"] == 75);
  CHECK(from["rows"][0]["pcode"] == "XXA01");
  CHECK(world.body("/analysis/destinations?round=1&area=XXB&level=2&f=csv") ==
        "pcode,name,level,individuals,basis,share\r\nXXA01,Name of XXA01,2,75,all,1\r\n");
}

TEST_CASE("Moves after the first are answered as the source states them, for the area and all in it") {
  CountryWorld world;
  const auto all = world.document("/analysis/secondary?round=1");
  REQUIRE(all["rows"].size() == 2);
  CHECK(all["rows"][0]["kind"] == "times");
  CHECK(all["rows"][0]["rank"] == "2");
  CHECK(all["rows"][0]["share"] == 0.25);
  CHECK(all["rows"][0]["individuals"].is_null());
  CHECK(all["rows"][0]["location_id"].is_null());  // about all in the area
  CHECK(all["rows"][0]["pcode"] == "XXA01");
  CHECK(all["rows"][0]["previous_pcode"] == "XXB01");
  CHECK(all["rows"][1]["individuals"] == 40);
  CHECK(all["rows"][1]["location_id"].is_string());
  CHECK(world.document("/analysis/secondary?round=1&area=XXA01")["rows"].size() == 2);
  CHECK(world.document("/analysis/secondary?round=1&area=XXB")["rows"].empty());
  CHECK(world.document("/analysis/secondary?round=2")["rows"].empty());
  const auto csv = world.body("/analysis/secondary?round=1&f=csv");
  CHECK(csv.starts_with("pcode,location_id,kind,rank,share,"));
  CHECK(csv.find("XXA01,,times,2,0.25,,,XXB01,Name of XXB01,2,2014,") != std::string::npos);
  CHECK(world.status("/analysis/secondary?area=ZZ") == 400);
  CHECK(world.status("/analysis/secondary?level=1") == 400);
}

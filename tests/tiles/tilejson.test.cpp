#include "tiles/tilejson.hpp"

#include <nlohmann/json.hpp>

#include "support/catch.hpp"
#include "tiles/encode.hpp"
#include "tiles/support/round_world.hpp"

using namespace sojourn;
using namespace sojourn::tiles;
using namespace sojourn::tiles::test;
using model::Collection;

namespace {
constexpr std::string_view url = "http://127.0.0.1:8080/tiles/locations/{z}/{x}/{y}.mvt?operation=NGA";

nlohmann::json document(const model::RoundList& rounds) {
  return nlohmann::json::parse(
      tilejson(rounds, Collection::locations, url, default_properties(Collection::locations)));
}
}  // namespace

TEST_CASE("TileJSON has what version 3.0.0 asks for") {
  auto places = std::vector{place("A", 10, 5, 3), place("B", 14, 13, 4)};
  places.push_back({"C", std::nullopt, 40});
  const auto json = document({round_of_places(places, {.licence = "CC BY 4.0"})});
  CHECK(json["tilejson"] == "3.0.0");
  CHECK(json["tiles"] == nlohmann::json::array({std::string(url)}));
  CHECK(json["minzoom"] == 0);
  CHECK(json["maxzoom"] == 14);
  CHECK(json["bounds"] == nlohmann::json::array({10.0, 5.0, 14.0, 13.0}));
  CHECK(json["center"][0] == 12.0);
  CHECK(json["center"][2] == 5);
  CHECK(json["attribution"] == "Displacement office (CC BY 4.0)");
  CHECK(json["unplaced_individuals"] == 40);
  REQUIRE(json["unplaced"].size() == 1);
  CHECK(json["unplaced"][0]["individuals"] == 40);
  CHECK_FALSE(json.contains("synthetic"));
  const auto& layer = json["vector_layers"].at(0);
  CHECK(layer["id"] == "locations");
  CHECK(layer["fields"].size() == default_properties(Collection::locations).size() + 1);
  CHECK(layer["fields"].contains("locations_count"));
  CHECK(json["cluster_max_zoom"] == 13);
  CHECK(layer["fields"]["idps_individuals"] == "whole number, individuals (#affected+idps+ind)");
}

TEST_CASE("of what lies in boxes, TileJSON has the bounds and the middle") {
  const auto round = round_of_places({place("A", 10, 5, 3), place("B", 14, 13, 4)});
  const auto bounds = [&](const std::vector<geo::Box>& boxes) {
    const auto json =
        nlohmann::json::parse(tilejson({round}, Collection::locations, url, {}, {}, true, boxes));
    CHECK(json["center"][0] == (json["bounds"][0].get<double>() + json["bounds"][2].get<double>()) / 2);
    return json["bounds"];
  };
  CHECK(bounds({{0, 0, 12, 6}}) == nlohmann::json::array({10.0, 5.0, 12.0, 6.0}));
  CHECK(bounds({{11, 0, 12, 6}, {13, 7, 20, 8}}) == nlohmann::json::array({11.0, 5.0, 14.0, 8.0}));
  CHECK(bounds({}) == nlohmann::json::array({10.0, 5.0, 14.0, 13.0}));
}

TEST_CASE("TileJSON of areas, or of locations each by itself, says nothing of clusters") {
  const auto round = round_of_places({place("A", 10, 5, 3)});
  for (const auto& text : {tilejson({round}, Collection::locations, url, {}, {}, false),
                           tilejson({round}, Collection::admin1, url, {})}) {
    const auto json = nlohmann::json::parse(text);
    CHECK_FALSE(json.contains("cluster_max_zoom"));
    CHECK(json["vector_layers"][0]["fields"].empty());
  }
}

TEST_CASE("without rounds the whole world is shown, empty") {
  const auto json = document({});
  CHECK(json["bounds"][0] == -180.0);
  CHECK(json["center"][2] == 0);
  CHECK(json["unplaced_individuals"] == 0);
  CHECK(json["unplaced"].empty());
}

TEST_CASE("people without a place are told by operation, and what all tiles lack is told too") {
  const auto one = round_of_places({place("A", 1, 1, 3), {"B", std::nullopt, 40}});
  const auto two = round_of_places({{"A", std::nullopt, 7}}, {.operation = "TCD"});
  const auto json = document({one, two});
  CHECK(json["unplaced_individuals"] == 47);
  CHECK(json["unplaced"] ==
        nlohmann::json::parse(R"([{"operation":"NGA","method":"baseline","round":28,"individuals":40},
                                  {"operation":"TCD","method":"baseline","round":28,"individuals":7}])"));
}

TEST_CASE("a synthetic operation is marked") {
  const auto json =
      document({round_of_places({place("A", -30, 0, 3)}, {.operation = "XS", .synthetic = true})});
  CHECK(json["synthetic"] == true);
  CHECK(json["attribution"] == "Displacement office, synthetic data");
  CHECK(json["vector_layers"][0]["fields"].contains("synthetic"));
}

TEST_CASE("sources are named once, and cannot bring markup along") {
  const auto one = round_of_places({place("A", 1, 1, 3)}, {.source = "<b onclick='x'>A & B</b>"});
  const auto two =
      round_of_places({place("A", 1, 1, 3)}, {.operation = "TCD", .source = "<b onclick='x'>A & B</b>"});
  CHECK(document({one, two})["attribution"] == "&lt;b onclick=&#39;x&#39;&gt;A &amp; B&lt;/b&gt;");
}

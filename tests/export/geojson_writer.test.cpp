#include "export/geojson_writer.hpp"

#include <nlohmann/json.hpp>

#include "support/catch.hpp"
#include "tiles/support/fractal_country.hpp"
#include "tiles/support/round_world.hpp"

using namespace sojourn;
using namespace sojourn::exports;
using namespace sojourn::tiles::test;
using model::Collection;

namespace {

std::vector<std::size_t> named(Collection collection, std::initializer_list<std::string_view> names) {
  std::vector<std::size_t> fields;
  for (const auto name : names) fields.push_back(model::field_index(model::fields_of(collection), name));
  return fields;
}

std::vector<std::size_t> all_of(Collection collection) {
  std::vector<std::size_t> fields(model::fields_of(collection).size());
  for (std::size_t i = 0; i < fields.size(); ++i) fields[i] = i;
  return fields;
}

std::string text_of(const model::RoundData& round, Collection collection,
                    const std::vector<std::size_t>& fields, std::size_t row = 0) {
  GeometryTexts texts;
  std::string out;
  GeoJsonWriter(round, collection, fields, texts).append(out, row);
  return out;
}

double twice_area(const nlohmann::json& ring) {
  double sum = 0;
  for (std::size_t i = 1; i < ring.size(); ++i)
    sum += ring[i - 1][0].get<double>() * ring[i][1].get<double>() -
           ring[i][0].get<double>() * ring[i - 1][1].get<double>();
  return sum;
}

}  // namespace

TEST_CASE("a location is a point feature, byte by byte") {
  const auto round = round_of_places({place("NG008002", 13.15, -1.5, 4711, "Bama")});
  CHECK(text_of(*round, Collection::locations,
                named(Collection::locations, {"name", "idps_individuals", "setting"})) ==
        R"({"type":"Feature","id":"NGA.NG008002","geometry":{"type":"Point","coordinates":[13.15,-1.5]},)"
        R"("properties":{"name":"Bama","idps_individuals":4711,"setting":null}})");
}

TEST_CASE("a place without a point has null geometry") {
  const auto round = round_of_places({{"A", std::nullopt, 5}});
  CHECK(text_of(*round, Collection::locations, {}) ==
        R"({"type":"Feature","id":"NGA.A","geometry":null,"properties":{}})");
}

TEST_CASE("all fields come in the order of the schema, nulls too") {
  const auto round = round_of_places({place("A", 1, 1, 5)}, {}, [](model::TableBuilder& table) {
    table.column("assessed_on").set(0, std::int64_t{18'000});
    table.column("household_size").set(0, 5.2);
    table.column("placement_confidence").set(0, 1.0 / 3);
  });
  const auto json =
      nlohmann::ordered_json::parse(text_of(*round, Collection::locations, all_of(Collection::locations)));
  std::size_t i = 0;
  for (const auto& [name, value] : json["properties"].items())
    CHECK(name == model::fields_of(Collection::locations)[i++].name);
  CHECK(i == model::fields_of(Collection::locations).size());
  CHECK(json["properties"]["assessed_on"] == "2019-04-14");
  CHECK(json["properties"]["household_size"] == 5.2);
  CHECK(json["properties"]["placement_confidence"] == 1.0 / 3);
  CHECK(json["properties"]["shelter_main"].is_null());
}

TEST_CASE("any text gives valid JSON") {
  const std::string bad = "q\" b\\ \n \x01 \xFF مخيم";
  const auto round = round_of_places({place(bad, 1, 1, 5, bad)});
  const auto json =
      nlohmann::json::parse(text_of(*round, Collection::locations, all_of(Collection::locations)));
  CHECK(json["properties"]["name"] == "q\" b\\ \n \x01 \xEF\xBF\xBD مخيم");
  CHECK(json["id"] == "NGA.q\" b\\ \n \x01 \xEF\xBF\xBD مخيم");
}

TEST_CASE("long lists of texts are written as short ones are") {
  std::vector<Place> places;
  for (int i = 0; i < 5000; ++i)
    places.push_back(place("L" + std::to_string(i), 1, 1, i, "Camp \"" + std::to_string(i) + "\""));
  const auto round = round_of_places(places);
  const auto json =
      nlohmann::json::parse(text_of(*round, Collection::locations, all_of(Collection::locations), 4321));
  CHECK(json["id"] == "NGA.L4321");
  CHECK(json["properties"]["name"] == "Camp \"4321\"");
}

TEST_CASE("an assessment's id names its round") {
  const auto round = round_of_places({place("A", 1, 1, 5)});
  CHECK(nlohmann::json::parse(text_of(*round, Collection::assessments, {}))["id"] == "NGA.baseline.28.A");
}

TEST_CASE("a feature of a synthetic operation says so beside its id") {
  const auto round = round_of_places({place("A", 1, 1, 5)}, {.operation = "XS", .synthetic = true});
  const auto json = nlohmann::json::parse(text_of(*round, Collection::locations, {}));
  CHECK(json["synthetic"] == true);
}

TEST_CASE("areas wind by the right-hand rule, holes the other way") {
  const auto set = fractal_country({.districts_a_side = 1, .enclave = true});
  const auto round = round_of_areas(set, 1, 7);
  const auto json =
      nlohmann::json::parse(text_of(*round, Collection::admin1, named(Collection::admin1, {"pcode"})));
  CHECK(json["properties"]["pcode"] == "XX00");
  REQUIRE(json["geometry"]["type"] == "Polygon");
  const auto& rings = json["geometry"]["coordinates"];
  REQUIRE(rings.size() == 2);
  CHECK(twice_area(rings[0]) > 0);
  CHECK(twice_area(rings[1]) < 0);
  for (const auto& ring : rings) CHECK(ring.front() == ring.back());
}

TEST_CASE("several parts are a MultiPolygon, and nobody's area is null") {
  const auto set = fractal_country({.districts_a_side = 1, .islands = true});
  const auto round = round_of_areas(set, 1, 7);
  const auto json = nlohmann::json::parse(text_of(*round, Collection::admin1, {}, 0));
  CHECK(json["geometry"]["type"] == "MultiPolygon");
  CHECK(json["geometry"]["coordinates"].size() == 13);
  const auto unknown =
      nlohmann::json::parse(text_of(*round, Collection::admin1, all_of(Collection::admin1), 1));
  CHECK(unknown["id"] == "NGA.XX.unknown");
  CHECK(unknown["geometry"].is_null());
  CHECK(unknown["properties"]["idps_individuals"] == 7);
}

TEST_CASE("a feature is the same however many are written") {
  const auto round = round_of_places({place("A", 1, 1, 5, "Bama \"camp\""), place("B", 2, 2, 6, "Chad")});
  const auto fields = all_of(Collection::locations);
  GeometryTexts texts;
  for (std::size_t row = 0; row < 2; ++row)
    for (std::size_t features = 0; features <= 2; ++features) {
      std::string out;
      GeoJsonWriter(*round, Collection::locations, fields, texts, features).append(out, row);
      CHECK(out == text_of(*round, Collection::locations, fields, row));
    }
}

TEST_CASE("a round without the collection and an unknown field are refused") {
  const auto round = round_of_places({place("A", 1, 1, 5)});
  GeometryTexts texts;
  const std::size_t beyond[] = {1000};
  CHECK_THROWS_AS(GeoJsonWriter(*round, Collection::origins, {}, texts), std::logic_error);
  CHECK_THROWS_AS(GeoJsonWriter(*round, Collection::locations, beyond, texts), std::logic_error);
}

TEST_CASE("geometry texts are made once and bounded") {
  const auto set = fractal_country();
  GeometryTexts texts;
  const auto text = texts.of_area(set, 0);
  CHECK(texts.of_area(set, 0) == text);
  CHECK(*texts.of_area(set, 1) == geometry_text(set->area(1).geometry));
  CHECK(texts.memory_bytes() >= text->size());
  CHECK(*texts.of_area(fractal_country({.seed = 2}), 0) != *text);

  GeometryTexts tight(1);
  const auto kept = tight.of_area(set, 0);
  tight.of_area(set, 1);
  CHECK(*kept == *text);
  CHECK(tight.memory_bytes() < text->capacity() + texts.of_area(set, 1)->capacity());
}

TEST_CASE("texts of boundaries that are gone are not kept") {
  GeometryTexts texts;
  auto gone = fractal_country({.seed = 3});
  texts.of_area(gone, 0);
  texts.of_area(gone, 1);
  CHECK(texts.size() == 2);
  gone.reset();
  const auto set = fractal_country({.seed = 4});
  const auto text = texts.of_area(set, 0);
  CHECK(texts.size() == 1);
  CHECK(texts.memory_bytes() == text->capacity());
}

TEST_CASE("a feature is the same, byte by byte, whatever texts its round shares with others") {
  const auto names = [](int first, int last) {
    std::vector<Place> places;
    for (auto i = last; i-- > first;)
      places.push_back(place("NG" + std::to_string(i), 13, 11, i, "Settlement number " + std::to_string(i)));
    return places;
  };
  // Few texts are prepared before rows are seen, many are not.
  for (const int count : {400, 6000}) {
    const auto before = round_of_places(names(0, count), {.number = 27});
    const auto alone = round_of_places(names(count / 20, count + count / 20));
    const auto sharing = round_of_places(names(count / 20, count + count / 20));
    sharing->locations.share_texts(before->locations);
    REQUIRE(sharing->locations.column("name").is_renumbered());
    const auto fields = named(Collection::locations, {"location_id", "name"});
    for (std::size_t row = 0; row < alone->locations.rows(); ++row)
      CHECK(text_of(*sharing, Collection::locations, fields, row) ==
            text_of(*alone, Collection::locations, fields, row));
  }
}

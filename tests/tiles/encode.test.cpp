#include "tiles/encode.hpp"

#include "geo/mercator.hpp"
#include "support/catch.hpp"
#include "tiles/support/fractal_country.hpp"
#include "tiles/support/round_world.hpp"
#include "tiles/support/tile_decoder.hpp"
#include "tiles/tilejson.hpp"

using namespace sojourn;
using namespace sojourn::tiles;
using namespace sojourn::tiles::test;
using model::Collection;

namespace {

TileId tile(std::uint64_t zoom, std::uint64_t x, std::uint64_t y) {
  return TileId::make(zoom, x, y).value();
}

/// Each location by itself.
constexpr TileOptions by_itself{.cluster = false};

std::string encoded(const model::RoundList& rounds, Collection collection, TileId where) {
  PreparedAreas areas;
  return encode_tile(rounds, collection, where, default_properties(collection), areas, {}, by_itself).bytes;
}

DecodedLayer decoded(const model::RoundList& rounds, Collection collection, TileId where) {
  return decode_tile(encoded(rounds, collection, where));
}

const Value& property(const DecodedFeature& feature, const std::string& name) {
  return feature.properties.at(name);
}

/// People on all tiles of a zoom, each feature counted once by its id.
std::int64_t people_on_tiles(const model::RoundList& rounds, Collection collection, int zoom) {
  PreparedAreas areas;
  const auto properties = default_properties(collection);
  std::map<std::uint64_t, std::int64_t> people;
  const std::uint64_t side = std::uint64_t{1} << zoom;
  for (std::uint64_t x = 0; x < side; ++x)
    for (std::uint64_t y = 0; y < side; ++y) {
      const auto bytes = encode_tile(rounds, collection, tile(static_cast<std::uint64_t>(zoom), x, y),
                                     properties, areas, {}, by_itself)
                             .bytes;
      if (bytes.empty()) continue;
      for (const auto& feature : decode_tile(bytes).features)
        if (feature.properties.contains("idps_individuals"))
          people[feature.id] = std::get<std::int64_t>(property(feature, "idps_individuals"));
    }
  std::int64_t sum = 0;
  for (const auto& [id, individuals] : people) sum += individuals;
  return sum;
}

std::vector<Place> random_places(unsigned seed, int count) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> lon(-1'800'000'000, 1'800'000'000);
  std::uniform_int_distribution<int> lat(-900'000'000, 900'000'000);
  std::vector<Place> places;
  for (int i = 0; i < count; ++i) {
    places.push_back(place("L" + std::to_string(i), lon(random) / 1e7, lat(random) / 1e7,
                           std::uniform_int_distribution<int>(0, 50'000)(random)));
    if (i % 17 == 0) places.back().point.reset();
    if (i % 19 == 0) places.back().individuals.reset();
  }
  return places;
}

}  // namespace

TEST_CASE("the default properties are at most twelve of those meant for tiles") {
  for (const auto& info : model::collections()) {
    const auto properties = default_properties(info.id);
    CHECK(properties.size() <= 12);
    for (const auto field : properties) CHECK(model::fields_of(info.id)[field].in_tiles);
  }
}

TEST_CASE("a place is a point with its properties") {
  const auto round = round_of_places({place("NG008002", 0, 0, 4711, "Bama")});
  const auto layer = decoded({round}, Collection::locations, tile(0, 0, 0));
  CHECK(layer.name == "locations");
  REQUIRE(layer.features.size() == 1);
  const auto& feature = layer.features[0];
  CHECK(feature.id == model::feature_number("NGA.NG008002"));
  CHECK(feature.points.at(0) == TilePoint{2048, 2048});
  CHECK(property(feature, "operation") == Value(std::string("NGA")));
  CHECK(property(feature, "name") == Value(std::string("Bama")));
  CHECK(property(feature, "round") == Value(std::int64_t{28}));
  CHECK(property(feature, "idps_individuals") == Value(std::int64_t{4711}));
}

TEST_CASE("a null is an absent key, not a zero") {
  const auto round = round_of_places({{"A", geo::LonLat::make(1, 1), std::nullopt}, place("B", 2, 2, 0)});
  const auto layer = decoded({round}, Collection::locations, tile(0, 0, 0));
  for (const auto& feature : layer.features) {
    const bool is_a = feature.id == model::feature_number("NGA.A");
    CHECK(feature.properties.contains("idps_individuals") != is_a);
    CHECK_FALSE(feature.properties.contains("name"));
  }
}

TEST_CASE("properties are those asked for") {
  const auto round = round_of_places({place("A", 1, 1, 5)}, {}, [](model::TableBuilder& table) {
    table.column("assessed_on").set(0, std::int64_t{18'000});
    table.column("household_size").set(0, 5.5);
  });
  const auto fields = model::fields_of(Collection::locations);
  const std::size_t chosen[] = {model::field_index(fields, "assessed_on"),
                                model::field_index(fields, "household_size")};
  PreparedAreas areas;
  const auto layer =
      decode_tile(encode_tile({round}, Collection::locations, tile(0, 0, 0), chosen, areas).bytes);
  CHECK(layer.features[0].properties ==
        std::map<std::string, Value>{{"assessed_on", std::string("2019-04-14")}, {"household_size", 5.5}});
  CHECK(decode_tile(encode_tile({round}, Collection::locations, tile(0, 0, 0), {}, areas).bytes)
            .features[0]
            .properties.empty());
}

TEST_CASE("equal values are written once") {
  std::vector<Place> places;
  for (int i = 0; i < 100; ++i) places.push_back(place("L" + std::to_string(i), i * 0.1, 0, 7, "Camp"));
  const auto layer = decoded({round_of_places(places)}, Collection::locations, tile(0, 0, 0));
  CHECK(layer.features.size() == 100);
  CHECK(layer.values.size() == 4);  // the operation, the name, the round, seven people
}

TEST_CASE("of many points each has its own properties") {
  // More than are written together, with values of every kind that repeat, differ and are missing.
  std::vector<Place> places;
  for (int i = 0; i < 1500; ++i) {
    places.push_back(place("L" + std::to_string(i), -170 + i * 0.2, i % 120 - 60,
                           i % 7 == 0 ? i % 3 : 70'000 + i, "Camp " + std::to_string(i % 1300)));
    if (i % 11 == 0) places.back().individuals.reset();
  }
  const auto layer = decoded({round_of_places(places)}, Collection::locations, tile(0, 0, 0));
  std::map<std::uint64_t, const DecodedFeature*> by_id;
  for (const auto& feature : layer.features) by_id[feature.id] = &feature;
  REQUIRE(by_id.size() == places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto& feature = *by_id.at(model::feature_number("NGA.L" + std::to_string(i)));
    CHECK(property(feature, "name") == Value("Camp " + std::to_string(i % 1300)));
    CHECK(feature.properties.contains("idps_individuals") == places[i].individuals.has_value());
    if (places[i].individuals) CHECK(property(feature, "idps_individuals") == Value(*places[i].individuals));
  }
}

TEST_CASE("a tile without features has no bytes") {
  const auto round = round_of_places({place("A", 10, 10, 5)});
  CHECK(encoded({round}, Collection::locations, tile(8, 0, 0)).empty());
  CHECK(encoded({}, Collection::locations, tile(0, 0, 0)).empty());
  CHECK(encoded({round}, Collection::origins, tile(0, 0, 0)).empty());
}

TEST_CASE("collections without tiles and unknown fields are refused") {
  const auto round = round_of_places({place("A", 10, 10, 5)});
  PreparedAreas areas;
  const std::size_t beyond[] = {1000};
  CHECK_THROWS_AS(encode_tile({round}, Collection::assessments, tile(0, 0, 0), {}, areas), std::logic_error);
  CHECK_THROWS_AS(encode_tile({round}, Collection::locations, tile(0, 0, 0), beyond, areas),
                  std::logic_error);
}

TEST_CASE("operations stand side by side in one layer") {
  const auto nigeria = round_of_places({place("A", 10, 10, 5)});
  const auto chad = round_of_places({place("A", 15, 12, 6)}, {.operation = "TCD"});
  const auto layer = decoded({nigeria, chad}, Collection::locations, tile(0, 0, 0));
  REQUIRE(layer.features.size() == 2);
  CHECK(layer.features[0].id == model::feature_number("NGA.A"));
  CHECK(layer.features[1].id == model::feature_number("TCD.A"));
}

TEST_CASE("two series of one operation keep ids apart") {
  const auto baseline = round_of_places({place("A", 10, 10, 5)});
  const auto event = round_of_places({place("A", 10, 10, 6)}, {.method = model::Method::event, .number = 3});
  const auto layer = decoded({baseline, event}, Collection::locations, tile(0, 0, 0));
  REQUIRE(layer.features.size() == 2);
  CHECK(layer.features[1].id == model::feature_number("NGA.event.3.NGA.A"));
}

TEST_CASE("features of a synthetic operation say so, others do not") {
  const auto real = round_of_places({place("A", 10, 10, 5)});
  const auto made_up = round_of_places({place("A", -30, 0, 5)}, {.operation = "XS", .synthetic = true});
  const auto layer = decoded({real, made_up}, Collection::locations, tile(0, 0, 0));
  CHECK_FALSE(layer.features[0].properties.contains("synthetic"));
  CHECK(property(layer.features[1], "synthetic") == Value(true));
}

TEST_CASE("a point belongs to one tile, and to its neighbours' buffers") {
  // 1° is 1.42 units at zoom 3's first meridian: 0.35° west of it is 32 units away.
  const auto round = round_of_places({place("A", -0.35, 0.35, 5)});
  std::vector<TilePoint> points;
  for (std::uint64_t x = 0; x < 8; ++x)
    for (std::uint64_t y = 0; y < 8; ++y) {
      const auto bytes = encoded({round}, Collection::locations, tile(3, x, y));
      if (!bytes.empty()) points.push_back(decode_tile(bytes).features.at(0).points.at(0));
    }
  CHECK(points == std::vector<TilePoint>{{4064, 4064}, {4064, -32}, {-32, 4064}, {-32, -32}});
}

TEST_CASE("the buffer goes on beyond the antimeridian") {
  const auto round = round_of_places({place("A", 179.99, 10, 5), place("B", -180, 10, 5)});
  const auto west = decoded({round}, Collection::locations, tile(2, 0, 1));
  const auto east = decoded({round}, Collection::locations, tile(2, 3, 1));
  REQUIRE(west.features.size() == 2);
  REQUIRE(east.features.size() == 2);
  CHECK(west.features[0].points[0].x == 0);
  CHECK(west.features[1].points[0].x == -1);
  CHECK(east.features[0].points[0].x == 4095);
  CHECK(east.features[1].points[0].x == 4096);
}

TEST_CASE("what a tile is made of is counted with its buffer, on the other side of the world too") {
  const auto round =
      round_of_places({place("A", 179.99, 10, 5), place("B", -180, 10, 5), place("C", 89.99, 10, 5),
                       place("D", 45, 10, 5), place("E", 45, 11, 5)});
  const auto at_most = [&](std::size_t most, int x, bool cluster) {
    return is_made_of(most, {round}, Collection::locations, tile(2, static_cast<std::uint64_t>(x), 1),
                      cluster);
  };
  CHECK(at_most(1, 3, true));
  CHECK_FALSE(at_most(0, 3, true));
  CHECK(at_most(3, 2, true));
  CHECK_FALSE(at_most(2, 2, true));
  CHECK_FALSE(at_most(2, 3, false));  // B from beyond the antimeridian, C from the neighbour
  CHECK_FALSE(at_most(1, 0, false));
}

TEST_CASE("a tile is never said to be made of less than it shows, nor of much more") {
  const auto round = round_of_places(random_places(1, 2000));
  for (std::uint64_t x = 0; x < 8; ++x)
    for (std::uint64_t y = 0; y < 8; ++y) {
      const auto shown = decoded({round}, Collection::locations, tile(3, x, y)).features.size();
      if (shown > 0) CHECK_FALSE(is_made_of(shown - 1, {round}, Collection::locations, tile(3, x, y), false));
      // Nodes of 16 rows, of which those at the edge reach out of the tile.
      CHECK(is_made_of(2 * shown + 200, {round}, Collection::locations, tile(3, x, y), false));
    }
}

TEST_CASE("a tile in full is all of it or nothing, never less") {
  const auto round = round_of_places(random_places(1, 500));
  PreparedAreas areas;
  const auto full = [&](std::size_t most) {
    return encode_full_tile({round}, Collection::locations, tile(0, 0, 0),
                            default_properties(Collection::locations), areas, {}, false, most);
  };
  const auto whole = encoded({round}, Collection::locations, tile(0, 0, 0));
  CHECK(full(whole.size()) == whole);
  CHECK(full(whole.size() / 2) == std::nullopt);
}

TEST_CASE("people near the poles stay on the map") {
  const auto round = round_of_places({place("A", 10, 89.9, 5), place("B", 10, -90, 7)});
  CHECK(people_on_tiles({round}, Collection::locations, 0) == 12);
  CHECK(people_on_tiles({round}, Collection::locations, 4) == 12);
}

TEST_CASE("all tiles of a zoom and the unplaced sum to the total") {
  for (const unsigned seed : {1U, 2U}) {
    const auto places = random_places(seed, 3000);
    std::int64_t total = 0;
    for (const auto& one : places) total += one.individuals.value_or(0);
    const auto round = round_of_places(places);
    for (const int zoom : {0, 4, 6})
      CHECK(people_on_tiles({round}, Collection::locations, zoom) + round->locations.unplaced_individuals() ==
            total);
  }
}

TEST_CASE("areas are polygons, also those too small to see, and sum to the total") {
  const auto set = fractal_country({.districts_a_side = 4, .side = 2, .enclave = true, .islands = true});
  const auto round = round_of_areas(set, 1, 100);
  const auto layer = decoded({round}, Collection::admin1, tile(0, 0, 0));
  CHECK(layer.features.size() == 17);
  for (const auto& feature : layer.features) CHECK(feature.twice_area() > 0);
  for (const int zoom : {0, 4, 7})
    CHECK(people_on_tiles({round}, Collection::admin1, zoom) +
              round->block(Collection::admin1)->unplaced_individuals() ==
          1800);
}

TEST_CASE("an area's tile feature has the id people know it by") {
  const auto set = fractal_country({.districts_a_side = 1});
  const auto layer = decoded({round_of_areas(set, 1, 100)}, Collection::admin1, tile(3, 4, 3));
  REQUIRE(layer.features.size() == 1);
  CHECK(layer.features[0].id == model::feature_number("NGA.XX00"));
  CHECK(property(layer.features[0], "pcode") == Value(std::string("XX00")));
}

TEST_CASE("only selected rows are on a tile, with their people without a point counted apart") {
  const auto places = random_places(3, 500);
  const auto round = round_of_places(places);
  const auto& people = round->locations.column("idps_individuals");
  auto odd = std::make_shared<model::RowSelection>(round->locations.rows());
  std::int64_t total = 0;
  for (std::size_t row = 1; row < round->locations.rows(); row += 2) {
    odd->insert(row);
    total += people.optional_integer(row).value_or(0);
  }
  const model::RowSelections selections = {odd};
  PreparedAreas areas;
  const auto chosen = default_properties(Collection::locations);
  const auto layer = decode_tile(
      encode_tile({round}, Collection::locations, tile(0, 0, 0), chosen, areas, selections).bytes);
  std::int64_t shown = 0;
  for (const auto& feature : layer.features)
    if (const auto found = feature.properties.find("idps_individuals"); found != feature.properties.end())
      shown += std::get<std::int64_t>(found->second);
  CHECK(shown + unplaced_individuals(*round, Collection::locations, odd.get()) == total);

  const model::RowSelections none = {std::make_shared<model::RowSelection>(round->locations.rows())};
  CHECK(encode_tile({round}, Collection::locations, tile(0, 0, 0), chosen, areas, none).bytes.empty());
  const model::RowSelections one_too_many = {odd, nullptr};
  CHECK_THROWS_AS(encode_tile({round}, Collection::locations, tile(0, 0, 0), chosen, areas, one_too_many),
                  std::logic_error);
}

TEST_CASE("only selected areas are on a tile") {
  const auto set = fractal_country({.districts_a_side = 2});
  const auto round = round_of_areas(set, 1, 100);
  auto first = std::make_shared<model::RowSelection>(round->block(Collection::admin1)->rows());
  first->insert(0);
  PreparedAreas areas;
  const auto chosen = default_properties(Collection::admin1);
  const auto layer =
      decode_tile(encode_tile({round}, Collection::admin1, tile(0, 0, 0), chosen, areas, {first}).bytes);
  REQUIRE(layer.features.size() == 1);
  CHECK(layer.features[0].id == round->block(Collection::admin1)->feature_number(0));
}

TEST_CASE("a tile past the deepest outlines that is over its budget gets coarser ones, too") {
  const auto round = round_of_areas(fractal_country({}), 1, 100);
  const auto box = round->block(Collection::admin1)->box(0);
  const auto position = geo::to_mercator((box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2);
  const auto prepared = [&](int zoom) {
    PreparedAreas areas;
    const auto side = static_cast<double>(std::uint32_t{1} << zoom);
    encode_tile({round}, Collection::admin1,
                tile(zoom, static_cast<std::uint32_t>(position.x * side),
                     static_cast<std::uint32_t>(position.y * side)),
                {}, areas, {}, {.budget_bytes = 1});
    return areas.size();
  };
  // The topology, the zoom itself and three above, whatever of them the tile shows.
  CHECK(prepared(10) == 5);
  CHECK(prepared(14) == 5);
  CHECK(prepared(17) == 5);
  CHECK(prepared(22) == 5);
}

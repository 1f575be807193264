#include <set>

#include "geo/mercator.hpp"
#include "support/catch.hpp"
#include "support/property.hpp"
#include "tiles/encode.hpp"
#include "tiles/support/round_world.hpp"
#include "tiles/support/tile_decoder.hpp"

using namespace sojourn;
using namespace sojourn::tiles;
using namespace sojourn::tiles::test;
using model::Collection;
using sojourn::test::holds;

namespace {

std::vector<std::size_t> fields(std::initializer_list<std::string_view> names) {
  std::vector<std::size_t> found;
  for (const auto name : names)
    found.push_back(model::field_index(model::fields_of(Collection::locations), name));
  return found;
}

DecodedLayer decoded(const model::RoundList& rounds, const model::CellId& tile,
                     std::span<const std::size_t> properties, const TileOptions& options = {},
                     const model::RowSelections& selections = {}) {
  PreparedAreas areas;
  const auto id = TileId::make(static_cast<std::uint64_t>(tile.zoom), tile.x, tile.y).value();
  const auto bytes =
      encode_tile(rounds, Collection::locations, id, properties, areas, selections, options).bytes;
  return bytes.empty() ? DecodedLayer{} : decode_tile(bytes);
}

std::optional<std::int64_t> number(const DecodedFeature& feature, const std::string& name) {
  const auto found = feature.properties.find(name);
  return found == feature.properties.end() ? std::nullopt
                                           : std::optional(std::get<std::int64_t>(found->second));
}

/// Tiles of a zoom that have a point of the block.
std::set<std::pair<std::uint32_t, std::uint32_t>> tiles_with_points(const model::Block& block, int zoom) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> tiles;
  for (std::size_t row = 0; row < block.rows(); ++row)
    if (block.has_geometry(row)) {
      const auto cell = model::WorldGrid::instance().at(block.point(row)).cell(zoom);
      tiles.emplace(cell.x, cell.y);
    }
  return tiles;
}

/// Places of very different nearness, some without a point, some without figures.
std::shared_ptr<model::RoundData> any_round(const RoundShape& shape = {}) {
  std::vector<Place> places;
  const auto count = *rc::gen::inRange(1, 400);
  const auto spread = *rc::gen::element(0.0005, 0.3, 8.0, 180.0);
  for (int i = 0; i < count; ++i) {
    const auto away = [&](double least, double most, double from) {
      return std::clamp(from + spread * (*rc::gen::inRange(-10'000, 10'001)) / 1e4, least, most);
    };
    places.push_back(
        place("L" + std::to_string(i), away(-180, 180, 13), away(-90, 90, 11), *rc::gen::inRange(0, 50'000)));
    if (*rc::gen::inRange(0, 10) == 0) places.back().point.reset();
    if (*rc::gen::inRange(0, 5) == 0) places.back().individuals.reset();
  }
  return round_of_places(places, shape, [&](model::TableBuilder& table) {
    for (std::size_t row = 0; row < table.rows(); ++row)
      if (*rc::gen::inRange(0, 3) == 0)
        table.column("returnees_individuals").set(row, std::int64_t{*rc::gen::inRange(0, 900)});
  });
}

struct Totals {
  std::int64_t locations = 0;
  std::int64_t idps = 0;
  std::int64_t returnees = 0;
  bool operator==(const Totals&) const = default;
};

Totals totals_of_placed(const model::Block& block, const model::RowSelection& selection) {
  Totals totals;
  for (std::size_t row = 0; row < block.rows(); ++row) {
    if (!block.has_geometry(row) || !selection.contains(row)) continue;
    ++totals.locations;
    totals.idps += block.column("idps_individuals").optional_integer(row).value_or(0);
    totals.returnees += block.column("returnees_individuals").optional_integer(row).value_or(0);
  }
  return totals;
}

Totals totals_of_placed(const model::Block& block) {
  return totals_of_placed(block, model::RowSelection(block.rows(), true));
}

/// Nothing is left out and nothing counted twice: not even told apart by id.
Totals totals_of_tiles(const std::shared_ptr<model::RoundData>& round, int zoom,
                       const TileOptions& options = {}, const model::RowSelections& selections = {}) {
  Totals totals;
  const auto properties = fields({"idps_individuals", "returnees_individuals"});
  for (const auto& [x, y] : tiles_with_points(round->locations, zoom))
    for (const auto& feature : decoded({round}, {zoom, x, y}, properties, options, selections).features) {
      RC_ASSERT(feature.points.at(0).x >= 0 && feature.points[0].x < extent);
      RC_ASSERT(feature.points[0].y >= 0 && feature.points[0].y < extent);
      totals.locations += number(feature, "locations_count").value_or(1);
      totals.idps += number(feature, "idps_individuals").value_or(0);
      totals.returnees += number(feature, "returnees_individuals").value_or(0);
    }
  return totals;
}

}  // namespace

TEST_CASE("places in one cell are one feature that stands where most people are") {
  const auto round =
      round_of_places({place("A", 0.1, 0.1, 5), place("B", 0.2, 0.2, 70), place("C", 0.3, 0.1, 6)});
  const auto layer = decoded({round}, {0, 0, 0}, fields({"location_id", "idps_individuals"}));
  REQUIRE(layer.features.size() == 1);
  const auto& cluster = layer.features[0];
  CHECK(cluster.properties == std::map<std::string, Value>{{"idps_individuals", std::int64_t{81}},
                                                           {"locations_count", std::int64_t{3}}});
  const auto b = decoded({round_of_places({place("B", 0.2, 0.2, 70)})}, {0, 0, 0}, {});
  CHECK(cluster.points == b.features[0].points);
}

TEST_CASE("a place alone in its cell is itself, and not a cluster") {
  const auto round = round_of_places({place("A", 0.1, 0.1, 5), place("B", 60, 10, 7)});
  const auto layer = decoded({round}, {0, 0, 0}, fields({"location_id", "idps_individuals"}));
  REQUIRE(layer.features.size() == 2);
  for (const auto& feature : layer.features) {
    const bool is_a = feature.id == model::feature_number("NGA.A");
    CHECK((is_a || feature.id == model::feature_number("NGA.B")));
    CHECK(feature.properties ==
          std::map<std::string, Value>{{"location_id", std::string(is_a ? "A" : "B")},
                                       {"idps_individuals", std::int64_t{is_a ? 5 : 7}}});
  }
}

TEST_CASE("a cluster says what all its places agree in, and of nothing else") {
  const auto round = round_of_places(
      {place("A", 0.1, 0.1, 5, "Camp"), place("B", 0.1, 0.1, 6, "Camp"), place("C", 0.1, 0.1, 7, "Camp")}, {},
      [](model::TableBuilder& table) {
        for (std::size_t row = 0; row < 3; ++row) table.column("setting").set(row, std::string_view("camp"));
        for (std::size_t row = 0; row < 2; ++row) table.column("unit").set(row, std::string_view("site"));
        table.column("unit").set(2, std::string_view("settlement"));
        table.column("idps_basis").set(1, std::string_view("counted"));
        table.column("severity_wsh").set(0, std::int64_t{4});
        table.column("severity_wsh").set(1, std::int64_t{5});
        table.column("severity_wsh").set(2, std::int64_t{5});
      });
  const auto layer = decoded({round}, {0, 0, 0},
                             fields({"operation", "name", "unit", "setting", "idps_basis", "severity_wsh"}));
  REQUIRE(layer.features.size() == 1);
  CHECK(layer.features[0].properties == std::map<std::string, Value>{{"operation", std::string("NGA")},
                                                                     {"name", std::string("Camp")},
                                                                     {"setting", std::string("camp")},
                                                                     {"locations_count", std::int64_t{3}}});
}

TEST_CASE("a sum is of known values, and absent where none is known") {
  const auto round =
      round_of_places({{"A", geo::LonLat::make(0.1, 0.1), std::nullopt}, place("B", 0.1, 0.1, 6)}, {},
                      [](model::TableBuilder& table) { table.column("returnees_individuals").set_null(0); });
  const auto layer = decoded({round}, {0, 0, 0}, fields({"idps_individuals", "returnees_individuals"}));
  REQUIRE(layer.features.size() == 1);
  CHECK(number(layer.features[0], "idps_individuals") == 6);
  CHECK_FALSE(number(layer.features[0], "returnees_individuals"));
}

TEST_CASE("people of two operations or methods are never in one cluster") {
  const std::vector<Place> places = {place("A", 0.1, 0.1, 5), place("B", 0.1, 0.1, 6)};
  const auto layer =
      decoded({round_of_places(places), round_of_places(places, {.method = model::Method::event}),
               round_of_places(places, {.operation = "TCD"})},
              {0, 0, 0}, fields({"operation", "idps_individuals"}));
  REQUIRE(layer.features.size() == 3);
  for (const auto& feature : layer.features) CHECK(number(feature, "idps_individuals") == 11);
}

TEST_CASE("a cluster of a synthetic operation says so") {
  const auto round = round_of_places({place("A", 0.1, 0.1, 5), place("B", 0.1, 0.1, 6)}, {.synthetic = true});
  CHECK(decoded({round}, {0, 0, 0}, {}).features.at(0).properties.at("synthetic") == Value(true));
}

TEST_CASE("a cluster keeps its id from round to round") {
  const auto id_of = [](int number, double lat) {
    const auto round =
        round_of_places({place("A", 0.1, lat, 5), place("B", 0.1, lat, 6)}, {.number = number});
    return decoded({round}, {3, 4, 3}, {}).features.at(0).id;
  };
  CHECK(id_of(1, 0.1) == id_of(2, 0.2));
  CHECK(id_of(1, 0.1) != id_of(1, 20));
}

TEST_CASE("clusters end at a zoom that is known beforehand") {
  const auto round = round_of_places({place("A", 0.00001, 0.00001, 5), place("B", 0.00002, 0.00001, 6)});
  const auto features_at = [&](int zoom) {
    const auto half = zoom == 0 ? 0 : 1U << (zoom - 1);
    return decoded({round}, {zoom, half, half - (zoom == 0 ? 0U : 1U)}, {}).features.size();
  };
  for (int zoom = 0; zoom <= last_cluster_zoom; ++zoom) CHECK(features_at(zoom) == 1);
  for (int zoom = last_cluster_zoom + 1; zoom <= max_zoom; ++zoom) CHECK(features_at(zoom) == 2);
}

TEST_CASE("who asks for it gets each location by itself") {
  const auto round = round_of_places({place("A", 0.1, 0.1, 5), place("B", 0.1, 0.1, 6)});
  const auto layer = decoded({round}, {0, 0, 0}, fields({"idps_individuals"}), {.cluster = false});
  CHECK(layer.features.size() == 2);
  CHECK(layer.keys == std::vector<std::string>{"idps_individuals"});
}

TEST_CASE("a tile has one feature at most in each of its cells") {
  CHECK(holds([] {
    const auto round = any_round();
    const auto zoom = *rc::gen::inRange(0, last_cluster_zoom + 1);
    for (const auto& [x, y] : tiles_with_points(round->locations, zoom)) {
      std::set<std::pair<int, int>> cells;
      for (const auto& feature : decoded({round}, {zoom, x, y}, {}).features)
        RC_ASSERT(cells.emplace(feature.points[0].x / 128, feature.points[0].y / 128).second);
    }
  }));
}

TEST_CASE("sums over all tiles of any zoom are the round's") {
  CHECK(holds([] {
    const auto round = any_round();
    const auto expected = totals_of_placed(round->locations);
    const auto zoom = *rc::gen::inRange(0, max_zoom + 1);
    RC_ASSERT(totals_of_tiles(round, zoom) == expected);
    RC_ASSERT(expected.idps + round->locations.unplaced_individuals() ==
              round->locations.column("idps_individuals").sum().value_or(0));
  }));
}

TEST_CASE("sums over all tiles are those of the rows a filter leaves") {
  CHECK(holds([] {
    const auto round = any_round();
    auto selection = std::make_shared<model::RowSelection>(round->locations.rows());
    const auto rarity = *rc::gen::element(1, 2, 20);
    for (std::size_t row = 0; row < selection->rows(); ++row)
      if (*rc::gen::inRange(0, rarity) == 0) selection->insert(row);
    RC_ASSERT(totals_of_tiles(round, *rc::gen::inRange(0, max_zoom + 1), {}, {selection}) ==
              totals_of_placed(round->locations, *selection));
  }));
}

TEST_CASE("a selection of everything makes the same tile as none") {
  CHECK(holds([] {
    const auto round = any_round();
    const model::RowSelections all = {std::make_shared<model::RowSelection>(round->locations.rows(), true)};
    const auto properties = default_properties(Collection::locations);
    PreparedAreas areas;
    const auto zoom = *rc::gen::inRange(0, max_zoom + 1);
    for (const auto& [x, y] : tiles_with_points(round->locations, zoom)) {
      const auto id = TileId::make(static_cast<std::uint64_t>(zoom), x, y).value();
      RC_ASSERT(encode_tile({round}, Collection::locations, id, properties, areas, all).bytes ==
                encode_tile({round}, Collection::locations, id, properties, areas).bytes);
    }
  }));
}

TEST_CASE("a tile within its budget is as it should be") {
  const auto round = round_of_places({place("A", 0.1, 0.1, 5), place("B", 60, 0.1, 6)});
  PreparedAreas areas;
  const auto tile = encode_tile({round}, Collection::locations, TileId::make(0, 0, 0).value(), {}, areas);
  CHECK(tile.shown == tile.wanted);
  CHECK_FALSE(tile.over_budget);
  CHECK(difference(tile.wanted, tile.shown).empty());
}

TEST_CASE("a tile over its budget shows coarser clusters, and the same sums") {
  CHECK(holds([] {
    const auto round = any_round();
    const auto zoom = *rc::gen::element(0, 5, last_cluster_zoom + 1, max_zoom);
    const auto budget = *rc::gen::inRange<std::size_t>(60, 3000);
    const bool cluster = *rc::gen::arbitrary<bool>();
    PreparedAreas areas;
    const auto properties = default_properties(Collection::locations);
    for (const auto& [x, y] : tiles_with_points(round->locations, zoom)) {
      const auto id = TileId::make(static_cast<std::uint64_t>(zoom), x, y).value();
      const TileOptions options{.cluster = cluster, .budget_bytes = budget};
      const auto tile = encode_tile({round}, Collection::locations, id, properties, areas, {}, options);
      // The head of a layer is not counted: version, name, extent and lengths.
      RC_ASSERT(tile.over_budget || tile.bytes.size() <= budget + 40);
    }
    RC_ASSERT(totals_of_tiles(round, zoom, {.cluster = true, .budget_bytes = budget}) ==
              totals_of_placed(round->locations));
  }));
}

TEST_CASE("a tile says in what it is less than it should be") {
  const Detail wanted{.cluster_bits = 5};
  CHECK(difference(wanted, {.cluster_bits = 3}) == "clusters=8");
  CHECK(difference(wanted, {.cluster_bits = 0, .properties = PropertyDetail::figures}) ==
        "clusters=1, properties=figures");
  CHECK(difference({}, {.properties = PropertyDetail::without_labels}) == "properties=without-labels");
  CHECK(difference({}, {.coarser_zooms = 2}) == "outlines=2");
}

TEST_CASE("labels go before what figures need to be understood") {
  const auto all = model::fields_of(Collection::locations);
  const auto named = [&](std::string_view name) -> const model::Field& {
    return all[model::field_index(all, name)];
  };
  CHECK_FALSE(shows(PropertyDetail::without_labels, named("name")));
  CHECK(shows(PropertyDetail::without_labels, named("unit")));
  CHECK_FALSE(shows(PropertyDetail::figures, named("unit")));
  for (const auto detail : {PropertyDetail::all, PropertyDetail::without_labels, PropertyDetail::figures}) {
    CHECK(shows(detail, named("operation")));
    CHECK(shows(detail, named("location_id")));
    CHECK(shows(detail, named("idps_individuals")));
  }
}

#include "tiles/area/clip.hpp"

#include "geo/mercator.hpp"
#include "support/catch.hpp"
#include "support/property.hpp"
#include "tiles/mvt_writer.hpp"
#include "tiles/support/fractal_country.hpp"
#include "tiles/support/tile_decoder.hpp"
#include "tiles/support/validity.hpp"

using namespace sojourn;
using namespace sojourn::tiles;
using namespace sojourn::tiles::test;
using sojourn::test::holds;

namespace {

constexpr std::int64_t whole_tile = 2 * std::int64_t{extent + 2 * buffer} * (extent + 2 * buffer);

/// What a client would decode of one area in a tile; no rings if it does not reach it.
DecodedFeature clipped(const ZoomAreas& areas, TileId tile, std::uint32_t area) {
  GeometryCommands commands;
  Clipper clipper(areas, tile);
  if (clipper.may_meet(area)) clipper.add(area, commands);
  if (commands.empty()) return {};
  LayerWriter layer("areas");
  layer.add_feature(1, GeometryType::polygon, commands.commands(), {});
  return decode_tile(std::move(layer).finish()).features.at(0);
}

std::string problem_of(const DecodedFeature& feature) {
  std::vector<TestRing> rings;
  for (const auto& ring : feature.rings) {
    rings.push_back({{}, ring.shell});
    for (const auto point : ring.points) rings.back().points.push_back({point.x, point.y});
  }
  return tiles::test::problem_of(rings);
}

TileId tile_at(int zoom, double lon, double lat) {
  const auto square = geo::to_mercator(lon, lat);
  const double side = static_cast<double>(1 << zoom);
  return TileId::make(static_cast<std::uint64_t>(zoom), static_cast<std::uint64_t>(square.x * side),
                      static_cast<std::uint64_t>(square.y * side))
      .value();
}

/// A tile in or around the country, of any zoom.
TileId any_tile(const CountryShape& shape) {
  const int zoom = *rc::gen::inRange(0, 19);
  const auto somewhere = [&](double from) {
    return from + shape.side * (*rc::gen::inRange(-100, 1100)) / 1000.0;
  };
  return tile_at(zoom, somewhere(shape.west), somewhere(shape.south));
}

CountryShape any_shape() {
  CountryShape shape;
  shape.seed = *rc::gen::arbitrary<unsigned>();
  shape.districts_a_side = *rc::gen::inRange(1, 4);
  shape.depth = *rc::gen::inRange(0, 7);
  shape.side = *rc::gen::element(0.3, 9.0, 40.0);
  shape.enclave = *rc::gen::arbitrary<bool>();
  return shape;
}

}  // namespace

TEST_CASE("clipped areas are valid and within the buffer") {
  CHECK(holds([] {
    const auto shape = any_shape();
    const auto set = fractal_country(shape);
    const Topology topology(*set);
    const auto tile = any_tile(shape);
    // Those of a zoom above are what a tile over its budget shows.
    const int coarser = *rc::gen::inRange(0, 4);
    const ZoomAreas areas(topology, std::clamp(tile.zoom() - coarser, 0, 14));
    for (std::uint32_t area = 0; area < topology.areas(); ++area)
      RC_ASSERT(problem_of(clipped(areas, tile, area)) == "");
  }));
}

TEST_CASE("districts fill what a tile shows of their country") {
  CHECK(holds([] {
    const auto shape = any_shape();
    const auto set = fractal_country(shape);
    const Topology topology(*set);
    const auto tile = any_tile(shape);
    const int coarser = *rc::gen::inRange(0, 4);
    const ZoomAreas areas(topology, std::clamp(tile.zoom() - coarser, 0, 14));
    RC_PRE(areas.collapsed() == 0);
    const auto [first, last] = set->level_range(1);
    std::int64_t sum = 0;
    std::int64_t cut = 0;
    for (auto area = first; area < last; ++area) {
      const auto feature = clipped(areas, tile, area);
      sum += feature.twice_area();
      for (const auto& ring : feature.rings) cut += static_cast<std::int64_t>(ring.points.size());
    }
    const auto country = clipped(areas, tile, 0);
    // On the frame, and only there, each polygon is rounded for itself.
    RC_ASSERT(std::abs(sum - country.twice_area()) <= 4 * cut);
  }));
}

TEST_CASE("tiles side by side show the whole of a country") {
  const CountryShape shape{.seed = 7, .districts_a_side = 2, .depth = 5};
  const auto set = fractal_country(shape);
  const Topology topology(*set);
  const ZoomAreas areas(topology, 9);
  std::int64_t whole = 0;
  for (const auto& polygon : areas.polygons(0))
    for (const auto& ring : areas.rings(polygon)) whole += twice_area(areas.points(ring));
  // Tiles of one zoom overlap in their buffers; cut to the tile itself they add up.
  const auto first = tile_at(9, shape.west - 1, shape.south + shape.side + 1);
  const auto last = tile_at(9, shape.west + shape.side + 1, shape.south - 1);
  double sum = 0;
  int covered = 0;
  for (auto x = first.x(); x <= last.x(); ++x)
    for (auto y = first.y(); y <= last.y(); ++y) {
      const auto feature = clipped(areas, TileId::make(9, x, y).value(), 0);
      if (feature.twice_area() == whole_tile) ++covered;
      sum += static_cast<double>(feature.twice_area());
    }
  CHECK(covered > 20);
  const double overlap = static_cast<double>(whole_tile) / (2.0 * extent * extent);
  CHECK(sum / overlap == Approx(static_cast<double>(whole)).epsilon(0.01));
}

TEST_CASE("a tile inside an area is filled, one inside its hole is empty") {
  const CountryShape shape{.districts_a_side = 1, .depth = 3, .enclave = true};
  const auto set = fractal_country(shape);
  const Topology topology(*set);
  const ZoomAreas areas(topology, 14);
  const auto district = set->find("XX00");
  const auto enclave = set->find("XX99");
  const auto inside = tile_at(14, shape.west + shape.side * 0.8, shape.south + shape.side * 0.5);
  CHECK(clipped(areas, inside, district).twice_area() == whole_tile);
  CHECK(clipped(areas, inside, enclave).rings.empty());
  const auto middle = tile_at(14, shape.west + shape.side / 2, shape.south + shape.side / 2);
  CHECK(clipped(areas, middle, district).rings.empty());
  CHECK(clipped(areas, middle, enclave).twice_area() == whole_tile);
}

TEST_CASE("a hole within a filled tile stays a hole") {
  const CountryShape shape{.districts_a_side = 1, .depth = 0, .side = 9, .enclave = true};
  const auto set = fractal_country(shape);
  const Topology topology(*set);
  // A tile that holds the hole and whose frame lies within the shell.
  const auto tile = tile_at(6, shape.west + 4.5, shape.south + 4.5);
  const ZoomAreas areas(topology, 6);
  const auto feature = clipped(areas, tile, set->find("XX00"));
  CHECK(problem_of(feature).empty());
  CHECK(feature.rings.size() == 2);
}

TEST_CASE("deeper tiles than those prepared show the same borders enlarged") {
  const CountryShape shape{.districts_a_side = 2, .depth = 4, .side = 0.01};
  const auto set = fractal_country(shape);
  const Topology topology(*set);
  const ZoomAreas areas(topology, 14);
  for (const int zoom : {15, 18, 22}) {
    const auto tile = tile_at(zoom, shape.west + shape.side / 2 + 1e-7, shape.south + shape.side / 2 + 1e-7);
    std::int64_t sum = 0;
    const auto [first, last] = set->level_range(1);
    for (auto area = first; area < last; ++area) {
      const auto feature = clipped(areas, tile, area);
      CHECK(problem_of(feature).empty());
      sum += feature.twice_area();
    }
    CHECK(std::abs(sum - clipped(areas, tile, 0).twice_area()) <= 200);
  }
}

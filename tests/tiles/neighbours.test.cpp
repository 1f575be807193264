/// What tiles show of areas side by side: each border once, from both sides.
#include <map>
#include <utility>

#include "geo/mercator.hpp"
#include "support/property.hpp"
#include "tiles/area/clip.hpp"
#include "tiles/mvt_writer.hpp"
#include "tiles/support/fractal_country.hpp"
#include "tiles/support/tile_decoder.hpp"

using namespace sojourn;
using namespace sojourn::tiles;
using namespace sojourn::tiles::test;

namespace {

CountryShape any_country() {
  CountryShape shape;
  shape.seed = *rc::gen::arbitrary<unsigned>();
  shape.districts_a_side = *rc::gen::inRange(1, 4);
  shape.depth = *rc::gen::inRange(0, 7);
  shape.side = *rc::gen::element(0.3, 9.0, 40.0);
  shape.enclave = *rc::gen::arbitrary<bool>();
  return shape;
}

TileId any_tile(const CountryShape& shape) {
  const int zoom = *rc::gen::inRange(0, 19);
  const auto somewhere = [&](double from) {
    return from + shape.side * (*rc::gen::inRange(-100, 1100)) / 1000.0;
  };
  const auto square = geo::to_mercator(somewhere(shape.west), somewhere(shape.south));
  const double side = static_cast<double>(1 << zoom);
  return TileId::make(static_cast<std::uint64_t>(zoom), static_cast<std::uint64_t>(square.x * side),
                      static_cast<std::uint64_t>(square.y * side))
      .value();
}

/// What a client decodes of one area in a tile; no rings if it does not reach it.
DecodedFeature shown(const ZoomAreas& areas, TileId tile, std::uint32_t area) {
  GeometryCommands commands;
  Clipper clipper(areas, tile);
  if (clipper.may_meet(area)) clipper.add(area, commands);
  if (commands.empty()) return {};
  LayerWriter layer("areas");
  layer.add_feature(1, GeometryType::polygon, commands.commands(), {});
  return decode_tile(std::move(layer).finish()).features.at(0);
}

using Corner = std::pair<int, int>;
/// How often each edge runs in each direction.
using Edges = std::map<std::pair<Corner, Corner>, int>;

/// Edges within the frame. On it, each area is cut and rounded for itself.
void add_edges(Edges& edges, const DecodedFeature& feature) {
  const auto within = [](const auto& point) {
    return std::min(point.x, point.y) > -buffer && std::max(point.x, point.y) < extent + buffer;
  };
  for (const auto& ring : feature.rings)
    for (std::size_t i = 0; i < ring.points.size(); ++i) {
      const auto& a = ring.points[i];
      const auto& b = ring.points[(i + 1) % ring.points.size()];
      if (within(a) && within(b)) ++edges[{{a.x, a.y}, {b.x, b.y}}];
    }
}

}  // namespace

TEST_CASE("of every edge of a district the other side is a neighbour, or the country's outline") {
  CHECK(sojourn::test::holds([] {
    const auto shape = any_country();
    const auto set = fractal_country(shape);
    const Topology topology(*set);
    const auto tile = any_tile(shape);
    const ZoomAreas areas(topology, std::clamp(tile.zoom(), 0, 14));
    RC_PRE(areas.collapsed() == 0);
    Edges districts;
    const auto [first, last] = set->level_range(1);
    for (auto area = first; area < last; ++area) add_edges(districts, shown(areas, tile, area));
    Edges outline;
    add_edges(outline, shown(areas, tile, 0));
    for (const auto& [edge, times] : districts) {
      RC_ASSERT(times == 1);
      const auto back = districts.find({edge.second, edge.first});
      RC_ASSERT((back != districts.end()) != (outline.count(edge) > 0));
    }
    for (const auto& [edge, times] : outline) RC_ASSERT(districts.count(edge) == 1);
  }));
}

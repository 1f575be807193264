#include "tiles/line_clip.hpp"

#include "support/catch.hpp"
#include "support/property.hpp"
#include "tiles/mvt_writer.hpp"
#include "tiles/support/tile_decoder.hpp"

using namespace sojourn;
using namespace sojourn::tiles;
using namespace sojourn::tiles::test;
using sojourn::test::holds;

namespace {

using Line = std::vector<model::WorldPoint>;
using Parts = std::vector<std::vector<TilePoint>>;

/// What a client would decode; nothing if the line does not reach the tile.
Parts clipped(const Line& line, TileId tile) {
  GeometryCommands commands;
  const bool added = LineClipper(tile).add(line, commands);
  if (added == commands.empty()) throw std::logic_error("says something else than it does");
  if (!added) return {};
  LayerWriter layer("lines");
  layer.add_feature(1, GeometryType::line, commands.commands(), {});
  return decode_tile(std::move(layer).finish()).features.at(0).lines;
}

/// Positions in units of the only tile of zoom 0, which is a world of 4096 units.
model::WorldPoint at(std::int64_t x, std::int64_t y) {
  return {x << max_zoom, y << max_zoom};
}

const TileId world = TileId::make(0, 0, 0).value();
/// 16 units of zoom 0 wide and high, at 1024, 1024 of them.
const TileId deep = TileId::make(8, 64, 64).value();

}  // namespace

TEST_CASE("a line within the tile is as it was") {
  CHECK(clipped({at(10, 20), at(30, 40), at(30, 60)}, world) == Parts{{{10, 20}, {30, 40}, {30, 60}}});
}

TEST_CASE("a line that shrinks to a point, or has only one, is nothing") {
  CHECK(clipped({at(10, 20)}, world).empty());
  CHECK(clipped({at(10, 20), at(10, 20)}, world).empty());
  CHECK(clipped({at(10, 20), {(10LL << max_zoom) + 5, 20LL << max_zoom}}, world).empty());
  CHECK(clipped({}, world).empty());
}

TEST_CASE("a line through the tile ends on the buffer's edge") {
  CHECK(clipped({at(0, 1024), at(4000, 1024)}, deep) == Parts{{{-64, 0}, {4160, 0}}});
  CHECK(clipped({at(1030, 4000), at(1030, 0)}, deep) == Parts{{{1536, 4160}, {1536, -64}}});
}

TEST_CASE("a line that leaves and comes back has two parts") {
  const auto parts = clipped({at(1025, 1025), at(900, 1025), at(900, 1030), at(1025, 1030)}, deep);
  CHECK(parts == Parts{{{256, 256}, {-64, 256}}, {{-64, 1536}, {256, 1536}}});
}

TEST_CASE("a line that passes by is not in the tile") {
  CHECK(clipped({at(0, 1000), at(4000, 1000)}, deep).empty());
  CHECK(clipped({at(1000, 1024), at(1024, 1000)}, deep).empty());
}

TEST_CASE("clipped lines are valid, and lose no position inside") {
  CHECK(holds([] {
    const auto zoom = *rc::gen::inRange(0, max_zoom + 1);
    const auto spread = std::int64_t{1} << *rc::gen::inRange(1, model::world_bits);
    const auto limit = std::int64_t{1} << model::world_bits;
    Line line;
    const auto count = *rc::gen::inRange(2, 12);
    const auto coordinate = [&] {
      return std::clamp<std::int64_t>(limit / 3 + *rc::gen::inRange(-spread, spread), 0, limit - 1);
    };
    for (int i = 0; i < count; ++i) {
      const auto x = coordinate();
      line.push_back({x, coordinate()});
    }
    const auto cell = line[static_cast<std::size_t>(*rc::gen::inRange(0, count))].cell(zoom);
    const auto tile = TileId::make(static_cast<std::uint64_t>(zoom), cell.x, cell.y).value();
    const auto parts = clipped(line, tile);

    // Every position inside comes out at its place, unless the whole line shrank to a point.
    const int down = max_zoom - zoom;
    std::vector<TilePoint> wanted;
    for (const auto& point : line) {
      const auto x = (point.x >> down) - std::int64_t{cell.x} * extent;
      const auto y = (point.y >> down) - std::int64_t{cell.y} * extent;
      if (x > 0 && x < extent && y > 0 && y < extent)
        wanted.push_back({static_cast<std::int32_t>(x), static_cast<std::int32_t>(y)});
    }
    const bool one_place =
        std::equal(wanted.begin() + (wanted.empty() ? 0 : 1), wanted.end(), wanted.begin());
    RC_ASSERT(one_place || !parts.empty());
    if (parts.empty()) return;
    for (const auto& place : wanted) {
      const bool found = std::any_of(parts.begin(), parts.end(), [&](const auto& part) {
        return std::find(part.begin(), part.end(), place) != part.end();
      });
      RC_ASSERT(found);
    }
  }));
}

#include "tiles/mvt_writer.hpp"

#include "support/catch.hpp"
#include "tiles/mvt_geometry.hpp"
#include "tiles/support/tile_decoder.hpp"

using namespace sojourn::tiles;
using namespace sojourn::tiles::test;

namespace {
std::vector<std::uint32_t> list(std::span<const std::uint32_t> values) {
  return {values.begin(), values.end()};
}
}  // namespace

TEST_CASE("commands are those of the specification's examples") {
  GeometryCommands geometry;
  SECTION("4.3.5.1 point") {
    geometry.add_point({25, 17});
    CHECK(list(geometry.commands()) == std::vector<std::uint32_t>{9, 50, 34});
  }
  SECTION("4.3.5.5 polygon") {
    CHECK(geometry.add_ring(std::vector<TilePoint>{{3, 6}, {8, 12}, {20, 34}}, true));
    CHECK(list(geometry.commands()) == std::vector<std::uint32_t>{9, 6, 12, 18, 10, 12, 24, 44, 15});
  }
  SECTION("4.3.5.6 multipolygon") {
    CHECK(geometry.add_ring(std::vector<TilePoint>{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, true));
    CHECK(geometry.add_ring(std::vector<TilePoint>{{11, 11}, {20, 11}, {20, 20}, {11, 20}}, true));
    CHECK(geometry.add_ring(std::vector<TilePoint>{{13, 13}, {13, 17}, {17, 17}, {17, 13}}, false));
    CHECK(list(geometry.commands()) == std::vector<std::uint32_t>{9, 0,  0,  26, 20, 0, 0, 20, 19, 0, 15,
                                                                  9, 22, 2,  26, 18, 0, 0, 18, 17, 0, 15,
                                                                  9, 4,  13, 26, 0,  8, 8, 0,  0,  7, 15});
  }
}

TEST_CASE("a ring that runs the wrong way is turned") {
  const std::vector<TilePoint> anticlockwise = {{0, 0}, {0, 10}, {10, 10}, {10, 0}};
  GeometryCommands turned, right;
  turned.add_ring(anticlockwise, true);
  right.add_ring(std::vector<TilePoint>{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, true);
  CHECK(list(turned.commands()) == list(right.commands()));
}

TEST_CASE("what is no ring leaves nothing behind") {
  GeometryCommands geometry;
  CHECK_FALSE(geometry.add_ring(std::vector<TilePoint>{}, true));
  CHECK_FALSE(geometry.add_ring(std::vector<TilePoint>{{0, 0}, {5, 5}}, true));
  CHECK_FALSE(geometry.add_ring(std::vector<TilePoint>{{0, 0}, {5, 5}, {10, 10}}, true));
  CHECK(geometry.empty());
}

TEST_CASE("a layer without features is no tile") {
  LayerWriter layer("locations");
  layer.add_key("name");
  layer.add_text("Aden");
  CHECK(std::move(layer).finish().empty());
}

TEST_CASE("a feature without geometry is refused") {
  LayerWriter layer("locations");
  CHECK_THROWS_AS(layer.add_feature(1, GeometryType::point, {}, {}), std::logic_error);
}

TEST_CASE("every kind of value comes back") {
  LayerWriter layer("locations");
  const std::uint32_t tags[] = {
      layer.add_key("text"),     layer.add_text("Maiduguri ميدوغوري"),
      layer.add_key("positive"), layer.add_integer(2'018'513),
      layer.add_key("negative"), layer.add_integer(-40'105),
      layer.add_key("large"),    layer.add_integer(std::int64_t{1} << 60),
      layer.add_key("real"),     layer.add_real(5.25),
      layer.add_key("flag"),     layer.add_true(),
  };
  GeometryCommands geometry;
  geometry.add_point({1, 2});
  layer.add_feature((std::uint64_t{1} << 53) - 1, GeometryType::point, geometry.commands(),
                    packed_tags(tags));
  const auto decoded = decode_tile(std::move(layer).finish());
  CHECK(decoded.name == "locations");
  const auto& feature = decoded.features.at(0);
  CHECK(feature.id == (std::uint64_t{1} << 53) - 1);
  CHECK(feature.points.at(0) == TilePoint{1, 2});
  CHECK(feature.properties == std::map<std::string, Value>{{"text", std::string("Maiduguri ميدوغوري")},
                                                           {"positive", std::int64_t{2'018'513}},
                                                           {"negative", std::int64_t{-40'105}},
                                                           {"large", std::int64_t{1} << 60},
                                                           {"real", 5.25},
                                                           {"flag", true}});
}

TEST_CASE("a key given twice is one key") {
  LayerWriter layer("x");
  CHECK(layer.add_key("a") == 0);
  CHECK(layer.add_key("b") == 1);
  CHECK(layer.add_key("a") == 0);
}

TEST_CASE("many features survive the buffer's growth") {
  LayerWriter layer("x");
  const auto key = layer.add_key("n");
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    GeometryCommands geometry;
    geometry.add_point({static_cast<std::int32_t>(i % 4096), 7});
    const std::uint32_t tags[] = {key, layer.add_integer(i)};
    layer.add_feature(i, GeometryType::point, geometry.commands(), packed_tags(tags));
  }
  const auto decoded = decode_tile(std::move(layer).finish());
  REQUIRE(decoded.features.size() == 20'000);
  CHECK(decoded.features[19'999].properties.at("n") == Value(std::int64_t{19'999}));
}

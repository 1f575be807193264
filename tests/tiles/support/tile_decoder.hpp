/// A decoder of vector tiles that takes nothing on trust: what MVT 2.1 does not allow throws.
#pragma once

#include <cstdint>
#include <map>
#include <protozero/pbf_reader.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tiles/mvt_geometry.hpp"
#include "tiles/tile_id.hpp"

namespace sojourn::tiles::test {

using Value = std::variant<std::string, std::int64_t, double, bool>;

struct DecodedRing {
  std::vector<TilePoint> points;  ///< without closing position
  bool shell = false;
};

struct DecodedFeature {
  std::uint64_t id = 0;
  unsigned type = 0;
  std::vector<TilePoint> points;
  std::vector<std::vector<TilePoint>> lines;
  std::vector<DecodedRing> rings;
  std::map<std::string, Value> properties;

  std::int64_t twice_area() const {
    std::int64_t sum = 0;
    for (const auto& ring : rings) sum += tiles::twice_area(ring.points);
    return sum;
  }
};

struct DecodedLayer {
  std::string name;
  std::uint32_t extent = 0;
  std::vector<DecodedFeature> features;
  std::vector<std::string> keys;
  std::vector<Value> values;
};

inline void require(bool condition, const char* what) {
  if (!condition) throw std::runtime_error(what);
}

class GeometryDecoder {
 public:
  explicit GeometryDecoder(const std::vector<std::uint32_t>& commands) : commands_(commands) {}

  void points(DecodedFeature& feature) {
    const auto count = command(1);
    for (std::uint32_t i = 0; i < count; ++i) feature.points.push_back(move());
    require(count > 0 && next_ == commands_.size(), "a point feature is one MoveTo");
  }
  void lines(DecodedFeature& feature) {
    require(!commands_.empty(), "empty geometry");
    while (next_ < commands_.size()) feature.lines.push_back(path(1));
  }
  void polygons(DecodedFeature& feature) {
    require(!commands_.empty(), "empty geometry");
    while (next_ < commands_.size()) feature.rings.push_back(ring());
    require(feature.rings.front().shell, "the first ring must be an exterior");
  }

 private:
  std::uint32_t command(unsigned id) {
    require(next_ < commands_.size() && (commands_[next_] & 7U) == id, "another command was due");
    return commands_[next_++] >> 3U;
  }
  std::int32_t delta() {
    require(next_ < commands_.size(), "a parameter is missing");
    return protozero::decode_zigzag32(commands_[next_++]);
  }
  TilePoint move() {
    cursor_.x += delta();
    cursor_.y += delta();
    const auto inside = [](std::int32_t v) { return v >= -buffer && v <= extent + buffer; };
    require(inside(cursor_.x) && inside(cursor_.y), "a position lies beyond the buffer");
    return cursor_;
  }
  std::vector<TilePoint> path(std::uint32_t least) {
    std::vector<TilePoint> points;
    require(command(1) == 1, "a line or ring begins with one MoveTo");
    points.push_back(move());
    const auto count = command(2);
    require(count >= least, "a line has at least two positions, a ring three");
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto before = cursor_;
      points.push_back(move());
      require(!(before == cursor_), "a LineTo of no length");
    }
    return points;
  }
  DecodedRing ring() {
    DecodedRing ring;
    ring.points = path(2);
    require(!(ring.points.front() == ring.points.back()), "ClosePath closes a ring, not a position");
    require(command(7) == 1, "a ring ends with one ClosePath");
    const auto area = tiles::twice_area(ring.points);
    require(area != 0, "a ring without area");
    ring.shell = area > 0;
    return ring;
  }

  const std::vector<std::uint32_t>& commands_;
  std::size_t next_ = 0;
  TilePoint cursor_;
};

inline Value decode_value(protozero::pbf_reader message) {
  Value value;
  int fields = 0;
  while (message.next()) {
    ++fields;
    switch (message.tag()) {
      case 1:
        value = message.get_string();
        break;
      case 3:
        value = message.get_double();
        break;
      case 5:
        value = static_cast<std::int64_t>(message.get_uint64());
        break;
      case 6:
        value = message.get_sint64();
        break;
      case 7:
        value = message.get_bool();
        break;
      default:
        throw std::runtime_error("a value of a kind that is never written");
    }
  }
  require(fields == 1, "a value has exactly one field");
  return value;
}

inline DecodedFeature decode_feature(protozero::pbf_reader message, const DecodedLayer& layer) {
  DecodedFeature feature;
  std::vector<std::uint32_t> commands;
  bool has_id = false;
  while (message.next()) {
    switch (message.tag()) {
      case 1:
        feature.id = message.get_uint64();
        has_id = true;
        break;
      case 2: {
        const auto range = message.get_packed_uint32();
        const std::vector<std::uint32_t> tags(range.begin(), range.end());
        require(tags.size() % 2 == 0, "tags come in pairs");
        for (std::size_t i = 0; i < tags.size(); i += 2) {
          require(tags[i] < layer.keys.size() && tags[i + 1] < layer.values.size(), "a tag out of range");
          const bool added =
              feature.properties.emplace(layer.keys[tags[i]], layer.values[tags[i + 1]]).second;
          require(added, "a key twice in one feature");
        }
        break;
      }
      case 3:
        feature.type = message.get_uint32();
        break;
      case 4: {
        const auto range = message.get_packed_uint32();
        commands.assign(range.begin(), range.end());
        break;
      }
      default:
        throw std::runtime_error("an unknown field in a feature");
    }
  }
  require(has_id && feature.id < (std::uint64_t{1} << 53U), "an id that JavaScript can hold");
  GeometryDecoder geometry(commands);
  if (feature.type == 1)
    geometry.points(feature);
  else if (feature.type == 2)
    geometry.lines(feature);
  else if (feature.type == 3)
    geometry.polygons(feature);
  else
    throw std::runtime_error("an unknown geometry type");
  return feature;
}

inline DecodedLayer decode_tile(std::string_view bytes) {
  DecodedLayer layer;
  protozero::pbf_reader tile(bytes.data(), bytes.size());
  require(tile.next(3), "a tile with features has a layer");
  const auto body = tile.get_view();
  require(!tile.next(), "one layer only");
  bool version = false;
  for (protozero::pbf_reader part(body); part.next();) {
    switch (part.tag()) {
      case 1:
        layer.name = part.get_string();
        break;
      case 3:
        layer.keys.push_back(part.get_string());
        break;
      case 4:
        layer.values.push_back(decode_value(part.get_message()));
        break;
      case 5:
        layer.extent = part.get_uint32();
        break;
      case 15:
        version = part.get_uint32() == 2;
        break;
      default:
        part.skip();
    }
  }
  require(version && layer.extent == 4096 && !layer.name.empty(), "version 2, extent 4096 and a name");
  require(std::set(layer.keys.begin(), layer.keys.end()).size() == layer.keys.size(), "a key twice");
  std::set<std::uint64_t> ids;
  for (protozero::pbf_reader part(body); part.next(2);) {
    layer.features.push_back(decode_feature(part.get_message(), layer));
    require(ids.insert(layer.features.back().id).second, "an id twice");
  }
  require(!layer.features.empty(), "a layer without features");
  return layer;
}

}  // namespace sojourn::tiles::test

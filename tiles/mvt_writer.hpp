/// A Mapbox Vector Tile 2.1 of one layer.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tiles/byte_buffer.hpp"
#include "tiles/mvt_geometry.hpp"

namespace sojourn::tiles {

enum class GeometryType : std::uint8_t { point = 1, line = 2, polygon = 3 };

/// Positions of key and value by turns, as the varints of a feature's tags.
std::string packed_tags(std::span<const std::uint32_t> positions);

/// Writes features as they come. The caller keeps the positions of keys and values it has added, so nothing
/// is looked up by its text here; a feature is added whole, after its geometry is known to be there, or not
/// at all.
class LayerWriter {
 public:
  explicit LayerWriter(std::string_view name);

  /// The key's position; a name given again gets the same one.
  std::uint32_t add_key(std::string_view name);
  /// Each call adds a value and returns its position. A text must be UTF-8, as those of columns are.
  std::uint32_t add_text(std::string_view value);
  std::uint32_t add_integer(std::int64_t value);
  std::uint32_t add_real(double value);
  std::uint32_t add_true();

  /// `tags` as packed_tags makes them. Throws std::logic_error if geometry is empty.
  void add_feature(std::uint64_t id, GeometryType type, std::span<const std::uint32_t> geometry,
                   std::string_view tags);
  /// The same for one point.
  void add_point(std::uint64_t id, TilePoint place, std::string_view tags);

  std::size_t features() const { return features_; }
  /// Of keys, values and features so far: what finish() gives, less its head of a few bytes.
  std::size_t bytes() const { return feature_bytes_.size() + key_bytes_.size() + value_bytes_.size(); }
  /// The tile; empty if it has no feature.
  std::string finish() &&;

 private:
  char* begin_value(char tag, std::size_t body);
  char* begin_feature(std::uint64_t id, GeometryType type, std::size_t geometry_size, std::string_view tags);

  std::string name_;
  std::vector<std::string> keys_;
  std::string key_bytes_;
  ByteBuffer value_bytes_;
  std::uint32_t values_ = 0;
  ByteBuffer feature_bytes_;
  std::size_t features_ = 0;
};

}  // namespace sojourn::tiles

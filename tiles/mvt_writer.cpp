#include "tiles/mvt_writer.hpp"

#include <algorithm>
#include <cstring>
#include <protozero/pbf_writer.hpp>
#include <stdexcept>

#include "model/short_text.hpp"
#include "tiles/tile_id.hpp"
#include "tiles/varint.hpp"

namespace sojourn::tiles {
namespace {

// Field numbers of vector_tile.proto, version 2.1.
enum class TileTag : protozero::pbf_tag_type { layer = 3 };
enum class LayerTag : protozero::pbf_tag_type {
  name = 1,
  feature = 2,
  key = 3,
  value = 4,
  extent = 5,
  version = 15
};
enum class FeatureTag : protozero::pbf_tag_type { id = 1, tags = 2, type = 3, geometry = 4 };
enum class ValueTag : protozero::pbf_tag_type {
  text = 1,
  real = 3,
  unsigned_integer = 5,
  signed_integer = 6,
  boolean = 7
};

/// With what put_varint writes beyond.
constexpr std::size_t longest_varint = 10 + varint_slack;

template <typename Tag>
constexpr char head(Tag tag, protozero::pbf_wire_type type) {
  return static_cast<char>((static_cast<unsigned>(tag) << 3U) | static_cast<unsigned>(type));
}

std::size_t packed_size(std::span<const std::uint32_t> values) {
  std::size_t size = 0;
  for (const auto value : values) size += varint_size(value);
  return size;
}

char* put_packed(char* to, std::span<const std::uint32_t> values) {
  for (const auto value : values) to = put_varint(to, value);
  return to;
}

constexpr std::uint32_t move_to_one = 9;  // MVT 2.1, 4.3.3.1

}  // namespace

LayerWriter::LayerWriter(std::string_view name) : name_(name) {}

std::uint32_t LayerWriter::add_key(std::string_view name) {
  const auto found = std::find(keys_.begin(), keys_.end(), name);
  const auto position = static_cast<std::uint32_t>(found - keys_.begin());
  if (found != keys_.end()) return position;
  keys_.emplace_back(name);
  protozero::pbf_writer(key_bytes_)
      .add_string(static_cast<protozero::pbf_tag_type>(LayerTag::key), keys_.back());
  return position;
}

/// Appends a value message whose field is `tag` with `body` bytes after it, and returns where these go. As
/// much as a varint may be written beyond them.
char* LayerWriter::begin_value(char tag, std::size_t body) {
  char* to = value_bytes_.reserve(body + 2 * longest_varint);
  *to++ = head(LayerTag::value, protozero::pbf_wire_type::length_delimited);
  to = put_varint(to, 1 + body);
  *to++ = tag;
  value_bytes_.end_at(to + body);
  ++values_;
  return to;
}

std::uint32_t LayerWriter::add_text(std::string_view value) {
  char* const to = begin_value(head(ValueTag::text, protozero::pbf_wire_type::length_delimited),
                               varint_size(value.size()) + value.size());
  model::copy_short_text(put_varint(to, value.size()), value);
  return values_ - 1;
}

std::uint32_t LayerWriter::add_integer(std::int64_t value) {
  const bool negative = value < 0;
  const auto number = negative ? zigzag(value) : static_cast<std::uint64_t>(value);
  const auto tag = negative ? ValueTag::signed_integer : ValueTag::unsigned_integer;
  put_varint(begin_value(head(tag, protozero::pbf_wire_type::varint), varint_size(number)), number);
  return values_ - 1;
}

std::uint32_t LayerWriter::add_real(double value) {
  std::memcpy(begin_value(head(ValueTag::real, protozero::pbf_wire_type::fixed64), sizeof value), &value,
              sizeof value);
  return values_ - 1;
}

std::uint32_t LayerWriter::add_true() {
  *begin_value(head(ValueTag::boolean, protozero::pbf_wire_type::varint), 1) = 1;
  return values_ - 1;
}

std::string packed_tags(std::span<const std::uint32_t> positions) {
  std::string packed(packed_size(positions) + varint_slack, '\0');
  put_packed(packed.data(), positions);
  packed.resize(packed.size() - varint_slack);
  return packed;
}

/// Appends a feature up to its geometry's commands, and returns where these go. Written by hand rather than
/// as nested messages, whose lengths would have to be moved into place.
char* LayerWriter::begin_feature(std::uint64_t id, GeometryType type, std::size_t geometry_size,
                                 std::string_view tags) {
  constexpr auto bytes = protozero::pbf_wire_type::length_delimited;
  const auto size = 1 + varint_size(id) + (tags.empty() ? 0 : 1 + varint_size(tags.size()) + tags.size()) +
                    2 + 1 + varint_size(geometry_size) + geometry_size;
  char* to = feature_bytes_.reserve(size + 1 + 2 * longest_varint);
  *to++ = head(LayerTag::feature, bytes);
  to = put_varint(to, size);
  *to++ = head(FeatureTag::id, protozero::pbf_wire_type::varint);
  to = put_varint(to, id);
  if (!tags.empty()) {
    *to++ = head(FeatureTag::tags, bytes);
    to = model::copy_short_text(put_varint(to, tags.size()), tags);
  }
  *to++ = head(FeatureTag::type, protozero::pbf_wire_type::varint);
  *to++ = static_cast<char>(type);
  *to++ = head(FeatureTag::geometry, bytes);
  ++features_;
  return put_varint(to, geometry_size);
}

void LayerWriter::add_feature(std::uint64_t id, GeometryType type, std::span<const std::uint32_t> geometry,
                              std::string_view tags) {
  if (geometry.empty()) throw std::logic_error("a feature of a tile needs geometry");
  feature_bytes_.end_at(put_packed(begin_feature(id, type, packed_size(geometry), tags), geometry));
}

void LayerWriter::add_point(std::uint64_t id, TilePoint place, std::string_view tags) {
  const auto x = zigzag(place.x);
  const auto y = zigzag(place.y);
  char* const to = begin_feature(id, GeometryType::point, 1 + varint_size(x) + varint_size(y), tags);
  *to = static_cast<char>(move_to_one);
  feature_bytes_.end_at(put_varint(put_varint(to + 1, x), y));
}

std::string LayerWriter::finish() && {
  if (features_ == 0) return {};
  std::string before;
  protozero::pbf_writer front(before);
  front.add_uint32(static_cast<protozero::pbf_tag_type>(LayerTag::version), 2);
  front.add_string(static_cast<protozero::pbf_tag_type>(LayerTag::name), name_);
  std::string after;
  protozero::pbf_writer(after).add_uint32(static_cast<protozero::pbf_tag_type>(LayerTag::extent),
                                          static_cast<std::uint32_t>(extent));
  std::string tile;
  const auto size =
      before.size() + feature_bytes_.size() + key_bytes_.size() + value_bytes_.size() + after.size();
  tile.reserve(size + longest_varint);
  tile.push_back(head(TileTag::layer, protozero::pbf_wire_type::length_delimited));
  protozero::add_varint_to_buffer(&tile, size);
  tile.append(before)
      .append(feature_bytes_.view())
      .append(key_bytes_)
      .append(value_bytes_.view())
      .append(after);
  return tile;
}

}  // namespace sojourn::tiles

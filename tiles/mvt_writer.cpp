#include "tiles/mvt_writer.hpp"

#include <algorithm>
#include <protozero/pbf_writer.hpp>
#include <protozero/varint.hpp>
#include <stdexcept>

#include "tiles/text.hpp"
#include "tiles/tile_id.hpp"

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

constexpr std::size_t longest_varint = 10;

template <typename Tag>
constexpr char head(Tag tag, protozero::pbf_wire_type type) {
  return static_cast<char>((static_cast<unsigned>(tag) << 3U) | static_cast<unsigned>(type));
}

std::size_t packed_size(std::span<const std::uint32_t> values) {
  std::size_t size = values.size();
  for (const auto value : values)
    size += static_cast<std::size_t>(value >= 1U << 7) + static_cast<std::size_t>(value >= 1U << 14) +
            static_cast<std::size_t>(value >= 1U << 21) + static_cast<std::size_t>(value >= 1U << 28);
  return size;
}

char* put_varint(char* to, std::uint64_t value) {
  return to + protozero::add_varint_to_buffer(to, value);
}

char* put_packed(char* to, std::span<const std::uint32_t> values) {
  for (const auto value : values) to = put_varint(to, value);
  return to;
}

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

/// Appends a value message whose field is `tag` with `body` bytes after it, and returns where these go.
char* LayerWriter::begin_value(char tag, std::size_t body) {
  const auto before = value_bytes_.size();
  value_bytes_.resize(before + body + 2 * longest_varint);
  char* to = value_bytes_.data() + before;
  *to++ = head(LayerTag::value, protozero::pbf_wire_type::length_delimited);
  to = put_varint(to, 1 + body);
  *to++ = tag;
  value_bytes_.resize(static_cast<std::size_t>(to - value_bytes_.data()) + body);
  ++values_;
  return to;
}

std::uint32_t LayerWriter::add_text(std::string_view value) {
  std::string repaired;
  if (!is_utf8(value)) {
    append_as_utf8(repaired, value);
    value = repaired;
  }
  const auto length_size = static_cast<std::size_t>(protozero::length_of_varint(value.size()));
  char* const to = begin_value(head(ValueTag::text, protozero::pbf_wire_type::length_delimited),
                               length_size + value.size());
  std::copy(value.begin(), value.end(), put_varint(to, value.size()));
  return values_ - 1;
}

std::uint32_t LayerWriter::add_integer(std::int64_t value) {
  const bool negative = value < 0;
  const auto number = negative ? protozero::encode_zigzag64(value) : static_cast<std::uint64_t>(value);
  const auto tag = negative ? ValueTag::signed_integer : ValueTag::unsigned_integer;
  put_varint(begin_value(head(tag, protozero::pbf_wire_type::varint),
                         static_cast<std::size_t>(protozero::length_of_varint(number))),
             number);
  return values_ - 1;
}

std::uint32_t LayerWriter::add_real(double value) {
  protozero::pbf_writer layer(value_bytes_);
  protozero::pbf_writer message(layer, static_cast<protozero::pbf_tag_type>(LayerTag::value));
  message.add_double(static_cast<protozero::pbf_tag_type>(ValueTag::real), value);
  return values_++;
}

std::uint32_t LayerWriter::add_true() {
  *begin_value(head(ValueTag::boolean, protozero::pbf_wire_type::varint), 1) = 1;
  return values_ - 1;
}

char* LayerWriter::reserve(std::size_t bytes) {
  if (feature_bytes_.size() - used_ < bytes)
    feature_bytes_.resize(std::max(2 * feature_bytes_.size(), used_ + bytes + 4096));
  return feature_bytes_.data() + used_;
}

std::string packed_tags(std::span<const std::uint32_t> positions) {
  std::string packed(packed_size(positions), '\0');
  put_packed(packed.data(), positions);
  return packed;
}

void LayerWriter::add_feature(std::uint64_t id, GeometryType type, std::span<const std::uint32_t> geometry,
                              std::string_view tags) {
  if (geometry.empty()) throw std::logic_error("a feature of a tile needs geometry");
  // Written by hand rather than as nested messages, whose lengths would have to be moved into place.
  constexpr auto bytes = protozero::pbf_wire_type::length_delimited;
  const auto length_size = [](std::size_t size) {
    return static_cast<std::size_t>(protozero::length_of_varint(size));
  };
  const auto geometry_size = packed_size(geometry);
  const auto size = 1 + length_size(id) + (tags.empty() ? 0 : 1 + length_size(tags.size()) + tags.size()) +
                    2 + 1 + length_size(geometry_size) + geometry_size;

  char* const start = reserve(size + 1 + longest_varint);
  char* to = start;
  *to++ = head(LayerTag::feature, bytes);
  to = put_varint(to, size);
  *to++ = head(FeatureTag::id, protozero::pbf_wire_type::varint);
  to = put_varint(to, id);
  if (!tags.empty()) {
    *to++ = head(FeatureTag::tags, bytes);
    to = put_varint(to, tags.size());
    to = std::copy(tags.begin(), tags.end(), to);
  }
  *to++ = head(FeatureTag::type, protozero::pbf_wire_type::varint);
  *to++ = static_cast<char>(type);
  *to++ = head(FeatureTag::geometry, bytes);
  to = put_packed(put_varint(to, geometry_size), geometry);
  used_ += static_cast<std::size_t>(to - start);
  ++features_;
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
  const auto size = before.size() + used_ + key_bytes_.size() + value_bytes_.size() + after.size();
  tile.reserve(size + longest_varint + 1);
  tile.push_back(head(TileTag::layer, protozero::pbf_wire_type::length_delimited));
  protozero::add_varint_to_buffer(&tile, size);
  tile.append(before).append(feature_bytes_, 0, used_).append(key_bytes_).append(value_bytes_).append(after);
  return tile;
}

}  // namespace sojourn::tiles

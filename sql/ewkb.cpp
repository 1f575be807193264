#include "sql/ewkb.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

#include "sql/error.hpp"

namespace sojourn::sql {
namespace {

static_assert(std::endian::native == std::endian::little, "EWKB is written in the machine's own byte order");
constexpr std::uint32_t polygon_type = 3;
constexpr std::uint32_t multi_polygon_type = 6;
constexpr std::uint32_t srid_flag = 0x20000000;
constexpr std::uint32_t srid = 4326;

template <typename Value>
void append(std::string& out, Value value) {
  constexpr const char* digits = "0123456789ABCDEF";
  unsigned char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  for (const auto byte : bytes) {
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
}

void append_header(std::string& out, std::uint32_t type) {
  append(out, std::uint8_t{1});
  append(out, type);
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  template <typename Value>
  Value take() {
    if (text_.size() < 2 * sizeof(Value)) throw Error("the database sent a geometry that is cut off");
    unsigned char bytes[sizeof(Value)];
    for (std::size_t i = 0; i < sizeof(Value); ++i)
      bytes[i] = static_cast<unsigned char>(nibble(text_[2 * i]) << 4 | nibble(text_[2 * i + 1]));
    text_.remove_prefix(2 * sizeof(Value));
    Value value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
  }

  void expect_type(std::uint32_t wanted) {
    const auto order = take<std::uint8_t>();
    const auto type = take<std::uint32_t>();
    if (order != 1 || (type & ~srid_flag) != wanted)
      throw Error("the database sent a geometry of another kind");
    if ((type & srid_flag) != 0) take<std::uint32_t>();
  }

  /// Bounded by what is left, so that a wrong number cannot ask for all memory.
  std::uint32_t take_count(std::size_t bytes_each) {
    const auto count = take<std::uint32_t>();
    if (count > text_.size() / (2 * bytes_each)) throw Error("the database sent a geometry that is cut off");
    return count;
  }

 private:
  static unsigned nibble(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    throw Error("the database sent a geometry that is not hexadecimal");
  }
  std::string_view text_;
};

}  // namespace

void append_ewkb(std::string& out, const geo::MultiPolygon& geometry) {
  append_header(out, multi_polygon_type | srid_flag);
  append(out, srid);
  append(out, static_cast<std::uint32_t>(geometry.size()));
  for (const auto& polygon : geometry) {
    append_header(out, polygon_type);
    append(out, static_cast<std::uint32_t>(polygon.size()));
    for (const auto& ring : polygon) {
      append(out, static_cast<std::uint32_t>(ring.size()));
      for (const auto& position : ring) {
        append(out, position.x);
        append(out, position.y);
      }
    }
  }
}

geo::MultiPolygon parse_ewkb(std::string_view hexadecimal) {
  Reader reader(hexadecimal);
  reader.expect_type(multi_polygon_type);
  geo::MultiPolygon geometry(reader.take_count(9));
  for (auto& polygon : geometry) {
    reader.expect_type(polygon_type);
    polygon.resize(reader.take_count(4));
    for (auto& ring : polygon) {
      ring.resize(reader.take_count(16));
      for (auto& position : ring) {
        position.x = reader.take<double>();
        position.y = reader.take<double>();
      }
    }
  }
  return geometry;
}

}  // namespace sojourn::sql

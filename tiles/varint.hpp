/// Protocol buffers' varints without a loop: seven bits a byte, least first, the top bit says that more
/// follow.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace sojourn::tiles {

/// Signed numbers as unsigned ones that are small where those are near zero.
constexpr std::uint32_t zigzag(std::int32_t value) {
  return (static_cast<std::uint32_t>(value) << 1) ^ static_cast<std::uint32_t>(value >> 31);
}
constexpr std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}

/// Larger numbers are no PackedVarint.
inline constexpr std::uint64_t largest_packed_varint = (std::uint64_t{1} << 56) - 1;

constexpr std::size_t varint_size(std::uint64_t value) {
  if (value < 0x80) return 1;
  return (static_cast<std::size_t>(std::bit_width(value | 1)) + 6) / 7;
}

/// A varint of up to eight bytes, the first of them lowest.
struct PackedVarint {
  std::uint64_t bytes = 0;
  std::size_t size = 0;
};

/// `value` is at most largest_packed_varint. Halves are moved apart until each byte holds seven bits.
constexpr PackedVarint pack_varint(std::uint64_t value) {
  // Most are lengths and positions in a layer.
  if (value < 0x80) return {value, 1};
  if (value < 0x4000) return {(value & 0x7F) | 0x80 | value >> 7 << 8, 2};
  value = (value & 0x00FFFFFFF0000000) << 4 | (value & 0x000000000FFFFFFF);
  value = (value & 0x0FFFC0000FFFC000) << 2 | (value & 0x00003FFF00003FFF);
  value = (value & 0x3F803F803F803F80) << 1 | (value & 0x007F007F007F007F);
  const auto last = static_cast<unsigned>(std::bit_width(value | 1) - 1) / 8;
  const auto more = 0x8080808080808080 & ((std::uint64_t{1} << (8 * last)) - 1);
  return {value | more, last + 1};
}

/// What put_varint may write beyond what it says it wrote.
inline constexpr std::size_t varint_slack = 8;

/// Returns where the next byte goes. Up to varint_slack bytes from there are overwritten.
inline char* put_varint(char* to, std::uint64_t value) {
  static_assert(std::endian::native == std::endian::little, "the first byte must be the lowest");
  if (value < 0x80) {
    *to = static_cast<char>(value);
    return to + 1;
  }
  for (; value > largest_packed_varint; value >>= 7) *to++ = static_cast<char>((value & 0x7F) | 0x80);
  const auto packed = pack_varint(value);
  std::memcpy(to, &packed.bytes, sizeof packed.bytes);
  return to + packed.size;
}

}  // namespace sojourn::tiles

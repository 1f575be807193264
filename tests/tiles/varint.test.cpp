#include "tiles/varint.hpp"

#include <rapidcheck.h>

#include <array>
#include <protozero/buffer_string.hpp>
#include <protozero/varint.hpp>
#include <string>

#include "support/catch.hpp"

using namespace sojourn::tiles;

namespace {

/// As the library writes it, byte by byte.
std::string expected(std::uint64_t value) {
  std::string bytes;
  protozero::add_varint_to_buffer(&bytes, value);
  return bytes;
}

std::string written(std::uint64_t value) {
  std::array<char, 10 + varint_slack> bytes;
  return {bytes.data(), put_varint(bytes.data(), value)};
}

}  // namespace

TEST_CASE("a varint written at once is the one written byte by byte") {
  for (int bits = 0; bits < 64; ++bits)
    for (const std::uint64_t near : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}}) {
      const auto value = (std::uint64_t{1} << bits) + near;
      CHECK(written(value) == expected(value));
    }
  CHECK(rc::check([](std::uint64_t value, std::uint32_t shift) {
    value >>= shift % 64;
    RC_ASSERT(written(value) == expected(value));
    if (value > largest_packed_varint) return;
    RC_ASSERT(pack_varint(value).size == expected(value).size());
    RC_ASSERT(varint_size(value) == expected(value).size());
  }));
}

TEST_CASE("zigzag puts signed numbers in order of their distance from zero") {
  CHECK(zigzag(std::int32_t{0}) == 0);
  CHECK(zigzag(std::int32_t{-1}) == 1);
  CHECK(zigzag(std::int32_t{1}) == 2);
  CHECK(zigzag(std::int64_t{-3'000'000'000}) == 5'999'999'999);
}

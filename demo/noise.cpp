#include "demo/noise.hpp"

#include "demo/random.hpp"

namespace sojourn::demo {
namespace {

constexpr std::int64_t one = 1024;  // of the fixed point within a lattice square

std::int64_t floor_divide(std::int64_t value, std::int64_t by) {
  return value >= 0 ? value / by : -((-value + by - 1) / by);
}

std::int64_t lattice(std::uint64_t seed, std::int64_t column, std::int64_t row) {
  const auto number = hash(seed, {static_cast<std::uint64_t>(column), static_cast<std::uint64_t>(row)});
  return static_cast<std::int64_t>((number >> 32) % 2001) - 1000;
}

std::int64_t smooth(std::int64_t t) {
  return t * t * (3 * one - 2 * t) / (one * one);
}

std::int64_t octave(std::uint64_t seed, Point point, std::int64_t wavelength) {
  const auto column = floor_divide(point.x, wavelength);
  const auto row = floor_divide(point.y, wavelength);
  const auto u = smooth((point.x - column * wavelength) * one / wavelength);
  const auto v = smooth((point.y - row * wavelength) * one / wavelength);
  const auto below = lattice(seed, column, row) * (one - u) + lattice(seed, column + 1, row) * u;
  const auto above = lattice(seed, column, row + 1) * (one - u) + lattice(seed, column + 1, row + 1) * u;
  return (below * (one - v) + above * v) / (one * one);
}

}  // namespace

std::int64_t noise(std::uint64_t seed, Point point, std::int32_t wavelength, int octaves) {
  std::int64_t sum = 0;
  std::int64_t height = one;
  std::int64_t heights = 0;
  std::int64_t width = wavelength;
  for (int i = 0; i < octaves && width > 0; ++i) {
    sum += octave(hash(seed, {static_cast<std::uint64_t>(i)}), point, width) * height;
    heights += height;
    height /= 2;
    width /= 2;
  }
  return heights == 0 ? 0 : sum / heights;
}

}  // namespace sojourn::demo

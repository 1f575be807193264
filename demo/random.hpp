/// Chance that comes out the same on every platform: integers only, and none of
/// <random>'s distributions, whose results the standard leaves open.
#pragma once

#include <cstdint>
#include <initializer_list>

namespace sojourn::demo {

/// splitmix64's step (Steele, Lea and Flood 2014): a bijection that leaves no bit as it was.
constexpr std::uint64_t mix(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15ULL;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31);
}

/// One number for a thing, by its keys: the same whichever order things are asked in.
constexpr std::uint64_t hash(std::uint64_t seed, std::initializer_list<std::uint64_t> keys) {
  for (const auto key : keys) seed = mix(seed ^ mix(key));
  return seed;
}

/// A stream of numbers from a seed.
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) : state_(mix(seed)) {}

  constexpr std::uint64_t next() { return mix(state_++); }
  /// In [0, bound); bound > 0. The bias of less than bound / 2³² does not matter here.
  constexpr std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(((next() >> 32) * bound) >> 32);
  }
  /// In [low, high].
  constexpr std::int32_t between(std::int32_t low, std::int32_t high) {
    return low + static_cast<std::int32_t>(below(static_cast<std::uint32_t>(high - low) + 1));
  }
  /// True `permille` times in a thousand.
  constexpr bool chance(std::uint32_t permille) { return below(1000) < permille; }

 private:
  std::uint64_t state_;
};

}  // namespace sojourn::demo

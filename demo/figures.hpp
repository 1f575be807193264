/// What a team finds at a place in a round: a pure function of both, so rounds of any
/// size can be written one after another without being kept.
#pragma once

#include <array>
#include <cstdint>

#include "demo/places.hpp"

namespace sojourn::demo {

/// Shelter, camp coordination, food, water and sanitation, health, education, nutrition, livelihoods.
inline constexpr std::size_t sector_count = 8;

inline constexpr std::uint32_t unknown_origin = 0xFFFFFFFF;

enum class OriginKnown : std::uint8_t {
  count,     ///< one part for each origin
  group,     ///< one part; the largest group's origin and people
  majority,  ///< one part; where most are from
};

/// People of a place who have one origin, or all of them.
struct Part {
  std::uint32_t origin = unknown_origin;  ///< division of level 2
  std::int32_t individuals = 0;
  std::int32_t households = 0;
  std::int32_t from_origin = 0;           ///< of the individuals
  std::array<std::int32_t, 5> reasons{};  ///< conflict, disaster, both, other, unknown: add up to individuals
  std::int32_t women = 0, men = 0, children = 0;  ///< add up to individuals
  std::int32_t female = 0, male = 0;              ///< add up to individuals
  std::int32_t elderly = 0;                       ///< of the women and men
};

struct Figures {
  std::array<Part, 4> parts{};
  std::size_t part_count = 0;
  OriginKnown origin_known = OriginKnown::majority;
  std::int32_t individuals = 0;  ///< displaced, in all parts
  std::int32_t returnees = 0, returnee_households = 0, returnees_abroad = 0;
  std::int32_t host = 0;
  std::int32_t arrivals = 0, departures = 0;          ///< since the round before
  std::array<std::int32_t, sector_count> hardship{};  ///< 0 to 1000 by sector
  std::array<std::uint8_t, 3> priorities{};           ///< the sectors of most hardship, hardest first
};

/// The moment of a round, `number` from 1 to `rounds`.
Moment moment_of(int number, int rounds);

/// True if people are there, or were in the round before (a closed site is reported once, empty).
bool in_use(const Place& place, int number, int rounds);

Figures figures_of(const Places& places, const Place& place, int number, int rounds);

}  // namespace sojourn::demo

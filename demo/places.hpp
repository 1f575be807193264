/// The places that the operation's teams visit.
#pragma once

#include <cstdint>
#include <vector>

#include "demo/country.hpp"
#include "demo/crisis.hpp"

namespace sojourn::demo {

enum class Unit : std::uint8_t { site, settlement, admin_area };
enum class Setting : std::uint8_t {
  camp,
  collective_centre,
  informal_site,
  host_community,
  transit,
  return_area
};

struct Place {
  std::uint64_t chance = 0;    ///< what is left open here is decided by this
  Point point;                 ///< inside its division
  std::uint32_t division = 0;  ///< of level 4
  std::int32_t size = 0;       ///< people at most
  Moment opens = 0;
  Moment closes = 0;  ///< after the operation's end: not at all
  Cause cause = Cause::flood;
  Unit unit = Unit::settlement;
  Setting setting = Setting::host_community;
};

/// The origins of a place's people, all different: divisions of level 2, the most frequent first.
struct Origins {
  std::array<std::uint32_t, 4> districts{};
  std::size_t count = 0;
};

class Places {
 public:
  /// Exactly `count` places.
  Places(std::uint64_t seed, const Country& country, std::size_t count);

  const std::vector<Place>& all() const { return places_; }
  const Crisis& crisis(Cause cause) const { return crises_[static_cast<std::size_t>(cause)]; }
  Origins origins(const Place& place) const;

 private:
  std::array<Crisis, 2> crises_;
  std::vector<Place> places_;
};

}  // namespace sojourn::demo

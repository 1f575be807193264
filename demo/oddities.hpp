/// What a source gets wrong, place by place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "demo/places.hpp"
#include "demo/round_style.hpp"

namespace sojourn::demo {

/// What is odd about what a file says of a place.
struct Oddities {
  std::string_view district_written;  ///< misspelled; empty: as it should be
  bool no_codes = false;              ///< names alone
  bool province_only = false;
  enum class Coordinates : std::uint8_t { right, missing, swapped, zero } coordinates = Coordinates::right;
  bool no_reasons = false;
  bool no_sex_and_age = false;
  bool households_only = false;
  bool individuals_only = false;
};

Oddities oddities_of(const Country& country, const Place& place, std::size_t number, const RoundStyle& style,
                     int round);

}  // namespace sojourn::demo

#include "demo/oddities.hpp"

#include "demo/random.hpp"

namespace sojourn::demo {
namespace {

std::string_view misspelling_of(std::string_view name) {
  for (const auto& misspelling : misspellings())
    if (misspelling.meant == name) return misspelling.written;
  return {};
}

}  // namespace

Oddities oddities_of(const Country& country, const Place& place, std::size_t number, const RoundStyle& style,
                     int round) {
  using Coordinates = Oddities::Coordinates;
  Oddities odd;
  const auto draw = hash(place.chance, {50});
  const auto& district = country.divisions[2][country.lineage[place.division][2]];
  const auto written = misspelling_of(district.name.latin);
  const bool early = style.used != Template::third && !style.old_codes;
  odd.no_codes = early && !written.empty() && draw % 4 == 0;
  if (odd.no_codes || draw % 25 == 1) odd.district_written = written;
  // A place whose code and coordinates never change is the same place, so it is odd in some rounds only.
  const auto now = hash(place.chance, {51, static_cast<std::uint64_t>(round)});
  odd.province_only = place.unit == Unit::site && now % 211 == 0;
  if (place.unit == Unit::admin_area || draw % 50 == 3)
    odd.coordinates = Coordinates::missing;
  else if ((number + static_cast<std::size_t>(round)) % 397 == 5)
    odd.coordinates = Coordinates::swapped;
  else if ((number + static_cast<std::size_t>(round)) % 389 == 9)
    odd.coordinates = Coordinates::zero;
  odd.households_only = style.households_only && draw / 64 % 25 == 0;
  odd.individuals_only = !odd.households_only && draw / 64 % 33 == 1;
  odd.no_reasons = odd.households_only || draw / 4096 % 5 == 0;
  odd.no_sex_and_age = odd.households_only || draw / 65536 % 9 == 0;
  return odd;
}

}  // namespace sojourn::demo

#include "demo/places.hpp"

#include <algorithm>

#include "demo/random.hpp"

namespace sojourn::demo {
namespace {

constexpr std::int64_t people_of_default_operation = 1'050'000;
constexpr std::int32_t smallest_mean = 12;

Setting setting_of(Random& random, Cause cause) {
  const auto draw = random.below(1000);
  if (cause == Cause::flood) {
    if (draw < 260) return Setting::collective_centre;
    if (draw < 420) return Setting::informal_site;
    if (draw < 470) return Setting::camp;
    return Setting::host_community;
  }
  if (draw < 130) return Setting::camp;
  if (draw < 210) return Setting::collective_centre;
  if (draw < 400) return Setting::informal_site;
  if (draw < 440) return Setting::transit;
  return Setting::host_community;
}

/// Many small places and few large ones, `mean` people on average; camps are larger.
std::int32_t size_of(Random& random, Setting setting, std::int32_t mean) {
  auto size = std::int64_t{mean} * random.between(25, 75) / 100;
  for (int i = 0; i < 3 && random.chance(400); ++i) size *= 2;
  if (setting == Setting::camp) size = size * 5 / 2;
  return static_cast<std::int32_t>(std::max<std::int64_t>(size, 3));
}

void open_and_close(Random& random, Place& place) {
  place.closes = 2000;
  if (place.cause == Cause::flood) {
    place.opens = random.between(200, 400);
    // Schools want their classrooms back.
    if (place.setting == Setting::collective_centre && random.chance(650))
      place.closes = random.between(450, 990);
    return;
  }
  place.opens = random.chance(550) ? 0 : random.between(1, 800);
  if (place.setting == Setting::transit) place.closes = place.opens + 350;
}

Place make_place(std::uint64_t chance, const Country& country, const std::array<Crisis, 2>& crises,
                 std::int32_t mean) {
  Random random(chance);
  Place place;
  place.chance = chance;
  place.cause = random.chance(450) ? Cause::flood : Cause::conflict;
  const auto& crisis = crises[static_cast<std::size_t>(place.cause)];
  place.setting = random.chance(180) ? Setting::return_area : setting_of(random, place.cause);
  const auto cell = place.setting == Setting::return_area ? crisis.returns.draw(random.next())
                                                          : crisis.refuges.draw(random.next());
  place.point = country.mesh.point_inside(cell, random.next());
  place.division = country.deepest[cell];
  place.size = size_of(random, place.setting, mean);
  const bool spread_out = place.setting == Setting::host_community || place.setting == Setting::return_area;
  place.unit = !spread_out ? Unit::site : random.chance(250) ? Unit::admin_area : Unit::settlement;
  open_and_close(random, place);
  return place;
}

}  // namespace

Places::Places(std::uint64_t seed, const Country& country, std::size_t count)
    : crises_(make_crises(hash(seed, {20}), country)) {
  const auto mean = static_cast<std::int32_t>(
      people_of_default_operation /
      std::max<std::int64_t>(1, static_cast<std::int64_t>(std::max<std::size_t>(count, 2000))));
  std::vector<bool> whole_area_listed(country.divisions[4].size());
  places_.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    auto place = make_place(hash(seed, {21, i}), country, crises_, std::max(mean, smallest_mean));
    // A division as a whole is one location.
    if (place.unit == Unit::admin_area) {
      if (whole_area_listed[place.division]) place.unit = Unit::settlement;
      whole_area_listed[place.division] = true;
    }
    places_.push_back(place);
  }
}

Origins Places::origins(const Place& place) const {
  Random random(hash(place.chance, {30}));
  const auto& lottery = crisis(place.cause).origins;
  Origins origins;
  for (int tries = 0; tries < 6 && origins.count < origins.districts.size(); ++tries) {
    const auto district = lottery.draw(random.next());
    const auto end = origins.districts.begin() + static_cast<std::ptrdiff_t>(origins.count);
    if (std::find(origins.districts.begin(), end, district) == end)
      origins.districts[origins.count++] = district;
  }
  return origins;
}

}  // namespace sojourn::demo

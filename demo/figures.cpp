#include "demo/figures.hpp"

#include <algorithm>

#include "demo/random.hpp"

namespace sojourn::demo {
namespace {

constexpr std::int32_t household_tenths = 52;  // people per ten households, as in config/profiles/demo.toml

std::uint64_t of_round(const Place& place, std::uint64_t topic, int number) {
  return hash(place.chance, {topic, static_cast<std::uint64_t>(number)});
}

std::int32_t part_of(std::int32_t whole, std::int64_t permille) {
  return static_cast<std::int32_t>(whole * permille / 1000);
}

bool open(const Place& place, Moment moment) {
  return moment >= place.opens && moment <= place.closes;
}

/// People displaced at a place; counts waver a little from round to round.
std::int32_t people(const Place& place, int number, int rounds) {
  const auto moment = moment_of(number, rounds);
  if (number < 1 || !open(place, moment)) return 0;
  Random random(of_round(place, 40, number));
  const auto most = place.setting == Setting::return_area ? place.size / 6 : place.size;
  return part_of(part_of(most, displaced(place.cause, moment)), random.between(930, 1070));
}

std::int32_t returnees(const Place& place, int number, int rounds) {
  const auto moment = moment_of(number, rounds);
  if (!open(place, moment)) return 0;
  if (place.setting == Setting::return_area) return part_of(place.size * 3, returned(place.cause, moment));
  const bool some = place.setting == Setting::host_community && hash(place.chance, {41}) % 5 == 0;
  return some ? part_of(place.size / 5, returned(place.cause, moment)) : 0;
}

std::int32_t households(std::int32_t individuals, const Place& place) {
  if (individuals == 0) return 0;
  const auto size = household_tenths + static_cast<std::int32_t>(hash(place.chance, {42}) % 15) - 7;
  return std::max(1, individuals * 10 / size);
}

void set_reasons(const Place& place, Part& part) {
  const auto own = static_cast<std::size_t>(place.cause == Cause::flood ? 1 : 0);
  part.reasons[2] = part_of(part.individuals, place.cause == Cause::flood ? 60 : 25);
  part.reasons[3] = part_of(part.individuals, 8);
  part.reasons[4] = part_of(part.individuals, 20);
  part.reasons[own] = part.individuals - part.reasons[2] - part.reasons[3] - part.reasons[4];
}

void set_sex_and_age(Random& random, Part& part) {
  part.children = part_of(part.individuals, random.between(470, 570));
  part.women = part_of(part.individuals - part.children, random.between(510, 590));
  part.men = part.individuals - part.children - part.women;
  part.female = part.women + part_of(part.children, random.between(480, 520));
  part.male = part.individuals - part.female;
  part.elderly = part_of(part.women + part.men, random.between(60, 140));
}

OriginKnown how_known(const Place& place) {
  const auto draw = hash(place.chance, {43}) % 1000;
  if (draw < 430) return OriginKnown::majority;
  return draw < 560 ? OriginKnown::group : OriginKnown::count;
}

/// The people of a place by origin, the rest with the first.
void split(Figures& figures, const Place& place, const Origins& origins) {
  static constexpr std::array<std::array<std::int32_t, 4>, 4> shares = {
      {{1000, 0, 0, 0}, {640, 360, 0, 0}, {520, 300, 180, 0}, {430, 270, 180, 120}}};
  const auto choice = hash(place.chance, {44});
  const bool parted = figures.origin_known == OriginKnown::count && figures.individuals >= 30;
  const std::size_t wanted = parted ? 2 + choice % 3 : 1;
  const auto count = std::min(wanted, origins.count);
  figures.part_count = count;
  auto rest = figures.individuals;
  for (std::size_t i = count; i-- > 0;) {
    auto& part = figures.parts[i];
    part.individuals = i == 0 ? rest : part_of(figures.individuals, shares[count - 1][i]);
    rest -= part.individuals;
    const bool unknown = (i + 1 == count && count > 1 && choice % 7 == 0) || (count == 1 && choice % 23 == 0);
    part.origin = unknown ? unknown_origin : origins.districts[i];
    part.from_origin = part.individuals;
  }
  if (figures.origin_known == OriginKnown::group && figures.parts[0].origin != unknown_origin)
    figures.parts[0].from_origin =
        part_of(figures.individuals, 450 + static_cast<std::int64_t>(choice % 300));
}

/// What came after: disease after the flood, hunger when the harvest was lost.
std::int32_t aftermath(const Place& place, std::size_t sector, Moment moment) {
  constexpr std::size_t food = 2, water = 3, health = 4, nutrition = 6;
  const bool after_flood = moment >= 280 && moment < 640;
  if (place.cause == Cause::flood && after_flood && (sector == water || sector == health)) return 170;
  if (moment >= 500 && (sector == food || sector == nutrition)) return 140;
  return 0;
}

void set_hardship(Figures& figures, const Place& place, Moment moment) {
  static constexpr std::array<std::array<std::int32_t, sector_count>, 3> usual = {
      {{640, 300, 430, 610, 350, 470, 260, 480},   // flood
       {510, 260, 560, 430, 450, 430, 380, 570},   // conflict
       {560, 60, 380, 370, 330, 340, 200, 620}}};  // return
  const auto kind = place.setting == Setting::return_area ? 2U : place.cause == Cause::flood ? 0U : 1U;
  // Help arrives with time.
  const auto helped = std::max(0, moment - place.opens) / 8;
  for (std::size_t sector = 0; sector < sector_count; ++sector) {
    Random random(hash(place.chance, {45, sector}));
    figures.hardship[sector] = std::clamp(
        usual[kind][sector] + random.between(-300, 300) + aftermath(place, sector, moment) - helped, 0, 1000);
  }
}

void set_priorities(Figures& figures) {
  std::array<bool, sector_count> taken{};
  for (auto& priority : figures.priorities) {
    std::size_t hardest = sector_count;
    for (std::size_t sector = 0; sector < sector_count; ++sector)
      if (!taken[sector] && (hardest == sector_count || figures.hardship[sector] > figures.hardship[hardest]))
        hardest = sector;
    taken[hardest] = true;
    priority = static_cast<std::uint8_t>(hardest);
  }
}

}  // namespace

Moment moment_of(int number, int rounds) {
  return rounds < 2 ? 1000 : (number - 1) * 1000 / (rounds - 1);
}

bool in_use(const Place& place, int number, int rounds) {
  return people(place, number, rounds) > 0 || returnees(place, number, rounds) > 0 ||
         people(place, number - 1, rounds) > 0;
}

Figures figures_of(const Places& places, const Place& place, int number, int rounds) {
  Figures figures;
  figures.origin_known = how_known(place);
  figures.individuals = people(place, number, rounds);
  const auto before = people(place, number - 1, rounds);
  Random random(of_round(place, 46, number));
  const auto passing = part_of(std::min(figures.individuals, before), random.between(0, 60));
  figures.arrivals = std::max(0, figures.individuals - before) + passing;
  figures.departures = std::max(0, before - figures.individuals) + passing;
  figures.returnees = returnees(place, number, rounds);
  figures.returnee_households = households(figures.returnees, place);
  figures.returnees_abroad =
      figures.returnees > 0 && hash(place.chance, {47}) % 4 == 0 ? figures.returnees / 9 : 0;
  if (place.unit != Unit::site)
    figures.host = place.size * 4 + static_cast<std::int32_t>(hash(place.chance, {48}) % 900);
  split(figures, place, places.origins(place));
  for (std::size_t i = 0; i < figures.part_count; ++i) {
    auto& part = figures.parts[i];
    part.households = households(part.individuals, place);
    set_reasons(place, part);
    set_sex_and_age(random, part);
  }
  set_hardship(figures, place, moment_of(number, rounds));
  set_priorities(figures);
  return figures;
}

}  // namespace sojourn::demo

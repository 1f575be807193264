#include "demo/round_words.hpp"

#include <array>

namespace sojourn::demo {
namespace {

template <std::size_t N>
using Words = std::array<std::array<std::string_view, N>, 3>;  // by template

template <std::size_t N, typename Value>
std::string_view pick(const Words<N>& words, Template used, Value value) {
  return words[static_cast<std::size_t>(used)][static_cast<std::size_t>(value)];
}

constexpr Words<3> units = {{{"Site", "Settlement", "Whole community"},
                             {"site", "settlement", "admin_area"},
                             {"Site", "Settlement", "Area"}}};
constexpr Words<6> settings = {
    {{"Planned camp", "Collective centre", "Spontaneous site", "Host community", "Transit centre",
      "Place of return"},
     {"camp", "collective_centre", "informal_site", "host_community", "transit", "return"},
     {"Camp", "Collective Centre", "Informal Site", "Host Community", "Transit", "Return"}}};
constexpr Words<3> statuses = {{{"Assessed", "Same as last round", "To be confirmed"},
                                {"assessed", "carried_forward", "provisional"},
                                {"Assessed", "Carried forward", "Provisional"}}};
constexpr Words<3> accesses = {
    {{"Yes", "Limited", "No"}, {"yes", "partial", "no"}, {"Sufficient", "Insufficient", "Lacking"}}};
constexpr Words<3> origin_bases = {{{"Count per origin", "Largest group", "Majority"},
                                    {"count", "group", "majority"},
                                    {"All", "Groups", "Majority"}}};
constexpr Words<2> reasons = {
    {{"Flood", "Armed conflict"}, {"natural_disaster", "conflict"}, {"Disaster", "Conflict"}}};
constexpr Words<sector_count> sectors = {
    {{"Shelter / NFI", "Site management", "Food", "Water and sanitation", "Health care", "Education",
      "Nutrition", "Livelihoods"},
     {"shelter", "cccm", "food", "wash", "health", "education", "nutrition", "livelihoods"},
     {"Shelter", "CCCM", "Food security", "WASH", "Health", "Education", "Nutrition", "Livelihoods"}}};
constexpr Words<7> shelters = {
    {{"Tents", "School or public building", "Makeshift shelter", "Host family", "Rented house",
      "Damaged own house", "Own house"},
     {"tent", "collective_building", "makeshift", "host_family", "rented", "own_damaged", "own"},
     {"Tent", "Collective building", "Makeshift", "Host family", "Rented", "Own (damaged)", "Own"}}};

/// The usual shelters of a setting, indexes into `shelters`.
constexpr std::array<std::array<std::size_t, 3>, 6> shelters_of = {
    {{0, 0, 2}, {1, 1, 1}, {2, 2, 0}, {3, 3, 4}, {1, 0, 0}, {5, 5, 6}}};

bool is_hall(std::uint64_t chance) {
  return chance % 3 == 0;
}

}  // namespace

std::string_view word(Template used, Unit unit) {
  return pick(units, used, unit);
}
std::string_view word(Template used, Setting setting) {
  return pick(settings, used, setting);
}
std::string_view word(Template used, FigureStatus status) {
  return pick(statuses, used, status);
}
std::string_view word(Template used, Access access) {
  return pick(accesses, used, access);
}
std::string_view word(Template used, OriginKnown known) {
  return pick(origin_bases, used, known);
}
std::string_view word(Template used, Cause cause) {
  return pick(reasons, used, cause);
}
std::string_view sector_word(Template used, std::size_t sector) {
  return pick(sectors, used, sector);
}

std::string_view shelter_word(Template used, Setting setting, std::uint64_t chance) {
  return pick(shelters, used, shelters_of[static_cast<std::size_t>(setting)][chance % 3]);
}

std::string_view kind_latin(Setting setting, std::uint64_t chance) {
  switch (setting) {
    case Setting::camp:
      return " Camp";
    case Setting::collective_centre:
      return is_hall(chance) ? " Community Hall" : " Primary School";
    case Setting::informal_site:
      return " Field";
    case Setting::transit:
      return " Transit Centre";
    default:
      return "";
  }
}

std::string_view kind_arabic(Setting setting, std::uint64_t chance) {
  switch (setting) {
    case Setting::camp:
      return "مخيم ";
    case Setting::collective_centre:
      return is_hall(chance) ? "قاعة " : "مدرسة ";
    case Setting::informal_site:
      return "ساحة ";
    case Setting::transit:
      return "مركز عبور ";
    default:
      return "";
  }
}

}  // namespace sojourn::demo

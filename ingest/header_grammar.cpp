#include "ingest/header_grammar.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>

namespace sojourn::ingest {
namespace {

using std::operator""sv;

enum class Group { none, idps, returnees, migrants, host, relocated };
using Unit = CountUnit;

template <typename Meaning>
struct Word {
  std::string_view text;
  Meaning meaning;
};

constexpr auto groups = std::to_array<Word<Group>>({{"idp", Group::idps},
                                                    {"idps", Group::idps},
                                                    {"pdi", Group::idps},
                                                    {"pdis", Group::idps},
                                                    {"displaced", Group::idps},
                                                    {"deplaces", Group::idps},
                                                    {"deplacees", Group::idps},
                                                    {"desplazados", Group::idps},
                                                    {"desplazadas", Group::idps},
                                                    {"deslocados", Group::idps},
                                                    {"deslocadas", Group::idps},
                                                    {"returnee", Group::returnees},
                                                    {"returnees", Group::returnees},
                                                    {"returned", Group::returnees},
                                                    {"retournes", Group::returnees},
                                                    {"retournees", Group::returnees},
                                                    {"retornados", Group::returnees},
                                                    {"retornadas", Group::returnees},
                                                    {"migrant", Group::migrants},
                                                    {"migrants", Group::migrants},
                                                    {"migrantes", Group::migrants},
                                                    {"host", Group::host},
                                                    {"hotes", Group::host},
                                                    {"relocated", Group::relocated}});

constexpr auto units = std::to_array<Word<Unit>>(
    {{"ind", Unit::individuals},        {"inds", Unit::individuals},        {"indiv", Unit::individuals},
     {"individual", Unit::individuals}, {"individuals", Unit::individuals}, {"person", Unit::individuals},
     {"persons", Unit::individuals},    {"people", Unit::individuals},      {"individus", Unit::individuals},
     {"personnes", Unit::individuals},  {"personas", Unit::individuals},    {"individuos", Unit::individuals},
     {"pessoas", Unit::individuals},    {"hh", Unit::households},           {"hhs", Unit::households},
     {"household", Unit::households},   {"households", Unit::households},   {"family", Unit::households},
     {"families", Unit::households},    {"menage", Unit::households},       {"menages", Unit::households},
     {"hogares", Unit::households},     {"familias", Unit::households},     {"agregados", Unit::households}});

constexpr auto fillers = std::to_array(
    {"num"sv,        "number"sv,     "no"sv,     "nb"sv,         "nbr"sv,      "nombre"sv,    "numero"sv,
     "n"sv,          "of"sv,         "the"sv,    "de"sv,         "des"sv,      "d"sv,         "les"sv,
     "total"sv,      "totals"sv,     "est"sv,    "estim"sv,      "estimate"sv, "estimates"sv, "estimated"sv,
     "estimation"sv, "count"sv,      "counts"sv, "internally"sv, "internes"sv, "internos"sv,  "internas"sv,
     "community"sv,  "population"sv, "pop"sv,    "present"sv,    "presents"sv, "currently"sv, "current"sv});

template <typename Meaning, std::size_t size>
const Meaning* meaning_of(std::string_view word, const std::array<Word<Meaning>, size>& words) {
  const auto found = std::ranges::find(words, word, &Word<Meaning>::text);
  return found == words.end() ? nullptr : &found->meaning;
}

std::string_view field_of(Group group, Unit unit) {
  const bool households = unit == Unit::households;
  switch (group) {
    case Group::idps:
      return households ? "idps_households" : "idps_individuals";
    case Group::returnees:
      return households ? "returnees_households" : "returnees_individuals";
    case Group::migrants:
      return households ? "" : "migrants_individuals";
    case Group::relocated:
      return households ? "" : "relocated_individuals";
    case Group::host:
      return unit == Unit::individuals ? "host_individuals" : "";
    case Group::none:
      break;
  }
  return {};
}

}  // namespace

CountUnit unit_named_by(std::string_view word) {
  const auto* known = meaning_of(word, units);
  return known == nullptr ? Unit::none : *known;
}

std::string_view count_named_by_words(std::string_view header) {
  auto group = Group::none;
  auto unit = Unit::none;
  while (!header.empty()) {
    const auto end = std::min(header.find(' '), header.size());
    const auto word = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    if (const auto* said = meaning_of(word, groups)) {
      if (group != Group::none && group != *said) return {};
      group = *said;
    } else if (const auto* counted = meaning_of(word, units)) {
      // `individuals in households`: of two units neither is meant alone.
      if (unit != Unit::none && unit != *counted) return {};
      unit = *counted;
    } else if (std::ranges::find(fillers, word) == fillers.end()) {
      return {};
    }
  }
  return field_of(group, unit);
}

}  // namespace sojourn::ingest

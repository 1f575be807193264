#include "ingest/header_words.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "ingest/field_lists.hpp"

namespace sojourn::ingest {
namespace {

using std::operator""sv;

constexpr auto household_words =
    std::to_array({"hh"sv, "hhs"sv, "household"sv, "households"sv, "family"sv, "families"sv, "famille"sv,
                   "familles"sv, "menage"sv, "menages"sv, "hogar"sv, "hogares"sv, "familias"sv, "agregados"sv,
                   "اسر"sv, "الاسر"sv, "العوائل"sv, "عوائل"sv});
constexpr auto individual_words =
    std::to_array({"ind"sv, "inds"sv, "individual"sv, "individuals"sv, "persons"sv, "personnes"sv,
                   "individus"sv, "personas"sv, "individuos"sv, "pessoas"sv, "افراد"sv, "الافراد"sv});
constexpr auto no_count_words =
    std::to_array({"percent"sv,  "percentage"sv,  "pct"sv,         "share"sv,  "yesno"sv,   "yes"sv,
                   "date"sv,     "year"sv,        "code"sv,        "name"sv,   "size"sv,    "average"sv,
                   "avg"sv,      "mean"sv,        "pourcentage"sv, "taille"sv, "moyenne"sv, "porcentaje"sv,
                   "promedio"sv, "percentagem"sv, "media"sv,       "متوسط"sv,  "نسبة"sv});
constexpr auto part_words = std::to_array(
    {"female"sv,     "females"sv,   "male"sv,       "males"sv,    "women"sv,      "men"sv,
     "girls"sv,      "boys"sv,      "children"sv,   "elderly"sv,  "infants"sv,    "insurgency"sv,
     "insurg"sv,     "clash"sv,     "clashes"sv,    "disaster"sv, "disasters"sv,  "reason"sv,
     "reasons"sv,    "origin"sv,    "group"sv,      "arrived"sv,  "arrivals"sv,   "departed"sv,
     "departures"sv, "returned"sv,  "returnees"sv,  "born"sv,     "disability"sv, "lactating"sv,
     "pregnant"sv,   "per"sv,       "femmes"sv,     "hommes"sv,   "filles"sv,     "garcons"sv,
     "enfants"sv,    "retournes"sv, "retournees"sv, "arrives"sv,  "partis"sv,     "origine"sv,
     "mujeres"sv,    "hombres"sv,   "ninos"sv,      "ninas"sv,    "retornados"sv, "retornadas"sv,
     "origen"sv,     "mulheres"sv,  "homens"sv,     "criancas"sv, "origem"sv,     "النساء"sv,
     "الرجال"sv,     "الاطفال"sv,   "نساء"sv,       "رجال"sv,     "اطفال"sv,      "ذكور"sv,
     "اناث"sv,       "العائدين"sv,  "العائدة"sv});

bool mentions(std::string_view header, std::span<const std::string_view> words) {
  while (!header.empty()) {
    const auto end = std::min(header.find(' '), header.size());
    if (std::ranges::find(words, header.substr(0, end)) != words.end()) return true;
    header.remove_prefix(std::min(end + 1, header.size()));
  }
  return false;
}

}  // namespace

bool is_free_text(std::string_view header) {
  constexpr auto endings = std::to_array(
      {" other"sv, " specify"sv, " others specify"sv, " autre"sv, " autres"sv, " preciser"sv, " precisez"sv,
       " otro"sv, " otra"sv, " especifique"sv, " comment"sv, " comments"sv, " remarks"sv, " note"sv});
  return std::ranges::any_of(endings, [&](auto ending) { return header.ends_with(ending); });
}

bool counts_something_else(std::string_view field, std::string_view header) {
  const bool stock = field == "idps_individuals" || field == "idps_households";
  if (!stock && !is_listed(reason_fields, field)) return false;
  if (mentions(header, no_count_words) || (stock && mentions(header, part_words))) return true;
  return field == "idps_households"
             ? !mentions(header, household_words)
             : mentions(header, household_words) && !mentions(header, individual_words);
}

}  // namespace sojourn::ingest

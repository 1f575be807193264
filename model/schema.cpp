#include "model/schema.hpp"

#include <array>

#include "model/need_fields.hpp"
#include "model/site_fields.hpp"

namespace sojourn::model {
namespace {

constexpr std::array<Field, 80> location_fields = {{
    Field{"operation", FieldType::text, Role::dimension, Aggregate::none, "", "#operation+code", true, false},
    Field{"location_id", FieldType::text, Role::id, Aggregate::none, "", "#loc+code+id", false, true},
    Field{"source_id", FieldType::text, Role::label, Aggregate::none, "", "#loc+code+source", false, true},
    Field{"name", FieldType::text, Role::label, Aggregate::none, "", "#loc+name", true, true},
    Field{"name_local", FieldType::text, Role::label, Aggregate::none, "", "#loc+name+local", false, true},
    Field{"unit", FieldType::text, Role::dimension, Aggregate::none, "", "#loc+type+unit", true, true},
    Field{"setting", FieldType::text, Role::dimension, Aggregate::none, "", "#loc+type+setting", false, true},
    Field{"admin0_pcode", FieldType::text, Role::dimension, Aggregate::none, "", "#country+code", false,
          false},
    Field{"admin0_name", FieldType::text, Role::label, Aggregate::none, "", "#country+name", false, false},
    Field{"admin1_pcode", FieldType::text, Role::dimension, Aggregate::none, "", "#adm1+code", false, false},
    Field{"admin1_name", FieldType::text, Role::label, Aggregate::none, "", "#adm1+name", false, false},
    Field{"admin2_pcode", FieldType::text, Role::dimension, Aggregate::none, "", "#adm2+code", true, false},
    Field{"admin2_name", FieldType::text, Role::label, Aggregate::none, "", "#adm2+name", false, false},
    Field{"admin3_pcode", FieldType::text, Role::dimension, Aggregate::none, "", "#adm3+code", false, false},
    Field{"admin3_name", FieldType::text, Role::label, Aggregate::none, "", "#adm3+name", false, false},
    Field{"admin4_pcode", FieldType::text, Role::dimension, Aggregate::none, "", "#adm4+code", false, false},
    Field{"admin4_name", FieldType::text, Role::label, Aggregate::none, "", "#adm4+name", false, false},
    Field{"boundary_version", FieldType::text, Role::dimension, Aggregate::none, "",
          "#meta+boundaries+version", false, false},
    Field{"method", FieldType::text, Role::dimension, Aggregate::none, "", "#meta+method", true, false},
    Field{"round", FieldType::integer, Role::dimension, Aggregate::none, "", "#round+code", true, false},
    Field{"period_start", FieldType::date, Role::dimension, Aggregate::none, "", "#date+start", false, false},
    Field{"period_end", FieldType::date, Role::dimension, Aggregate::none, "", "#date+end", true, false},
    Field{"assessed_on", FieldType::date, Role::dimension, Aggregate::none, "", "#date+assessed", false,
          true},
    Field{"figure_status", FieldType::text, Role::dimension, Aggregate::none, "", "#status+figure", false,
          true},
    Field{"idps_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+ind", true, true},
    Field{"idps_households", FieldType::integer, Role::measure, Aggregate::sum, "households",
          "#affected+idps+hh", false, true},
    Field{"idps_basis", FieldType::text, Role::dimension, Aggregate::none, "", "#meta+basis", true, true},
    Field{"household_size", FieldType::real, Role::dimension, Aggregate::none, "individuals per household",
          "#indicator+hh+size", false, true},
    Field{"returnees_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+returnees+ind", true, true},
    Field{"returnees_households", FieldType::integer, Role::measure, Aggregate::sum, "households",
          "#affected+returnees+hh", false, true},
    Field{"returnees_abroad_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+returnees+abroad+ind", false, true},
    Field{"relocated_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+relocated+ind", false, true},
    Field{"migrants_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+migrants+ind", false, true},
    Field{"host_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+hosts+ind", false, true},
    Field{"arrivals_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+arrivals+ind", false, true},
    Field{"departures_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+departures+ind", false, true},
    Field{"female", FieldType::integer, Role::measure, Aggregate::sum, "individuals", "#affected+idps+f",
          false, true},
    Field{"male", FieldType::integer, Role::measure, Aggregate::sum, "individuals", "#affected+idps+m", false,
          true},
    Field{"women", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+f+adults", false, true},
    Field{"men", FieldType::integer, Role::measure, Aggregate::sum, "individuals", "#affected+idps+m+adults",
          false, true},
    Field{"children", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+children", false, true},
    Field{"elderly", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+elderly", false, true},
    Field{"sadd_basis", FieldType::text, Role::dimension, Aggregate::none, "", "#meta+sadd+basis", false,
          true},
    Field{"reason_main", FieldType::text, Role::dimension, Aggregate::none, "", "#cause+type+main", false,
          true},
    Field{"conflict_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+ind+cause_conflict", false, true},
    Field{"disaster_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+ind+cause_disaster", false, true},
    Field{"mixed_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+ind+cause_mixed", false, true},
    Field{"other_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+ind+cause_other", false, true},
    Field{"unknown_reason_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+ind+cause_unknown", false, true},
    Field{"displaced_period", FieldType::text, Role::dimension, Aggregate::none, "", "#date+displaced", false,
          true},
    Field{"origin_pcode", FieldType::text, Role::dimension, Aggregate::none, "", "#adm+origin+code", false,
          true},
    Field{"origin_name", FieldType::text, Role::label, Aggregate::none, "", "#adm+origin+name", false, true},
    Field{"origin_level", FieldType::integer, Role::dimension, Aggregate::none, "", "#adm+origin+level",
          false, true},
    Field{"origin_basis", FieldType::text, Role::dimension, Aggregate::none, "", "#meta+origin+basis", false,
          true},
    Field{"origin_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+ind+origin", false, true},
    Field{"shelter_main", FieldType::text, Role::dimension, Aggregate::none, "", "#shelter+type+main", false,
          true},
    Field{"priority_need_1", FieldType::text, Role::dimension, Aggregate::none, "", "#need+priority+v_1",
          true, true},
    Field{"priority_need_2", FieldType::text, Role::dimension, Aggregate::none, "", "#need+priority+v_2",
          false, true},
    Field{"priority_need_3", FieldType::text, Role::dimension, Aggregate::none, "", "#need+priority+v_3",
          false, true},
    Field{"access_shl", FieldType::text, Role::dimension, Aggregate::none, "", "#access+shl", false, true},
    Field{"access_ccm", FieldType::text, Role::dimension, Aggregate::none, "", "#access+ccm", false, true},
    Field{"access_fsc", FieldType::text, Role::dimension, Aggregate::none, "", "#access+fsc", false, true},
    Field{"access_wsh", FieldType::text, Role::dimension, Aggregate::none, "", "#access+wsh", false, true},
    Field{"access_hea", FieldType::text, Role::dimension, Aggregate::none, "", "#access+hea", false, true},
    Field{"access_edu", FieldType::text, Role::dimension, Aggregate::none, "", "#access+edu", false, true},
    Field{"access_nut", FieldType::text, Role::dimension, Aggregate::none, "", "#access+nut", false, true},
    Field{"access_liv", FieldType::text, Role::dimension, Aggregate::none, "", "#access+liv", false, true},
    Field{"severity_shl", FieldType::integer, Role::dimension, Aggregate::max, "", "#severity+shl", false,
          true},
    Field{"severity_ccm", FieldType::integer, Role::dimension, Aggregate::max, "", "#severity+ccm", false,
          true},
    Field{"severity_fsc", FieldType::integer, Role::dimension, Aggregate::max, "", "#severity+fsc", false,
          true},
    Field{"severity_wsh", FieldType::integer, Role::dimension, Aggregate::max, "", "#severity+wsh", false,
          true},
    Field{"severity_hea", FieldType::integer, Role::dimension, Aggregate::max, "", "#severity+hea", false,
          true},
    Field{"severity_edu", FieldType::integer, Role::dimension, Aggregate::max, "", "#severity+edu", false,
          true},
    Field{"severity_nut", FieldType::integer, Role::dimension, Aggregate::max, "", "#severity+nut", false,
          true},
    Field{"severity_liv", FieldType::integer, Role::dimension, Aggregate::max, "", "#severity+liv", false,
          true},
    Field{"placement", FieldType::text, Role::dimension, Aggregate::none, "", "#meta+placement", false, true},
    Field{"placement_confidence", FieldType::real, Role::dimension, Aggregate::none, "ratio",
          "#meta+placement+confidence", false, true},
    Field{"point", FieldType::text, Role::dimension, Aggregate::none, "", "#geo+point+type", true, true},
    Field{"source", FieldType::text, Role::label, Aggregate::none, "", "#meta+source", false, false},
    Field{"access_location", FieldType::text, Role::dimension, Aggregate::none, "", "#access+location", false,
          true},
}};

constexpr std::array<Field, 51> area_fields = {{
    Field{"operation", FieldType::text, Role::dimension, Aggregate::none, "", "#operation+code", true, false},
    Field{"pcode", FieldType::text, Role::id, Aggregate::none, "", "#adm+code", true, false},
    Field{"name", FieldType::text, Role::label, Aggregate::none, "", "#adm+name", true, false},
    Field{"name_local", FieldType::text, Role::label, Aggregate::none, "", "#adm+name+local", false, false},
    Field{"parent_pcode", FieldType::text, Role::dimension, Aggregate::none, "", "#adm+code+parent", false,
          false},
    Field{"level", FieldType::integer, Role::dimension, Aggregate::none, "", "#adm+level", false, false},
    Field{"boundary_version", FieldType::text, Role::dimension, Aggregate::none, "",
          "#meta+boundaries+version", false, false},
    Field{"method", FieldType::text, Role::dimension, Aggregate::none, "", "#meta+method", false, false},
    Field{"round", FieldType::integer, Role::dimension, Aggregate::none, "", "#round+code", true, false},
    Field{"period_start", FieldType::date, Role::dimension, Aggregate::none, "", "#date+start", false, false},
    Field{"period_end", FieldType::date, Role::dimension, Aggregate::none, "", "#date+end", false, false},
    Field{"coverage", FieldType::text, Role::dimension, Aggregate::none, "", "#meta+coverage", true, false},
    Field{"locations_assessed", FieldType::integer, Role::measure, Aggregate::sum, "locations",
          "#loc+num+assessed", false, false},
    Field{"locations_carried_forward", FieldType::integer, Role::measure, Aggregate::sum, "locations",
          "#loc+num+carried", false, false},
    Field{"idps_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+ind", true, false},
    Field{"idps_households", FieldType::integer, Role::measure, Aggregate::sum, "households",
          "#affected+idps+hh", false, false},
    Field{"idps_basis", FieldType::text, Role::dimension, Aggregate::none, "", "#meta+basis", false, false},
    Field{"returnees_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+returnees+ind", true, false},
    Field{"returnees_households", FieldType::integer, Role::measure, Aggregate::sum, "households",
          "#affected+returnees+hh", false, false},
    Field{"returnees_abroad_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+returnees+abroad+ind", false, false},
    Field{"relocated_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+relocated+ind", false, false},
    Field{"migrants_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+migrants+ind", false, false},
    Field{"female", FieldType::integer, Role::measure, Aggregate::sum, "individuals", "#affected+idps+f",
          false, false},
    Field{"male", FieldType::integer, Role::measure, Aggregate::sum, "individuals", "#affected+idps+m", false,
          false},
    Field{"women", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+f+adults", false, false},
    Field{"men", FieldType::integer, Role::measure, Aggregate::sum, "individuals", "#affected+idps+m+adults",
          false, false},
    Field{"children", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+children", false, false},
    Field{"elderly", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+elderly", false, false},
    Field{"sadd_basis", FieldType::text, Role::dimension, Aggregate::none, "", "#meta+sadd+basis", false,
          false},
    Field{"conflict_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+ind+cause_conflict", false, false},
    Field{"disaster_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+ind+cause_disaster", false, false},
    Field{"mixed_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+ind+cause_mixed", false, false},
    Field{"other_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+ind+cause_other", false, false},
    Field{"unknown_reason_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+ind+cause_unknown", false, false},
    Field{"displaced_from_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+ind+origin", true, false},
    Field{"displaced_within_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+ind+within", false, false},
    Field{"population", FieldType::integer, Role::measure, Aggregate::sum, "individuals", "#population", true,
          false},
    Field{"population_year", FieldType::integer, Role::dimension, Aggregate::none, "",
          "#date+year+population", false, false},
    Field{"idps_per_1000", FieldType::real, Role::dimension, Aggregate::none, "per 1,000 people",
          "#indicator+idps+rate", true, false},
    Field{"change_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+ind+change", false, false},
    Field{"change_comparable_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+ind+change+comparable", false, false},
    Field{"change_from_round", FieldType::integer, Role::dimension, Aggregate::none, "",
          "#round+code+previous", false, false},
    Field{"need_shl_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#inneed+shl+ind", false, false},
    Field{"need_ccm_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#inneed+ccm+ind", false, false},
    Field{"need_fsc_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#inneed+fsc+ind", false, false},
    Field{"need_wsh_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#inneed+wsh+ind", false, false},
    Field{"need_hea_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#inneed+hea+ind", false, false},
    Field{"need_edu_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#inneed+edu+ind", false, false},
    Field{"need_nut_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#inneed+nut+ind", false, false},
    Field{"need_liv_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#inneed+liv+ind", false, false},
    Field{"source", FieldType::text, Role::label, Aggregate::none, "", "#meta+source", false, false},
}};

constexpr std::array<Field, 11> origin_fields = {{
    Field{"operation", FieldType::text, Role::dimension, Aggregate::none, "", "#operation+code", true, false},
    Field{"pcode", FieldType::text, Role::id, Aggregate::none, "", "#adm+origin+code", true, false},
    Field{"name", FieldType::text, Role::label, Aggregate::none, "", "#adm+origin+name", true, false},
    Field{"level", FieldType::integer, Role::dimension, Aggregate::none, "", "#adm+origin+level", true,
          false},
    Field{"parent_pcode", FieldType::text, Role::dimension, Aggregate::none, "", "#adm+origin+code+parent",
          false, false},
    Field{"method", FieldType::text, Role::dimension, Aggregate::none, "", "#meta+method", false, false},
    Field{"round", FieldType::integer, Role::dimension, Aggregate::none, "", "#round+code", true, false},
    Field{"period_end", FieldType::date, Role::dimension, Aggregate::none, "", "#date+end", false, false},
    Field{"displaced_from_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+idps+ind+origin", true, false},
    Field{"returned_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+returnees+ind", true, false},
    Field{"origin_basis", FieldType::text, Role::dimension, Aggregate::none, "", "#meta+origin+basis", true,
          false},
}};

constexpr std::array<std::string_view, 8> sector_codes = {"shl", "ccm", "fsc", "wsh",
                                                          "hea", "edu", "nut", "liv"};

constexpr std::array<CollectionInfo, collection_count> all_collections = {{
    {Collection::locations, "locations", "Assessed locations",
     "Places where displaced people were counted, in the round in force.", true, GeometryKind::points,
     "assessment"},
    {Collection::admin0, "admin0", "Countries", "Stocks and needs by country.", true, GeometryKind::areas,
     ""},
    {Collection::admin1, "admin1", "First administrative level", "Stocks and needs by first-level area.",
     true, GeometryKind::areas, ""},
    {Collection::admin2, "admin2", "Second administrative level", "Stocks and needs by second-level area.",
     true, GeometryKind::areas, ""},
    {Collection::admin3, "admin3", "Third administrative level", "Stocks and needs by third-level area.",
     true, GeometryKind::areas, ""},
    {Collection::admin4, "admin4", "Fourth administrative level", "Stocks and needs by fourth-level area.",
     true, GeometryKind::areas, ""},
    {Collection::origins, "origins", "Areas of origin", "Where displaced and returned people come from.",
     true, GeometryKind::areas, ""},
    {Collection::assessments, "assessments", "Assessments", "Every published row of every round.", false,
     GeometryKind::points, "assessment"},
    {Collection::people_in_need, "people-in-need", "People in need",
     "People in need by area and cluster, of all population groups: overlapping figures, never to be added.",
     true, GeometryKind::areas, "people_in_need"},
    {Collection::relocation_areas, "relocation-areas", "Relocation areas",
     "Places that could receive people who choose them: capacity, tenure, hazards, services.", true,
     GeometryKind::shapes, "relocation_area"},
    {Collection::services, "services", "Services", "Schools, clinics, water points and other services.", true,
     GeometryKind::shapes, "service"},
}};

}  // namespace

std::span<const Field> fields_of(Collection collection) {
  switch (collection) {
    case Collection::locations:
    case Collection::assessments:
      return location_fields;
    case Collection::origins:
      return origin_fields;
    case Collection::people_in_need:
      return need_fields;
    case Collection::relocation_areas:
      return relocation_area_fields;
    case Collection::services:
      return service_fields;
    default:
      return area_fields;
  }
}

std::span<const CollectionInfo> collections() {
  return all_collections;
}

const CollectionInfo& info_of(Collection collection) {
  return all_collections.at(static_cast<std::size_t>(collection));
}

std::optional<Collection> find_collection(std::string_view name) {
  for (const auto& info : all_collections)
    if (info.name == name) return info.id;
  return std::nullopt;
}

std::optional<int> admin_level(Collection collection) {
  if (collection < Collection::admin0 || collection > Collection::admin4) return std::nullopt;
  return static_cast<int>(collection) - static_cast<int>(Collection::admin0);
}

std::size_t field_index(std::span<const Field> fields, std::string_view name) {
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].name == name) return i;
  return no_field;
}

std::span<const std::string_view> sectors() {
  return sector_codes;
}

std::span<const std::string_view> need_sectors() {
  return all_need_sectors;
}

}  // namespace sojourn::model

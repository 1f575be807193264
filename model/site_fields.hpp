/// The fields of `relocation-areas` and `services`: places with a shape or a point of their own. What several
/// services can hold is not added: they serve the same people.
#pragma once

#include <array>

#include "model/schema.hpp"

namespace sojourn::model {

inline constexpr std::array<Field, 31> relocation_area_fields = {{
    Field{"operation", FieldType::text, Role::dimension, Aggregate::none, "", "#operation+code", true, false},
    Field{"site_id", FieldType::text, Role::id, Aggregate::none, "", "#loc+code+id", false, true},
    Field{"name", FieldType::text, Role::label, Aggregate::none, "", "#loc+name", true, true},
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
    Field{"round", FieldType::integer, Role::dimension, Aggregate::none, "", "#round+code", true, false},
    Field{"period_start", FieldType::date, Role::dimension, Aggregate::none, "", "#date+start", false, false},
    Field{"period_end", FieldType::date, Role::dimension, Aggregate::none, "", "#date+end", false, false},
    Field{"assessed_on", FieldType::date, Role::dimension, Aggregate::none, "", "#date+assessed", false,
          true},
    Field{"status", FieldType::text, Role::dimension, Aggregate::none, "", "#status", true, true},
    Field{"capacity_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#capacity+ind", true, true},
    Field{"capacity_households", FieldType::integer, Role::measure, Aggregate::sum, "households",
          "#capacity+hh", false, true},
    Field{"occupied_individuals", FieldType::integer, Role::measure, Aggregate::sum, "individuals",
          "#affected+relocated+ind", true, true},
    Field{"hectares", FieldType::real, Role::dimension, Aggregate::none, "hectares", "#indicator+area+ha",
          false, true},
    Field{"tenure", FieldType::text, Role::dimension, Aggregate::none, "", "#loc+tenure", true, true},
    Field{"hazards", FieldType::text, Role::dimension, Aggregate::none, "", "#hazard", true, true},
    Field{"hazard_level", FieldType::text, Role::dimension, Aggregate::none, "", "#hazard+level", false,
          true},
    Field{"services", FieldType::text, Role::dimension, Aggregate::none, "", "#service+list", true, true},
    Field{"placement", FieldType::text, Role::dimension, Aggregate::none, "", "#meta+placement", false, true},
    Field{"placement_confidence", FieldType::real, Role::dimension, Aggregate::none, "ratio",
          "#meta+placement+confidence", false, true},
    Field{"point", FieldType::text, Role::dimension, Aggregate::none, "", "#geo+point+type", true, true},
    Field{"source", FieldType::text, Role::label, Aggregate::none, "", "#meta+source", false, false},
}};

inline constexpr std::array<Field, 26> service_fields = {{
    Field{"operation", FieldType::text, Role::dimension, Aggregate::none, "", "#operation+code", true, false},
    Field{"site_id", FieldType::text, Role::id, Aggregate::none, "", "#loc+code+id", false, true},
    Field{"name", FieldType::text, Role::label, Aggregate::none, "", "#loc+name", true, true},
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
    Field{"round", FieldType::integer, Role::dimension, Aggregate::none, "", "#round+code", true, false},
    Field{"period_start", FieldType::date, Role::dimension, Aggregate::none, "", "#date+start", false, false},
    Field{"period_end", FieldType::date, Role::dimension, Aggregate::none, "", "#date+end", false, false},
    Field{"assessed_on", FieldType::date, Role::dimension, Aggregate::none, "", "#date+assessed", false,
          true},
    Field{"sector", FieldType::text, Role::dimension, Aggregate::none, "", "#sector+code", true, true},
    Field{"service_type", FieldType::text, Role::dimension, Aggregate::none, "", "#service+type", true, true},
    Field{"status", FieldType::text, Role::dimension, Aggregate::none, "", "#status", true, true},
    Field{"capacity_individuals", FieldType::integer, Role::measure, Aggregate::none, "individuals",
          "#capacity+ind", true, true},
    Field{"placement", FieldType::text, Role::dimension, Aggregate::none, "", "#meta+placement", false, true},
    Field{"placement_confidence", FieldType::real, Role::dimension, Aggregate::none, "ratio",
          "#meta+placement+confidence", false, true},
    Field{"point", FieldType::text, Role::dimension, Aggregate::none, "", "#geo+point+type", true, true},
    Field{"source", FieldType::text, Role::label, Aggregate::none, "", "#meta+source", false, false},
}};

}  // namespace sojourn::model

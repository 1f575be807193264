/// Fields that building a round asks for in every row, looked up once.
#pragma once

#include <array>

#include "ingest/record.hpp"
#include "ingest/row_reader.hpp"

namespace sojourn::ingest {

/// So many places at one position: it is their area's, not theirs.
inline constexpr unsigned places_of_an_area = 5;

struct RoundFields {
  std::size_t individuals = location_field("idps_individuals");
  std::size_t households = location_field("idps_households");
  std::size_t returnees = location_field("returnees_individuals");
  std::size_t household_size = location_field("household_size");
  std::size_t basis = location_field("idps_basis");
  std::size_t status = location_field("figure_status");
  std::size_t assessed_on = location_field("assessed_on");
  std::size_t unit = location_field("unit");
  std::size_t setting = location_field("setting");
  std::size_t name = location_field("name");
  std::size_t source_id = location_field("source_id");
  std::size_t location_id = location_field("location_id");
  std::size_t point = location_field("point");
  std::size_t placement = location_field("placement");
  std::size_t placement_confidence = location_field("placement_confidence");
  std::size_t reason_main = location_field("reason_main");
  std::array<std::size_t, reason_count> reasons = {
      location_field(reason_fields[0]), location_field(reason_fields[1]), location_field(reason_fields[2]),
      location_field(reason_fields[3]), location_field(reason_fields[4])};
};

inline const RoundFields& fields() {
  static const RoundFields known;
  return known;
}

}  // namespace sojourn::ingest

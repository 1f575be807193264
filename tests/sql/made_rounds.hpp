/// A small country and rounds in it, for tests.
#pragma once

#include <string>

#include "model/round_draft.hpp"

namespace sojourn::sql::test {

inline geo::MultiPolygon square(double x, double y, double size) {
  return {{{{x, y}, {x + size, y}, {x + size, y + size}, {x, y + size}, {x, y}}}};
}

/// Levels 0 to 2: the country, two provinces, two districts in the first.
inline std::shared_ptr<const geo::BoundarySet> country(const std::string& code,
                                                       const std::string& version = "2019-01-01") {
  std::vector<geo::Area> areas(5);
  const std::vector<std::string> codes = {code, code + "01", code + "02", code + "0101", code + "0102"};
  const std::vector<std::string> parents = {"", code, code, code + "01", code + "01"};
  const std::vector<int> levels = {0, 1, 1, 2, 2};
  for (std::size_t i = 0; i < areas.size(); ++i) {
    areas[i].pcode = codes[i];
    areas[i].name = "Area " + codes[i];
    areas[i].level = levels[i];
    areas[i].geometry = square(static_cast<double>(i) * 0.1, 1.0 / 3.0, levels[i] == 0 ? 5 : 0.5);
  }
  areas[1].name_local = "الولاية\tالأولى";
  areas[1].other_names = {"Première, “province”", "back\\slash \"quoted\"", "{brace}"};
  areas[1].population = 123456;
  areas[1].population_year = 2018;
  areas[2].geometry.clear();
  return std::make_shared<geo::BoundarySet>(code, version, std::move(areas), parents);
}

/// A draft of one round with `rows` locations in the first district, of 10, 11, 12 … IDPs.
inline model::RoundDraft draft(const std::string& operation,
                               std::shared_ptr<const geo::BoundarySet> boundaries, int number,
                               std::size_t rows = 3, const std::string& content_hash = "first") {
  model::RoundDraft made;
  made.operation = {
      operation, "Operation " + operation, boundaries->country(), "Source", "CC BY", std::nullopt, false};
  auto& content = made.content;
  auto& round = content.round;
  round.key = {operation, model::Method::baseline, number};
  round.sensitivity = model::Sensitivity::low;
  round.period_start = *model::Date::make(2020, 1, 1);
  round.period_end = model::Date::from_days(round.period_start.days_since_1970() + 10 * number);
  round.source = "Source";
  round.source_method = "BA";
  round.boundary_version = boundaries->version();
  round.content_hash = content_hash;
  round.profile = "made";
  content.boundaries = boundaries;
  const auto district = boundaries->deepest_level() == 2 ? boundaries->level_range(2).first : 0;
  for (std::size_t i = 0; i < rows; ++i) {
    const auto row = content.assessments.add_row();
    content.assessments.column("location_id").set(row, "place-" + std::to_string(i));
    content.assessments.column("name").set(row, "Place " + std::to_string(i));
    content.assessments.column("unit").set(row, std::string_view("site"));
    content.assessments.column("figure_status").set(row, std::string_view("assessed"));
    content.assessments.column("idps_individuals").set(row, static_cast<std::int64_t>(10 + i));
    content.assessments.column("idps_basis").set(row, std::string_view("counted"));
    content.assessments.column("placement").set(row, std::string_view("code"));
    content.areas.push_back(district);
    content.points.push_back(geo::LonLat::make(0.5 + 0.001 * static_cast<double>(i % 100), 0.5));
    round.totals.individuals += static_cast<std::int64_t>(10 + i);
  }
  auto& totals = round.totals;
  totals.rows_read = totals.rows_accepted = totals.locations = static_cast<std::int64_t>(rows);
  totals.individuals_read = totals.individuals;
  return made;
}

}  // namespace sojourn::sql::test

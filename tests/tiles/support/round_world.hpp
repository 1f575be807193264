/// Small rounds, made by hand.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/edition.hpp"

namespace sojourn::tiles::test {

struct Place {
  std::string id;
  std::optional<geo::LonLat> point;
  std::optional<std::int64_t> individuals;
  std::string name = {};
};

inline Place place(std::string id, double lon, double lat, std::int64_t individuals, std::string name = {}) {
  return {std::move(id), geo::LonLat::make(lon, lat).value(), individuals, std::move(name)};
}

struct RoundShape {
  std::string operation = "NGA";
  model::Method method = model::Method::baseline;
  int number = 28;
  bool synthetic = false;
  std::string source = "Displacement office";
  std::string licence = {};
};

inline std::shared_ptr<model::RoundData> empty_round(const RoundShape& shape = {}) {
  auto data = std::make_shared<model::RoundData>();
  data->operation.code = shape.operation;
  data->operation.name = "An operation";
  data->operation.synthetic = shape.synthetic;
  data->operation.licence = shape.licence;
  data->round.key = {shape.operation, shape.method, shape.number};
  data->round.source = shape.source;
  return data;
}

/// A round with locations alone. `more` may set further fields of the table, whose rows are the places.
inline std::shared_ptr<model::RoundData> round_of_places(
    const std::vector<Place>& places, const RoundShape& shape = {},
    const std::function<void(model::TableBuilder&)>& more = [](auto&) {}) {
  auto data = empty_round(shape);
  model::TableBuilder table(model::fields_of(model::Collection::locations));
  std::vector<model::PointE7> points;
  for (const auto& place : places) {
    const auto row = table.add_row();
    table.column("operation").set(row, std::string_view(shape.operation));
    table.column("location_id").set(row, std::string_view(place.id));
    table.column("round").set(row, std::int64_t{shape.number});
    if (!place.name.empty()) table.column("name").set(row, std::string_view(place.name));
    if (place.individuals) table.column("idps_individuals").set(row, *place.individuals);
    points.push_back(place.point ? model::PointE7(*place.point) : model::PointE7());
  }
  more(table);
  data->locations = model::Block::of_points(model::Collection::locations, table, points);
  return data;
}

/// A round with admin areas of one level: everyone of `set`, each with `individuals` people, and one "not
/// known".
inline std::shared_ptr<model::RoundData> round_of_areas(const std::shared_ptr<const geo::BoundarySet>& set,
                                                        int level, std::int64_t individuals,
                                                        const RoundShape& shape = {}) {
  auto data = empty_round(shape);
  const auto collection = static_cast<model::Collection>(static_cast<int>(model::Collection::admin0) + level);
  model::TableBuilder table(model::fields_of(collection));
  std::vector<std::uint32_t> areas;
  std::vector<std::string> ids;
  const auto [first, last] = set->level_range(level);
  for (auto area = first; area <= last; ++area) {
    const auto row = table.add_row();
    table.column("operation").set(row, std::string_view(shape.operation));
    table.column("idps_individuals").set(row, individuals);
    if (area < last) {
      table.column("pcode").set(row, std::string_view(set->area(area).pcode));
      table.column("name").set(row, std::string_view(set->area(area).name));
    }
    areas.push_back(area < last ? area : geo::no_area);
    ids.push_back(area < last ? std::string() : shape.operation + "." + set->area(0).pcode + ".unknown");
  }
  data->boundaries = set;
  data->admin[static_cast<std::size_t>(level)] =
      std::make_shared<const model::Block>(model::Block::of_areas(collection, table, areas, ids, set));
  return data;
}

}  // namespace sojourn::tiles::test

#include "sql/boundary_rows.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include "sql/copy_text.hpp"
#include "sql/ewkb.hpp"

namespace sojourn::sql {
namespace {

/// Stands between names, in which control characters do not occur.
constexpr char separator = '\x1f';

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const auto end = text.find(separator);
    names.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return names;
}

std::vector<std::string> not_empty(const std::vector<std::string>& names) {
  std::vector<std::string> kept;
  for (const auto& name : names)
    if (!name.empty()) kept.push_back(name);
  return kept;
}

struct AreaRow {
  geo::Area area;
  std::string parent;
};

AreaRow parse_area(CopyLine line) {
  AreaRow row;
  row.area.pcode = line.text();
  row.area.level = static_cast<int>(line.integer());
  row.parent = line.text();
  row.area.name = line.text();
  row.area.name_local = line.text();
  row.area.other_names = split(line.text());
  if (const auto population = line.next()) row.area.population = CopyLine::integer(*population);
  if (const auto year = line.next()) row.area.population_year = static_cast<int>(CopyLine::integer(*year));
  if (const auto geometry = line.next()) row.area.geometry = parse_ewkb(*geometry);
  return row;
}

enum class Populations : std::uint8_t { written, left_out };

std::string rows_of(const geo::BoundarySet& set, Populations populations) {
  CopyWriter writer;
  std::string geometry;
  const auto number = [&](const auto& value) {
    value&& populations == Populations::written ? writer.integer(*value) : writer.null();
  };
  for (const auto& area : set.areas()) {
    writer.text(area.pcode);
    writer.integer(area.level);
    area.parent == geo::no_area ? writer.null() : writer.text(set.area(area.parent).pcode);
    writer.text(area.name);
    writer.text(area.name_local);
    writer.text(array_of(not_empty(area.other_names)));
    number(area.population);
    number(area.population_year);
    geometry.clear();
    if (!area.geometry.empty()) append_ewkb(geometry, area.geometry);
    area.geometry.empty() ? writer.null() : writer.plain(geometry);
    writer.end_row();
  }
  return std::move(writer.buffer());
}

}  // namespace

std::string area_rows(const geo::BoundarySet& set) {
  return rows_of(set, Populations::written);
}

bool same_but_population(const geo::BoundarySet& a, const geo::BoundarySet& b) {
  return rows_of(a, Populations::left_out) == rows_of(b, Populations::left_out);
}

std::string content_hash_of(std::string_view rows) {
  const auto hash = XXH3_128bits(rows.data(), rows.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

std::shared_ptr<const geo::BoundarySet> read_boundary_set(Connection& connection, std::string_view schema,
                                                          const std::string& country,
                                                          const std::string& version) {
  std::vector<geo::Area> areas;
  std::vector<std::string> parents;
  // COPY takes no bound parameters: the two values go in as quoted literals.
  const auto statement = fmt::format(
      "copy (select pcode, level, parent_pcode, name, name_local, array_to_string(other_names, U&'\\001F'), "
      "population, population_year, geometry from {}.area where country = {} and version = {} order by "
      "level, pcode) to stdout",
      schema, connection.literal(country), connection.literal(version));
  connection.copy_out(statement, [&](std::string_view line) {
    auto row = parse_area(CopyLine(line));
    areas.push_back(std::move(row.area));
    parents.push_back(std::move(row.parent));
  });
  if (areas.empty()) return nullptr;
  return std::make_shared<geo::BoundarySet>(country, version, std::move(areas), parents);
}

}  // namespace sojourn::sql

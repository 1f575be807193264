#include "model/dataset.hpp"

#include <array>
#include <limits>

#include "model/derive.hpp"

namespace sojourn::model {
namespace {

/// The area a row is about; no_area where it only lies in one, or where that has no geometry.
std::uint32_t drawn_area(const RoundContent& content, std::size_t row) {
  const auto& area = content.boundaries->area(content.areas[row]);
  const bool same = content.assessments.column("pcode").text(row) == area.pcode;
  return same && !area.geometry.empty() ? content.areas[row] : geo::no_area;
}

void add_local_names(RoundContent& content) {
  auto& names = content.assessments.column("name_local");
  for (std::size_t row = 0; row < content.areas.size(); ++row) {
    const auto& area = content.boundaries->area(content.areas[row]);
    if (content.assessments.column("pcode").text(row) == area.pcode && !area.name_local.empty())
      names.set(row, std::string_view(area.name_local));
  }
}

constexpr std::array<std::pair<Method, Collection>, 3> datasets = {
    {{Method::people_in_need, Collection::people_in_need},
     {Method::relocation_areas, Collection::relocation_areas},
     {Method::services, Collection::services}}};

std::int64_t people_in_need(const TableBuilder& rows) {
  const auto& levels = rows.column("level");
  const auto& people = rows.column("in_need_individuals");
  auto highest = std::numeric_limits<std::int64_t>::max();
  std::int64_t total = 0;
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    if (people.is_null(row) || levels.integer(row) > highest) continue;
    if (levels.integer(row) < highest) total = 0;
    highest = levels.integer(row);
    total += people.integer(row);
  }
  return total;
}

std::shared_ptr<Block> needs_block(RoundContent& content) {
  add_local_names(content);
  std::vector<std::uint32_t> areas(content.assessments.rows());
  for (std::size_t row = 0; row < areas.size(); ++row) areas[row] = drawn_area(content, row);
  return std::make_shared<Block>(
      Block::of_areas(Collection::people_in_need, content.assessments, std::move(areas),
                      std::vector<std::string>(content.assessments.rows()), content.boundaries));
}

/// The rows' own areas as a set, so that tiles and texts are made of them as of administrative ones.
std::shared_ptr<const geo::BoundarySet> shapes_of(const RoundContent& content) {
  // No id is a blank, so this is nobody's.
  const std::string root = " ";
  std::vector<geo::Area> areas(1);
  areas.front().pcode = root;
  std::vector<std::string> parents = {""};
  const auto& ids = content.assessments.column("site_id");
  for (std::size_t row = 0; row < content.shapes.size(); ++row) {
    if (content.shapes[row].empty()) continue;
    auto& area = areas.emplace_back();
    area.pcode = ids.text(row);
    area.level = 1;
    area.geometry = content.shapes[row];
    parents.push_back(root);
  }
  return std::make_shared<geo::BoundarySet>(content.boundaries->country(), content.boundaries->version(),
                                            std::move(areas), parents);
}

std::shared_ptr<Block> shapes_block(Collection collection, RoundContent& content) {
  fill_area_columns(content);
  const auto shapes = shapes_of(content);
  const auto& ids = content.assessments.column("site_id");
  std::vector<PointE7> points;
  std::vector<std::uint32_t> areas;
  for (std::size_t row = 0; row < content.assessments.rows(); ++row) {
    points.push_back(content.points[row] ? PointE7(*content.points[row]) : PointE7());
    areas.push_back(content.shapes[row].empty() ? geo::no_area : shapes->find(ids.text(row)));
  }
  return std::make_shared<Block>(Block::of_shapes(collection, content.assessments, points, areas, shapes));
}

}  // namespace

Collection collection_of(Method method) {
  for (const auto& [dataset, collection] : datasets)
    if (dataset == method) return collection;
  return Collection::locations;
}

std::optional<Method> dataset_of(Collection collection) {
  for (const auto& [method, dataset] : datasets)
    if (dataset == collection) return method;
  return std::nullopt;
}

TotalMeaning meaning_of_total(Method method) {
  if (is_assessment(method)) return TotalMeaning::displaced;
  const auto fields = fields_of(collection_of(method));
  const auto capacity = field_index(fields, "capacity_individuals");
  if (capacity == no_field) return TotalMeaning::in_need;
  return fields[capacity].aggregate == Aggregate::sum ? TotalMeaning::capacity : TotalMeaning::none;
}

bool counts_people(Method method) {
  const auto meaning = meaning_of_total(method);
  return meaning == TotalMeaning::displaced || meaning == TotalMeaning::in_need;
}

std::int64_t total_individuals(Collection collection, const TableBuilder& rows) {
  if (collection == Collection::people_in_need) return people_in_need(rows);
  const auto& capacity = rows.column("capacity_individuals");
  std::int64_t total = 0;
  for (std::size_t row = 0; row < rows.rows(); ++row)
    total += capacity.is_null(row) ? 0 : capacity.integer(row);
  return total;
}

std::shared_ptr<Block> make_dataset_block(const Operation& operation, RoundContent& content) {
  fill_round_fields(operation, content);
  const auto collection = collection_of(content.round.key.method);
  return info_of(collection).geometry == GeometryKind::areas ? needs_block(content)
                                                             : shapes_block(collection, content);
}

}  // namespace sojourn::model

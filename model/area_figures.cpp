#include "model/area_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ranges>

namespace sojourn::model {
namespace {

constexpr std::array<std::string_view, 3> coverages = {"none", "partial", "full"};
constexpr std::array<std::string_view, 5> reasons_in_order = {"conflict_individuals", "disaster_individuals",
                                                              "mixed_individuals", "other_individuals",
                                                              "unknown_reason_individuals"};

/// Measures that locations and areas share, and that add up as they are.
constexpr std::array<std::string_view, 13> summed = {"idps_individuals",
                                                     "idps_households",
                                                     "returnees_individuals",
                                                     "returnees_households",
                                                     "returnees_abroad_individuals",
                                                     "relocated_individuals",
                                                     "migrants_individuals",
                                                     "female",
                                                     "male",
                                                     "women",
                                                     "men",
                                                     "children",
                                                     "elderly"};

constexpr std::string_view within_field = "displaced_within_individuals";

/// Whether any row answers any question about access. Such a round is read by these answers, another by its
/// priorities: the two are never mixed.
bool asks_about_access(const TableBuilder& table) {
  for (const auto sector : sectors()) {
    const auto& answers = table.column(fmt::format("access_{}", sector));
    for (std::size_t row = 0; row < table.rows(); ++row)
      if (!answers.is_null(row)) return true;
  }
  return false;
}

/// Whether a location's informants report the sector as a need; nothing if they were not asked, or if the
/// parts of the location differ in their ranks.
class NeedReader {
 public:
  NeedReader(const TableBuilder& table, std::string_view sector, bool by_access)
      : sector_(sector),
        by_access_(by_access),
        access_(table.column(fmt::format("access_{}", sector))),
        priorities_{&table.column("priority_need_1"), &table.column("priority_need_2"),
                    &table.column("priority_need_3")} {}

  std::optional<bool> reported(std::size_t row) const {
    if (by_access_) return access_.is_null(row) ? std::nullopt : std::optional(access_.text(row) != "yes");
    if (priorities_[0]->is_null(row)) return std::nullopt;
    if (names(row, sector_)) return true;
    return names(row, "mixed") ? std::nullopt : std::optional(false);
  }

 private:
  bool names(std::size_t row, std::string_view value) const {
    return std::any_of(priorities_.begin(), priorities_.end(),
                       [&](const auto* rank) { return !rank->is_null(row) && rank->text(row) == value; });
  }

  std::string_view sector_;
  bool by_access_;
  const ColumnBuilder& access_;
  std::array<const ColumnBuilder*, 3> priorities_;
};

std::string_view need_field(std::string_view sector) {
  for (const auto& field : fields_of(Collection::admin0))
    if (field.name.starts_with("need_") && field.name.substr(5, sector.size()) == sector) return field.name;
  return {};
}

void combine(std::string_view& basis, std::string_view other) {
  if (other.empty()) return;
  basis = basis.empty() || basis == other ? other : "mixed";
}

}  // namespace

std::string_view to_string(Coverage coverage) {
  return coverages.at(static_cast<std::size_t>(coverage));
}
std::span<const std::string_view> reason_fields() {
  return reasons_in_order;
}

AreaFigures::AreaFigures(const RoundContent& content, const std::vector<OriginFlow>& flows)
    : content_(content) {
  add_rows();
  add_needs();
  for (auto& [field, sums] : measures_) sums.roll_up();
  add_reasons();
  add_flows(flows);
  find_coverage();
  find_bases();
}

AreaSums& AreaFigures::sums(std::string_view field) {
  return measures_.try_emplace(field, *content_.boundaries).first->second;
}

void AreaFigures::add_rows() {
  auto& locations = sums("locations_assessed");
  auto& carried = sums("locations_carried_forward");
  const auto& status = content_.assessments.column("figure_status");
  for (std::size_t row = 0; row < content_.areas.size(); ++row) {
    locations.add(content_.areas[row], 1);
    carried.add(content_.areas[row], !status.is_null(row) && status.text(row) == "carried_forward" ? 1 : 0);
  }
  for (const auto field : summed) {
    const auto& column = content_.assessments.column(field);
    auto& measure = sums(field);
    for (std::size_t row = 0; row < content_.areas.size(); ++row)
      if (!column.is_null(row)) measure.add(content_.areas[row], column.integer(row));
  }
}

void AreaFigures::add_needs() {
  const auto& people = content_.assessments.column("idps_individuals");
  const bool by_access = asks_about_access(content_.assessments);
  for (const auto sector : sectors()) {
    const NeedReader need(content_.assessments, sector, by_access);
    auto& measure = sums(need_field(sector));
    for (std::size_t row = 0; row < content_.areas.size(); ++row) {
      const auto reported = need.reported(row);
      if (reported && !people.is_null(row))
        measure.add(content_.areas[row], *reported ? people.integer(row) : 0);
    }
  }
}

void AreaFigures::add_reasons() {
  const auto& people = sums("idps_individuals");
  std::map<std::uint32_t, std::int64_t> stated_by_area;
  for (const auto& figure : content_.area_figures)
    if (std::ranges::find(reasons_in_order, figure.field) != reasons_in_order.end())
      stated_by_area[figure.area] += figure.value;
  // An area's own breakdown that exceeds its people explains nothing.
  const auto believed = [&](const AreaFigure& figure) {
    return stated_by_area[figure.area] <= people.total(figure.area).value_or(0);
  };
  for (const auto field : reasons_in_order) {
    auto& measure = sums(field);
    const auto& column = content_.assessments.column(field);
    for (std::size_t row = 0; row < content_.areas.size(); ++row)
      if (!column.is_null(row)) measure.add(content_.areas[row], column.integer(row));
    for (const auto& figure : content_.area_figures)
      if (figure.field == field && believed(figure)) measure.add(figure.area, figure.value);
    measure.roll_up();
  }
}

std::optional<std::array<std::int64_t, 5>> AreaFigures::reasons(std::uint32_t area, bool below) const {
  const auto value = [&](std::string_view field) {
    const auto& measure = measures_.at(field);
    return below ? measure.total(area) : measure.direct(area);
  };
  std::array<std::int64_t, 5> figures{};
  std::int64_t stated = 0;
  bool any = false;
  for (std::size_t i = 0; i < figures.size(); ++i) {
    const auto figure = value(reasons_in_order[i]);
    any = any || figure.has_value();
    figures[i] = figure.value_or(0);
    stated += figures[i];
  }
  const auto people = value("idps_individuals");
  if (!any || !people || stated > *people) return std::nullopt;
  figures.back() += *people - stated;
  return figures;
}

void AreaFigures::add_flows(const std::vector<OriginFlow>& flows) {
  add_within(flows);
  if (flows.empty()) return;
  auto& from = sums("displaced_from_individuals");
  for (const auto& flow : flows)
    if (flow.origin != geo::no_area) from.add(flow.origin, flow.individuals);
  from.roll_up();
}

/// Displaced within the lowest area that holds both ends of a flow, and so within all above it; but where the
/// source counts who was displaced within an area, that count.
void AreaFigures::add_within(const std::vector<OriginFlow>& flows) {
  const auto& boundaries = *content_.boundaries;
  std::map<std::uint32_t, std::int64_t> counted;
  for (const auto& figure : content_.area_figures)
    if (figure.field == within_field) counted[figure.area] += figure.value;
  if (flows.empty() && counted.empty()) return;
  const auto counted_around = [&](std::uint32_t area) {
    while (area != geo::no_area && !counted.contains(area)) area = boundaries.area(area).parent;
    return area;
  };
  auto& within = sums(within_field);
  std::map<std::uint32_t, Shared> shared_of_counted;
  for (const auto& flow : flows) {
    if (flow.origin == geo::no_area) continue;
    // Where some come from, "nobody within" is known; but a count does not say in which of its parts they
    // are.
    if (counted_around(flow.origin) == geo::no_area) within.add(flow.origin, 0);
    auto shared = flow.origin;
    while (boundaries.ancestor(flow.present, boundaries.area(shared).level) != shared)
      shared = boundaries.area(shared).parent;
    const auto around = counted_around(flow.present);
    if (around == geo::no_area)
      within.add(shared, flow.individuals);
    else
      shared_of_counted[around][shared] += flow.individuals;
  }
  for (const auto& [area, people] : counted) add_counted(area, people, shared_of_counted[area]);
  within.roll_up();
}

/// The people counted are those from nearest; of the others the area that holds both ends is known as before,
/// but not that it is this area or one in it.
void AreaFigures::add_counted(std::uint32_t area, std::int64_t people, const Shared& shared) {
  const auto& boundaries = *content_.boundaries;
  auto& within = sums(within_field);
  within.add(area, people);
  for (const auto& [common, flown] : std::views::reverse(shared)) {  // parents come before children
    const auto counted = std::min(people, flown);
    people -= counted;
    const bool inside = boundaries.ancestor(common, boundaries.area(area).level) == area;
    const auto next = inside ? boundaries.area(area).parent : common;
    if (flown > counted) within.add(next, flown - counted);
  }
}

void AreaFigures::find_coverage() {
  const auto& boundaries = *content_.boundaries;
  const auto& locations = sums("locations_assessed");
  const auto& units = content_.assessments.column("unit");
  int deepest = 0;
  for (const auto area : content_.areas) deepest = std::max(deepest, boundaries.area(area).level);
  // Only a row about the whole area says that all of it was assessed, and only where nothing is known deeper
  // down.
  std::vector<bool> whole(boundaries.areas().size());
  for (std::size_t row = 0; row < content_.areas.size(); ++row) {
    const auto area = content_.areas[row];
    const bool last = boundaries.area(area).level == deepest || boundaries.children(area).empty();
    if (last && !units.is_null(row) && units.text(row) == "admin_area") whole[area] = true;
  }
  coverage_.assign(boundaries.areas().size(), Coverage::none);
  for (auto area = static_cast<std::uint32_t>(coverage_.size()); area-- > 0;) {
    if (!locations.total(area)) continue;
    const auto& children = boundaries.children(area);
    const bool all = !children.empty() && std::all_of(children.begin(), children.end(), [&](auto child) {
      return coverage_[child] == Coverage::full;
    });
    coverage_[area] = whole[area] || all ? Coverage::full : Coverage::partial;
  }
}

void AreaFigures::find_bases() {
  const auto& boundaries = *content_.boundaries;
  for (const std::string_view field : {"idps_basis", "sadd_basis"}) {
    auto& bases = bases_[field];
    bases.direct.resize(boundaries.areas().size());
    const auto& column = content_.assessments.column(field);
    for (std::size_t row = 0; row < content_.areas.size(); ++row)
      if (!column.is_null(row)) combine(bases.direct[content_.areas[row]], column.text(row));
    bases.total = bases.direct;
    for (auto area = static_cast<std::uint32_t>(bases.total.size()); area-- > 1;)
      combine(bases.total[boundaries.area(area).parent], bases.total[area]);
  }
}

std::string_view AreaFigures::basis(std::string_view field, std::uint32_t area, bool below) const {
  const auto& bases = bases_.at(field);
  return below ? bases.total[area] : bases.direct[area];
}

}  // namespace sojourn::model

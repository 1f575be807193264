#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "model/area_sums.hpp"
#include "model/derive.hpp"

namespace sojourn::model {
namespace {

/// People whose area of origin or return is wholly unknown are kept beside the areas.
struct Tally {
  AreaSums displaced;
  AreaSums returned;
  std::optional<std::int64_t> unknown;
  std::vector<std::optional<OriginBasis>> basis;  ///< per area, the weakest of what it is made of
  std::optional<OriginBasis> unknown_basis;
  int deepest = 0;
};

void weaken(std::optional<OriginBasis>& basis, OriginBasis other) {
  basis = std::max(basis.value_or(other), other);
}

Tally tally(const RoundContent& content, const std::vector<OriginFlow>& flows) {
  const auto& boundaries = *content.boundaries;
  Tally sums{AreaSums(boundaries), AreaSums(boundaries), {}, {}, {}, 0};
  sums.basis.resize(boundaries.areas().size());
  for (const auto& flow : flows) {
    if (flow.origin == geo::no_area) {
      sums.unknown = sums.unknown.value_or(0) + flow.individuals;
      weaken(sums.unknown_basis, flow.basis);
      continue;
    }
    sums.displaced.add(flow.origin, flow.individuals);
    sums.deepest = std::max(sums.deepest, boundaries.area(flow.origin).level);
    for (auto area = flow.origin; area != geo::no_area; area = boundaries.area(area).parent)
      weaken(sums.basis[area], flow.basis);
  }
  const auto& returnees = content.assessments.column("returnees_individuals");
  for (std::size_t row = 0; row < content.areas.size(); ++row) {
    if (returnees.is_null(row)) continue;
    sums.returned.add(content.areas[row], returnees.integer(row));
    sums.deepest = std::max(sums.deepest, boundaries.area(content.areas[row]).level);
  }
  sums.displaced.roll_up();
  sums.returned.roll_up();
  return sums;
}

class OriginTable {
 public:
  OriginTable(const Operation& operation, const RoundContent& content)
      : operation_(operation), content_(content) {}

  void add(std::uint32_t area, int level, std::optional<std::int64_t> displaced,
           std::optional<std::int64_t> returned, std::optional<OriginBasis> basis, bool unknown_below) {
    if (!displaced && !returned) return;
    const auto row = table_.add_row();
    const auto set = [&](std::string_view name, const auto& value) { table_.column(name).set(row, value); };
    const auto& boundaries = *content_.boundaries;
    const bool named = area != geo::no_area && !unknown_below;
    set("operation", std::string_view(operation_.code));
    set("name",
        named ? std::string_view(boundaries.area(area).name) : std::string_view("Not known at this level"));
    set("level", std::int64_t{level});
    if (named) set("pcode", std::string_view(boundaries.area(area).pcode));
    const auto parent = area == geo::no_area || unknown_below ? area : boundaries.area(area).parent;
    if (parent != geo::no_area) set("parent_pcode", std::string_view(boundaries.area(parent).pcode));
    set("method", to_string(content_.round.key.method));
    set("round", std::int64_t{content_.round.key.number});
    set("period_end", std::int64_t{content_.round.period_end.days_since_1970()});
    if (displaced) set("displaced_from_individuals", *displaced);
    if (returned) set("returned_individuals", *returned);
    if (basis) set("origin_basis", to_string(*basis));
    areas_.push_back(named ? area : geo::no_area);
    ids_.push_back(named ? std::string() : unknown_id(area, level));
  }

  std::shared_ptr<const Block> finish() && {
    return std::make_shared<Block>(Block::of_areas(Collection::origins, table_, std::move(areas_),
                                                   std::move(ids_), content_.boundaries));
  }

 private:
  std::string unknown_id(std::uint32_t parent, int level) const {
    if (parent == geo::no_area) return fmt::format("{}.unknown.{}", operation_.code, level);
    return fmt::format("{}.{}.unknown.{}", operation_.code, content_.boundaries->area(parent).pcode, level);
  }

  const Operation& operation_;
  const RoundContent& content_;
  TableBuilder table_{fields_of(Collection::origins)};
  std::vector<std::uint32_t> areas_;
  std::vector<std::string> ids_;
};

}  // namespace

OriginFlows make_flows(const RoundContent& content) {
  if (content.origins.empty()) return {};
  const auto& people = content.assessments.column("idps_individuals");
  std::vector<std::int64_t> explained(content.areas.size(), 0);
  for (const auto& share : content.origins) explained[share.location] += share.individuals;
  const auto stock = [&](std::size_t row) { return people.is_null(row) ? 0 : people.integer(row); };

  std::map<std::tuple<std::uint32_t, std::uint32_t, std::string, OriginBasis>, std::int64_t> cells;
  for (const auto& share : content.origins) {
    if (explained[share.location] > stock(share.location)) continue;
    const auto origin = share.pcode.empty() ? geo::no_area : content.boundaries->find(share.pcode);
    cells[{content.areas[share.location], origin, origin == geo::no_area ? share.name : "", share.basis}] +=
        share.individuals;
  }
  for (std::size_t row = 0; row < content.areas.size(); ++row) {
    const auto rest = explained[row] > stock(row) ? stock(row) : stock(row) - explained[row];
    if (rest > 0) cells[{content.areas[row], geo::no_area, "", OriginBasis::all}] += rest;
  }
  OriginFlows flows;
  flows.list.reserve(cells.size());
  std::map<std::string_view, std::uint32_t> numbers;
  for (const auto& [key, individuals] : cells) {
    const auto& [present, origin, name, basis] = key;
    auto number = OriginFlow::no_name;
    if (!name.empty()) {
      const auto [known, is_new] = numbers.try_emplace(name, static_cast<std::uint32_t>(numbers.size()));
      if (is_new) flows.names.push_back(name);
      number = known->second;
    }
    flows.list.push_back({individuals, present, origin, number, basis});
  }
  flows.names.shrink_to_fit();
  return flows;
}

std::shared_ptr<const Block> make_origins_block(const Operation& operation, const RoundContent& content,
                                                const std::vector<OriginFlow>& flows) {
  const auto sums = tally(content, flows);
  OriginTable table(operation, content);
  const auto& boundaries = *content.boundaries;
  for (int level = 0; level <= sums.deepest; ++level) {
    const auto [first, last] = boundaries.level_range(level);
    for (auto area = first; area < last; ++area)
      table.add(area, level, sums.displaced.total(area), sums.returned.total(area), sums.basis[area], false);
    for (std::uint32_t parent = 0; parent < first; ++parent)
      table.add(parent, level, sums.displaced.direct(parent), sums.returned.direct(parent),
                sums.basis[parent], true);
    table.add(geo::no_area, level, sums.unknown, std::nullopt, sums.unknown_basis, true);
  }
  auto block = std::move(table).finish();
  return block->rows() == 0 ? nullptr : block;
}

}  // namespace sojourn::model

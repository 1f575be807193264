#include "server/origin_table.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace sojourn::server {
namespace {

using model::OriginFlow;

/// The area itself, or its ancestor where it is deeper than `level`.
std::uint32_t at_level(const geo::BoundarySet& set, std::uint32_t area, int level) {
  if (area == geo::no_area || set.area(area).level <= level) return area;
  return set.ancestor(area, level);
}

bool lies_in(const geo::BoundarySet& set, std::uint32_t area, std::uint32_t within) {
  return area != geo::no_area && set.ancestor(area, set.area(within).level) == within;
}

/// Adds flows up by area, and by name where there is no area.
class Sums {
 public:
  explicit Sums(const geo::BoundarySet& set) : set_(set) {}

  void add(std::uint32_t area, std::string_view name, const OriginFlow& flow) {
    auto& row = rows_[{area, std::string(area == geo::no_area ? name : std::string_view())}];
    row.individuals += flow.individuals;
    row.basis = std::max(row.basis, flow.basis);  // ordered from the firmest to the weakest
  }

  OriginTable table() && {
    OriginTable table;
    for (auto& [key, row] : rows_) {
      const auto& [area, name] = key;
      row.name = name;
      if (area != geo::no_area) {
        row.pcode = set_.area(area).pcode;
        row.name = set_.area(area).name;
        row.level = set_.area(area).level;
      }
      table.individuals = table.individuals.value_or(0) + row.individuals;
      table.rows.push_back(std::move(row));
    }
    std::sort(table.rows.begin(), table.rows.end(), [](const OriginRow& a, const OriginRow& b) {
      return std::tuple(a.name.empty(), -a.individuals, a.pcode, a.name) <
             std::tuple(b.name.empty(), -b.individuals, b.pcode, b.name);
    });
    return table;
  }

 private:
  const geo::BoundarySet& set_;
  std::map<std::pair<std::uint32_t, std::string>, OriginRow> rows_;
};

/// Of the area itself; nothing where it was not assessed.
std::optional<std::int64_t> stock_of(const model::RoundData& round, std::uint32_t area) {
  const auto& block = *round.admin[static_cast<std::size_t>(round.boundaries->area(area).level)];
  const auto& people = block.column("idps_individuals");
  const auto& pcodes = block.column("pcode");
  for (std::size_t row = 0; row < block.rows(); ++row)
    if (!pcodes.is_null(row) && pcodes.text(row) == round.boundaries->area(area).pcode)
      return people.optional_integer(row);
  return std::nullopt;
}

/// The area's people, of whom a round without origins knows nothing.
OriginTable all_unknown(std::optional<std::int64_t> stock) {
  OriginTable table;
  table.individuals = stock;
  if (stock.value_or(0) > 0) table.rows.emplace_back().individuals = *stock;
  return table;
}

}  // namespace

OriginTable origins_of(const model::RoundData& round, std::uint32_t area, int level) {
  const auto stock = stock_of(round, area);
  if (round.flows.list.empty()) return all_unknown(stock);
  const auto& set = *round.boundaries;
  Sums sums(set);
  for (const auto& flow : round.flows.list)
    if (lies_in(set, flow.present, area))
      sums.add(at_level(set, flow.origin, level), round.flows.name_of(flow), flow);
  auto table = std::move(sums).table();
  if (!table.individuals) table.individuals = stock;
  return table;
}

OriginTable destinations_from(const model::RoundData& round, std::uint32_t area, int level) {
  const auto& set = *round.boundaries;
  Sums sums(set);
  for (const auto& flow : round.flows.list)
    if (lies_in(set, flow.origin, area)) sums.add(at_level(set, flow.present, level), {}, flow);
  return std::move(sums).table();
}

}  // namespace sojourn::server

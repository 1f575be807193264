#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "model/area_figures.hpp"
#include "model/derive.hpp"

namespace sojourn::model {
namespace {

/// Populations by area; a parent without one has its children's sum where all of them have one.
std::vector<std::optional<std::int64_t>> populations(const geo::BoundarySet& boundaries) {
  std::vector<std::optional<std::int64_t>> people(boundaries.areas().size());
  for (auto area = static_cast<std::uint32_t>(people.size()); area-- > 0;) {
    people[area] = boundaries.area(area).population;
    const auto& children = boundaries.children(area);
    if (people[area] || children.empty()) continue;
    if (!std::all_of(children.begin(), children.end(), [&](auto child) { return people[child].has_value(); }))
      continue;
    people[area] = 0;
    for (const auto child : children) *people[area] += *people[child];
  }
  return people;
}

/// Change against the previous round on the smallest areas that both cover.
class Change {
 public:
  Change(const AreaFigures& figures, const geo::BoundarySet& boundaries, const RoundData* previous)
      : now_(figures.measures().at("idps_individuals")), boundaries_(boundaries) {
    if (previous == nullptr || previous->boundaries->version() != boundaries.version()) return;
    before_.resize(boundaries.areas().size());
    for (const auto& block : previous->admin)
      for (std::size_t row = 0; row < block->rows(); ++row)
        if (block->area(row) != geo::no_area)
          before_[block->area(row)] = block->column("idps_individuals").optional_integer(row);
  }

  std::optional<std::int64_t> overall(std::uint32_t area) const {
    if (!both(area)) return std::nullopt;
    return *now_.total(area) - *before_[area];
  }

  std::optional<std::int64_t> comparable(std::uint32_t area) const {
    if (!both(area)) return std::nullopt;
    std::optional<std::int64_t> sum;
    for (const auto child : boundaries_.children(area))
      if (const auto part = comparable(child)) sum = sum.value_or(0) + *part;
    return sum ? sum : overall(area);
  }

 private:
  bool both(std::uint32_t area) const { return !before_.empty() && now_.total(area) && before_[area]; }

  const AreaSums& now_;
  const geo::BoundarySet& boundaries_;
  std::vector<std::optional<std::int64_t>> before_;
};

struct Sources {
  const Operation& operation;
  const RoundContent& content;
  const AreaFigures& figures;
  const Change& change;
  const std::vector<std::optional<std::int64_t>>& population;
  const RoundData* previous;
};

/// One level's features: its areas, then what is known only to areas above it.
class LevelTable {
 public:
  LevelTable(const Sources& sources, int level)
      : from_(sources),
        level_(level),
        collection_(static_cast<Collection>(static_cast<int>(Collection::admin0) + level)) {}

  std::shared_ptr<const Block> make() && {
    const auto& boundaries = *from_.content.boundaries;
    const auto [first, last] = boundaries.level_range(level_);
    for (auto area = first; area < last; ++area) add_area(area);
    for (std::uint32_t parent = 0; parent < first; ++parent)
      if (direct("locations_assessed", parent) || direct("displaced_from_individuals", parent))
        add_unknown(parent);
    auto block = std::make_shared<Block>(
        Block::of_areas(collection_, table_, std::move(areas_), std::move(ids_), from_.content.boundaries));
    if (from_.previous != nullptr) block->share_texts(*from_.previous->block(collection_));
    return block;
  }

 private:
  std::optional<std::int64_t> direct(std::string_view field, std::uint32_t area) const {
    const auto found = from_.figures.measures().find(field);
    return found == from_.figures.measures().end() ? std::nullopt : found->second.direct(area);
  }
  template <typename Value>
  void set(std::string_view field, const Value& value) {
    table_.column(field).set(row_, value);
  }
  template <typename Value>
  void set_if(std::string_view field, const std::optional<Value>& value) {
    if (value) set(field, *value);
  }
  void set_text(std::string_view field, std::string_view value) {
    if (!value.empty()) set(field, value);
  }

  void add_area(std::uint32_t area) {
    const auto& boundaries = *from_.content.boundaries;
    const auto& named = boundaries.area(area);
    row_ = table_.add_row();
    set("pcode", std::string_view(named.pcode));
    set_text("name", named.name);
    set_text("name_local", named.name_local);
    if (named.parent != geo::no_area)
      set("parent_pcode", std::string_view(boundaries.area(named.parent).pcode));
    set("coverage", to_string(from_.figures.coverage(area)));
    set_figures(area, true);
    set_rate(area);
    set_if("change_individuals", from_.change.overall(area));
    set_if("change_comparable_individuals", from_.change.comparable(area));
    areas_.push_back(named.geometry.empty() ? geo::no_area : area);
    ids_.emplace_back();
  }

  void add_unknown(std::uint32_t parent) {
    const auto& pcode = from_.content.boundaries->area(parent).pcode;
    row_ = table_.add_row();
    set("name", std::string_view("Not known at this level"));
    set("parent_pcode", std::string_view(pcode));
    set("coverage", to_string(direct("locations_assessed", parent) ? Coverage::partial : Coverage::none));
    set_figures(parent, false);
    areas_.push_back(geo::no_area);
    ids_.push_back(fmt::format("{}.{}.unknown", from_.operation.code, pcode));
  }

  static bool is_set_apart(std::string_view field) {
    return std::find(reason_fields().begin(), reason_fields().end(), field) != reason_fields().end();
  }

  /// Within which area people were displaced is another question on each level, and what is no area has no
  /// answer.
  static constexpr std::string_view within_field = "displaced_within_individuals";

  void set_figures(std::uint32_t area, bool below) {
    const auto& round = from_.content.round;
    set("operation", std::string_view(from_.operation.code));
    set("level", std::int64_t{level_});
    set_text("boundary_version", from_.content.boundaries->version());
    set("method", to_string(round.key.method));
    set("round", std::int64_t{round.key.number});
    set("period_start", std::int64_t{round.period_start.days_since_1970()});
    set("period_end", std::int64_t{round.period_end.days_since_1970()});
    set_text("source", round.source);
    if (from_.previous != nullptr) set("change_from_round", std::int64_t{from_.previous->round.key.number});
    for (const auto& [field, sums] : from_.figures.measures())
      if (!is_set_apart(field) && (below || field != within_field))
        set_if(field, below ? sums.total(area) : sums.direct(area));
    if (const auto reasons = from_.figures.reasons(area, below))
      for (std::size_t i = 0; i < reasons->size(); ++i) set(reason_fields()[i], (*reasons)[i]);
    set_text("idps_basis", from_.figures.basis("idps_basis", area, below));
    set_text("sadd_basis", from_.figures.basis("sadd_basis", area, below));
  }

  void set_rate(std::uint32_t area) {
    const auto& people = from_.population[area];
    if (!people) return;
    set("population", *people);
    if (const auto year = from_.content.boundaries->area(area).population_year)
      set("population_year", std::int64_t{*year});
    const auto idps = from_.figures.measures().at("idps_individuals").total(area);
    if (idps && *people > 0)
      set("idps_per_1000",
          std::round(static_cast<double>(*idps) * 100000.0 / static_cast<double>(*people)) / 100.0);
  }

  const Sources& from_;
  int level_;
  Collection collection_;
  TableBuilder table_{fields_of(Collection::admin0)};
  std::size_t row_ = 0;
  std::vector<std::uint32_t> areas_;
  std::vector<std::string> ids_;
};

}  // namespace

std::array<std::shared_ptr<const Block>, geo::level_count> make_admin_blocks(
    const Operation& operation, const RoundContent& content, const std::vector<OriginFlow>& flows,
    const RoundData* previous) {
  const AreaFigures figures(content, flows);
  const Change change(figures, *content.boundaries, previous);
  const auto population = populations(*content.boundaries);
  const Sources sources{operation, content, figures, change, population, previous};
  std::array<std::shared_ptr<const Block>, geo::level_count> blocks;
  for (int level = 0; level < geo::level_count; ++level)
    blocks[static_cast<std::size_t>(level)] = LevelTable(sources, level).make();
  return blocks;
}

}  // namespace sojourn::model

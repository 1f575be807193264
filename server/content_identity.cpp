#include "server/content_identity.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <new>
#include <ranges>
#include <string_view>
#include <type_traits>

namespace sojourn::server {
namespace {

/// Everything goes in with its length or its kind, so that what differs cannot read the same.
class Hasher {
 public:
  Hasher() : state_(XXH3_createState()) {
    if (!state_) throw std::bad_alloc();
    XXH3_128bits_reset(state_.get());
  }

  template <typename Number>
    requires std::is_arithmetic_v<Number>
  void add(Number number) {
    bytes(&number, sizeof number);
  }
  void add(std::string_view text) {
    add(std::uint64_t{text.size()});
    bytes(text.data(), text.size());
  }
  template <typename Value>
  void add(const std::optional<Value>& value) {
    add(value.has_value());
    if (value) add(*value);
  }
  void add(const model::Date& day) { add(day.days_since_1970()); }
  template <typename Item>
  void add_all(std::span<const Item> items) {
    add(std::uint64_t{items.size()});
    bytes(items.data(), items.size_bytes());
  }

  std::array<std::uint64_t, 2> result() const {
    const auto hash = XXH3_128bits_digest(state_.get());
    return {hash.low64, hash.high64};
  }

 private:
  struct Free {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
  };
  void bytes(const void* data, std::size_t size) { XXH3_128bits_update(state_.get(), data, size); }

  std::unique_ptr<XXH3_state_t, Free> state_;
};

void add_column(Hasher& hasher, const model::Column& column) {
  hasher.add(static_cast<std::uint8_t>(column.type()));
  hasher.add(std::uint64_t{column.size()});
  hasher.add(column.base());
  hasher.add(std::uint64_t{column.texts().size()});
  for (const auto text : column.texts()) hasher.add(text);
  hasher.add_all(column.reals());
  column.visit_codes([&](const auto& codes) {
    using Codes = std::decay_t<decltype(codes)>;
    if constexpr (std::is_arithmetic_v<Codes>)
      hasher.add(codes);
    else if constexpr (std::ranges::contiguous_range<Codes>)
      hasher.add_all(codes);  // counted codes are told by the column's size
  });
}

/// What a round shares with others in memory is no part of what it says.
void add_field(Hasher& hasher, const model::Column& column) {
  column.is_renumbered() ? add_column(hasher, column.with_own_texts()) : add_column(hasher, column);
}

void add_block(Hasher& hasher, const model::Block* block) {
  hasher.add(block != nullptr);
  if (block == nullptr) return;
  for (std::size_t field = 0; field < block->fields().size(); ++field)
    add_field(hasher, block->column(field));
  std::string id;
  for (std::size_t row = 0; row < block->rows(); ++row) {
    if (block->is_points()) {
      hasher.add(block->point(row).lon);
      hasher.add(block->point(row).lat);
      continue;
    }
    id.clear();
    block->append_feature_id(id, row);  // of what is "not known" no column has it
    hasher.add(id);
    hasher.add(block->area(row));
  }
}

void add_operation(Hasher& hasher, const model::Operation& operation) {
  for (const auto* text :
       {&operation.code, &operation.name, &operation.country, &operation.source, &operation.licence})
    hasher.add(*text);
  hasher.add(operation.ends_on);
  hasher.add(operation.synthetic);
}

void add_round(Hasher& hasher, const model::Round& round) {
  hasher.add(round.key.operation);
  hasher.add(static_cast<std::uint8_t>(round.key.method));
  hasher.add(round.key.number);
  hasher.add(round.revision);
  hasher.add(round.period_start);
  hasher.add(round.period_end);
  for (const auto* text : {&round.source, &round.source_method, &round.boundary_version, &round.erratum})
    hasher.add(*text);
}

void add_flows(Hasher& hasher, const model::OriginFlows& flows) {
  hasher.add(std::uint64_t{flows.list.size()});
  for (const auto& flow : flows.list) {
    hasher.add(flow.present);
    hasher.add(flow.origin);
    hasher.add(flows.name_of(flow));
    hasher.add(static_cast<std::uint8_t>(flow.basis));
    hasher.add(flow.individuals);
  }
}

void add_secondary(Hasher& hasher, const std::vector<model::ServedSecondary>& all) {
  hasher.add(std::uint64_t{all.size()});
  for (const auto& [area, location_id, said] : all) {
    hasher.add(area);
    hasher.add(location_id);
    hasher.add(said.of_area);
    hasher.add(static_cast<std::uint8_t>(said.kind));
    hasher.add(said.rank);
    hasher.add(said.or_more);
    hasher.add(said.share);
    hasher.add(said.individuals);
    hasher.add(said.households);
    hasher.add(said.level);
    for (const auto* text : {&said.pcode, &said.name, &said.period, &said.basis}) hasher.add(*text);
  }
}

void add_area(Hasher& hasher, const geo::Area& area) {
  hasher.add(area.pcode);
  hasher.add(area.name);
  hasher.add(area.name_local);
  hasher.add(area.level);
  hasher.add(area.parent);
  hasher.add(area.population);
  hasher.add(area.population_year);
  hasher.add(std::uint64_t{area.geometry.size()});
  for (const auto& polygon : area.geometry) {
    hasher.add(std::uint64_t{polygon.size()});
    for (const auto& ring : polygon) hasher.add_all(std::span<const geo::Position>(ring));
  }
}

/// Places have shapes of their own, which no boundary set tells.
void add_dataset(Hasher& hasher, const model::Block& block) {
  add_block(hasher, &block);
  if (model::info_of(block.collection()).geometry != model::GeometryKind::shapes) return;
  for (std::size_t row = 0; row < block.rows(); ++row) {
    hasher.add(block.point(row).lon);
    hasher.add(block.point(row).lat);
  }
  for (const auto& area : block.boundaries().areas()) add_area(hasher, area);
}

}  // namespace

ContentIdentities::Hash ContentIdentities::of_boundaries(const std::shared_ptr<const geo::BoundarySet>& set) {
  if (!set) return {};
  const auto known = boundaries_.find(set.get());
  // Another set may have come to the address of one that has gone.
  if (known != boundaries_.end() && known->second.set.lock() == set) return known->second.hash;
  std::erase_if(boundaries_, [](const auto& entry) { return entry.second.set.expired(); });
  Hasher hasher;
  hasher.add(set->country());
  hasher.add(set->version());
  for (const auto& area : set->areas()) add_area(hasher, area);
  return boundaries_.insert_or_assign(set.get(), Known{set, hasher.result()}).first->second.hash;
}

std::string ContentIdentities::of(const model::RoundData& round) {
  Hasher hasher;
  add_operation(hasher, round.operation);
  add_round(hasher, round.round);
  hasher.add(round.previous.has_value());
  if (round.previous) add_round(hasher, *round.previous);
  const auto boundaries = of_boundaries(round.boundaries);
  hasher.add_all(std::span<const std::uint64_t>(boundaries));
  hasher.add(round.dataset != nullptr);
  if (round.dataset != nullptr)
    add_dataset(hasher, *round.dataset);
  else
    add_block(hasher, &round.locations);
  for (const auto& block : round.admin) add_block(hasher, block.get());
  add_block(hasher, round.origins.get());
  add_flows(hasher, round.flows);
  add_secondary(hasher, round.secondary);
  const auto hash = hasher.result();
  return fmt::format("{:016x}{:016x}", hash[1], hash[0]);
}

}  // namespace sojourn::server

/// One round ready to be served: the block of its locations and what is derived from it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/block.hpp"
#include "model/round_content.hpp"

namespace sojourn::model {

/// People now in `present` (an area) from `origin` (an area, or geo::no_area: unknown).
struct OriginFlow {
  static constexpr std::uint32_t no_name = 0xFFFFFFFF;
  std::int64_t individuals = 0;
  std::uint32_t present = 0;
  std::uint32_t origin = geo::no_area;
  std::uint32_t origin_name = no_name;  ///< in OriginFlows::names; only where it is known by name alone
  OriginBasis basis = OriginBasis::all;
};

struct OriginFlows {
  std::vector<OriginFlow> list;
  TextTable names;

  std::string_view name_of(const OriginFlow& flow) const {
    return flow.origin_name == OriginFlow::no_name ? std::string_view() : names[flow.origin_name];
  }
  std::size_t memory_bytes() const { return list.capacity() * sizeof(OriginFlow) + names.memory_bytes(); }
};

/// Immutable. Every level has its block: what is known only to a level above stands in its "not known"
/// features, so the people of every level sum to the same total.
struct RoundData {
  Operation operation;
  Round round;
  std::shared_ptr<const geo::BoundarySet> boundaries;
  Block locations;
  std::array<std::shared_ptr<const Block>, geo::level_count> admin;
  std::shared_ptr<const Block> origins;  ///< null where the round says nothing of origins
  /// Of a dataset that is no round of assessments: all that it has. Null for rounds of assessments.
  std::shared_ptr<const Block> dataset;
  OriginFlows flows;                       ///< includes the unknown rest, so their sum is the stock
  std::vector<ServedSecondary> secondary;  ///< by location, kind and rank
  std::optional<Round> previous;           ///< the published round of the same method before it
  std::int64_t individuals =
      0;  ///< equal to round.totals.individuals: Σ idps_individuals, or total_individuals

  /// The block of a collection (assessments: the locations); null where this round has none.
  const Block* block(Collection collection) const;
};

/// Derives all blocks. `previous` is the round of the method before it, for the change figures, or null.
/// Throws std::runtime_error when the sums disagree with the round's control totals.
std::shared_ptr<const RoundData> make_round_data(const Operation& operation, RoundContent content,
                                                 const RoundData* previous);

}  // namespace sojourn::model

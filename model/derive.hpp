/// The steps that turn a round's rows into the blocks that are served. Used by
/// make_round_data alone; apart so that each can be tested on a small world.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "model/round_data.hpp"

namespace sojourn::model {

/// Sets what all rows have in common: operation, vintage, round, period and source.
void fill_round_fields(const Operation& operation, RoundContent& content);
/// Sets the fields of `locations` that come from the round, the operation and the boundary set.
void complete_locations(const Operation& operation, RoundContent& content);
/// Sets `admin0_pcode` … `admin4_name` of rows from the areas they lie in.
void fill_area_columns(RoundContent& content);

/// Flows by present area and origin, with the part of each location's people that no share explains as
/// unknown. Empty where the round says nothing of origins. A location whose shares exceed its people counts
/// as unknown.
OriginFlows make_flows(const RoundContent& content);

/// Stocks and needs of every area of every level, and of what is not known at that level.
std::array<std::shared_ptr<const Block>, geo::level_count> make_admin_blocks(
    const Operation& operation, const RoundContent& content, const std::vector<OriginFlow>& flows,
    const RoundData* previous);

/// Areas of origin at every level, each with everything below it. Null where nothing is known of origins or
/// returns.
std::shared_ptr<const Block> make_origins_block(const Operation& operation, const RoundContent& content,
                                                const std::vector<OriginFlow>& flows);

}  // namespace sojourn::model

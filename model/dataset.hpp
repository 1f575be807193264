/// Datasets that are no rounds of assessments: what they hold, and how their rows become what is served.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "model/block.hpp"
#include "model/round_content.hpp"

namespace sojourn::model {

/// The collection that rounds of a method fill with their rows: `locations` for those of assessments.
Collection collection_of(Method method);
/// The method whose rounds fill the collection; nothing for collections of assessments.
std::optional<Method> dataset_of(Collection collection);

/// What the control total of individuals of a method's rounds is: how a person may be told of it.
enum class TotalMeaning : std::uint8_t {
  displaced,  ///< people displaced, in one place each
  in_need,    ///< people in need, of everybody
  capacity,   ///< room for people, and nobody counted
  none        ///< a sum that means nothing: a class and a clinic have room for different people
};
TotalMeaning meaning_of_total(Method method);
/// Whether figures of its rows are of people who are, and not of room for some.
bool counts_people(Method method);

/// What a dataset's control total of individuals counts. Of people in need those in need at the highest level
/// that says anything: levels and sectors are never added. Of relocation areas and services their
/// capacity.
std::int64_t total_individuals(Collection collection, const TableBuilder& rows);

/// Lays out the rows, with what comes from the round, the operation and the boundary set.
std::shared_ptr<Block> make_dataset_block(const Operation& operation, RoundContent& content);

}  // namespace sojourn::model

#include "server/withdrawn.hpp"

#include <algorithm>
#include <array>

namespace sojourn::server {
namespace {

constexpr std::array<std::string_view, 3> change_fields = {
    "change_individuals", "change_comparable_individuals", "change_from_round"};

std::shared_ptr<const model::RoundData> without_change(const model::RoundData& data) {
  auto copy = std::make_shared<model::RoundData>(data);
  copy->previous.reset();
  for (auto& block : copy->admin)
    if (block) block = std::make_shared<const model::Block>(block->with_nulls(change_fields));
  return copy;
}

}  // namespace

bool selects(const sql::RoundSelection& selection, const model::RoundKey& key) {
  return selection.operation == key.operation && (!selection.method || *selection.method == key.method) &&
         (!selection.number || *selection.number == key.number);
}

std::shared_ptr<const model::Edition> without_withdrawn(const std::shared_ptr<const model::Edition>& edition,
                                                        const std::vector<sql::RoundSelection>& withdrawn) {
  const auto is_withdrawn = [&](const model::Round& round) {
    return std::any_of(withdrawn.begin(), withdrawn.end(),
                       [&](const auto& selection) { return selects(selection, round.key); });
  };
  const auto& rounds = edition->rounds;
  if (std::none_of(rounds.begin(), rounds.end(), [&](const auto& data) { return is_withdrawn(data->round); }))
    return edition;
  auto copy = std::make_shared<model::Edition>(*edition);
  std::erase_if(copy->rounds, [&](const auto& data) { return is_withdrawn(data->round); });
  for (auto& data : copy->rounds)
    if (data->previous && is_withdrawn(*data->previous)) data = without_change(*data);
  return copy;
}

}  // namespace sojourn::server

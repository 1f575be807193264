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
  const bool method = selection.method ? *selection.method == key.method : model::is_assessment(key.method);
  return selection.operation == key.operation && method &&
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

std::shared_ptr<const sql::LoadedEdition> without_unlisted(
    const std::shared_ptr<const sql::LoadedEdition>& loaded, const std::set<std::int64_t>& listed) {
  const auto& origins = loaded->origins;
  if (std::all_of(origins.begin(), origins.end(),
                  [&](const auto& origin) { return listed.contains(origin.round_id); }))
    return loaded;
  auto edition = std::make_shared<model::Edition>(*loaded->edition);
  edition->rounds.clear();
  auto kept = std::make_shared<sql::LoadedEdition>();
  for (std::size_t i = 0; i < origins.size(); ++i) {
    if (!listed.contains(origins[i].round_id)) continue;
    auto data = loaded->edition->rounds[i];
    auto origin = origins[i];
    if (origin.previous_id > 0 && !listed.contains(origin.previous_id)) {
      data = without_change(*data);
      origin.previous_id = -1;  // nobody's: the next load makes the round anew
    }
    edition->rounds.push_back(std::move(data));
    kept->origins.push_back(origin);
  }
  kept->edition = std::move(edition);
  return kept;
}

}  // namespace sojourn::server

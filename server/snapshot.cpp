#include "server/snapshot.hpp"

namespace sojourn::server {

void identify_rounds(Snapshot& snapshot, const Snapshot& before, ContentIdentities& identities,
                     const PublishedAt& published_at) {
  for (const auto& [code, edition] : snapshot.published->operations)
    for (const auto& round : edition->rounds) {
      // The snapshot before holds its rounds, so the same address is the same round.
      const auto known = before.rounds.find(round.get());
      if (known != before.rounds.end()) {
        snapshot.rounds[round.get()] = known->second;
        continue;
      }
      auto since = published_at(round->round.key);
      if (since.empty()) since = snapshot.changed_at;
      snapshot.rounds[round.get()] = ServedRound{identities.of(*round), std::move(since)};
    }
}

std::map<std::string_view, std::size_t> memory_of(const model::Edition& edition) {
  std::map<std::string_view, std::size_t> bytes;
  const auto add = [&](const model::Block& block) {
    bytes[model::info_of(block.collection()).name] += block.memory_bytes();
  };
  for (const auto& round : edition.rounds) {
    add(round->locations);
    for (const auto& block : round->admin)
      if (block) add(*block);
    if (round->origins) add(*round->origins);
    bytes["flows"] += round->flows.memory_bytes();
    if (round->dataset) add(*round->dataset);
  }
  return bytes;
}

}  // namespace sojourn::server

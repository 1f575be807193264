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

std::size_t memory_of(const model::Edition& edition) {
  std::size_t bytes = 0;
  for (const auto& round : edition.rounds) {
    bytes += sizeof(*round) + round->locations.memory_bytes() +
             round->flows.capacity() * sizeof(model::OriginFlow);
    for (const auto& block : round->admin)
      if (block) bytes += block->memory_bytes();
    if (round->origins) bytes += round->origins->memory_bytes();
  }
  return bytes;
}

}  // namespace sojourn::server

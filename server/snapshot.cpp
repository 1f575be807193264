#include "server/snapshot.hpp"

namespace sojourn::server {

void number_rounds(Snapshot& snapshot, const Snapshot& before, std::uint64_t& last) {
  for (const auto& [code, edition] : snapshot.published->operations)
    for (const auto& round : edition->rounds) {
      // The snapshot before holds its rounds, so the same address is the same round.
      const auto known = before.rounds.find(round.get());
      snapshot.rounds[round.get()] =
          known != before.rounds.end() ? known->second : ServedRound{++last, snapshot.changed_at};
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

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
  }
  return bytes;
}

}  // namespace sojourn::server

#include "server/snapshot.hpp"

namespace sojourn::server {

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

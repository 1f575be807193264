#include "server/target_memo.hpp"

#include <utility>

namespace sojourn::server {
namespace {

/// All that handlers read of a request: its target, and the fields that choose a format and make links.
std::string key_of(const Request& request) {
  std::string key;
  key.reserve(request.target.size() + request.host.size() + request.accept.size() + 2);
  return key.append(request.target).append(1, ' ').append(request.host).append(1, ' ').append(request.accept);
}

}  // namespace

std::shared_ptr<const TargetMemo::Meaning> TargetMemo::find(const Request& request, const Moment& moment) {
  const auto key = key_of(request);
  auto& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  if (shard.moment != moment) return nullptr;
  const auto found = shard.meanings.find(key);
  return found == shard.meanings.end() ? nullptr : found->second;
}

void TargetMemo::put(const Request& request, const Moment& moment, Meaning meaning) {
  auto key = key_of(request);
  const auto& [name_key, type, cache_control] = meaning.name;
  if (key.size() + name_key.size() + type.size() + cache_control.size() > most_bytes_of_one) return;
  auto& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  if (shard.moment != moment || shard.meanings.size() >= most_in_shard) shard.meanings.clear();
  shard.moment = moment;
  shard.meanings.insert_or_assign(std::move(key), std::make_shared<const Meaning>(std::move(meaning)));
}

}  // namespace sojourn::server

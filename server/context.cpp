#include "server/context.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace sojourn::server {

std::string rounds_key(const Snapshot& snapshot, const model::RoundList& rounds) {
  std::string key;
  for (const auto& data : rounds)
    fmt::format_to(std::back_inserter(key), "|{}", snapshot.rounds.at(data.get()).identity);
  return key;
}

std::string served_since(const Snapshot& snapshot, const model::RoundList& rounds) {
  std::string latest;
  for (const auto& data : rounds) latest = std::max(latest, snapshot.rounds.at(data.get()).since);
  // Of nothing it is when anything was published last: another server has to say the same.
  if (latest.empty())
    for (const auto& [data, served] : snapshot.rounds) latest = std::max(latest, served.since);
  return latest.empty() ? snapshot.changed_at : latest;
}

std::string snapshot_key(const Snapshot& snapshot) {
  std::string key;
  for (const auto& [code, edition] : snapshot.published->operations)
    key += fmt::format("|{}@{}", code, edition->number) + rounds_key(snapshot, edition->rounds);
  return key;
}

Rendition json_rendition(std::string key, std::string_view content_type, std::function<std::string()> make) {
  Rendition rendition;
  rendition.key = std::move(key);
  rendition.content_type = content_type;
  rendition.headers.add("Cache-Control", data_cache_control);
  rendition.render = [make = std::move(make)] { return RenderedBody{make(), {}}; };
  return rendition;
}

}  // namespace sojourn::server

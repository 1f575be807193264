#include "query/selection_cache.hpp"

#include <iterator>

namespace sojourn::query {

std::shared_ptr<const model::RowSelection> SelectionCache::find(const KeyView& key) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  if (found->second->round.expired()) {
    drop(found->second);
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->selection;
}

void SelectionCache::keep(Entry entry) {
  const std::lock_guard lock(mutex_);
  if (entry.bytes > max_bytes_ || by_key_.contains(entry.key)) return;
  bytes_ += entry.bytes;
  entries_.push_front(std::move(entry));
  by_key_.emplace(entries_.front().key, entries_.begin());
  while (bytes_ > max_bytes_) drop(std::prev(entries_.end()));
}

void SelectionCache::drop(Entries::iterator entry) {
  bytes_ -= entry->bytes;
  by_key_.erase(entry->key);
  entries_.erase(entry);
}

model::RowSelections SelectionCache::select(const model::RoundList& rounds, const Filter& filter) {
  model::RowSelections selections;
  if (filter.is_everything()) return selections;
  for (const auto& round : rounds) {
    const auto* block = round->block(filter.collection());
    if (block == nullptr) {
      selections.push_back(nullptr);
      continue;
    }
    Key key(block, filter.text());
    auto selection = find(key);
    if (!selection) {
      selection = std::make_shared<const model::RowSelection>(filter.select(*block));
      const auto bytes = selection->memory_bytes() + 2 * key.second.capacity() + sizeof(Entry);
      keep({std::move(key), round, selection, bytes});
    }
    selections.push_back(std::move(selection));
  }
  return selections;
}

std::optional<model::RowSelections> SelectionCache::known(const model::RoundList& rounds,
                                                          const Filter& filter) {
  model::RowSelections selections;
  if (filter.is_everything()) return selections;
  for (const auto& round : rounds) {
    const auto* block = round->block(filter.collection());
    auto selection = block == nullptr ? nullptr : find({block, filter.text()});
    if (block != nullptr && !selection) return std::nullopt;
    selections.push_back(std::move(selection));
  }
  return selections;
}

std::size_t SelectionCache::memory_bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::size_t SelectionCache::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

}  // namespace sojourn::query

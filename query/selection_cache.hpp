/// What filters leave of blocks, kept: a map asks for dozens of tiles with one filter.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "model/edition.hpp"
#include "model/row_selection.hpp"
#include "query/filter.hpp"

namespace sojourn::query {

/// Bounded by bytes; what was used longest ago goes first, and nothing keeps rounds alive. Safe to share
/// between threads. A block's selection may be computed twice if two threads ask for it at once.
class SelectionCache {
 public:
  explicit SelectionCache(std::size_t max_bytes = std::size_t{32} << 20) : max_bytes_(max_bytes) {}

  /// For each round the rows of the filter's collection that pass, in order; null where the round has no such
  /// collection. Empty, which means every row, for a filter that lets everything pass.
  model::RowSelections select(const model::RoundList& rounds, const Filter& filter);

  /// The same, but nothing if any of them would have to be found out first.
  std::optional<model::RowSelections> known(const model::RoundList& rounds, const Filter& filter);

  std::size_t memory_bytes() const;
  /// How many selections are kept.
  std::size_t size() const;

 private:
  /// The filter's text says which rows of the round's blocks; collections have blocks of their own.
  using Key = std::pair<const model::Block*, std::string>;
  using KeyView = std::pair<const model::Block*, std::string_view>;
  struct Before {
    using is_transparent = void;
    bool operator()(const KeyView& a, const KeyView& b) const { return a < b; }
  };
  struct Entry {
    Key key;
    std::weak_ptr<const model::RoundData> round;  ///< an address may be used again when it is gone
    std::shared_ptr<const model::RowSelection> selection;
    std::size_t bytes = 0;
  };
  using Entries = std::list<Entry>;

  std::shared_ptr<const model::RowSelection> find(const KeyView& key);
  void keep(Entry entry);
  void drop(Entries::iterator entry);

  std::size_t max_bytes_;
  mutable std::mutex mutex_;
  std::size_t bytes_ = 0;
  Entries entries_;  ///< used last first
  std::map<Key, Entries::iterator, Before> by_key_;
};

}  // namespace sojourn::query

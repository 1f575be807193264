/// What a query for tiles says, whichever tile is asked for.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/date.hpp"
#include "model/edition.hpp"
#include "query/filter.hpp"
#include "server/request.hpp"

namespace sojourn::server {

struct TilesRequest {
  model::Collection collection = model::Collection::locations;
  model::RoundList rounds;
  query::Filter filter{collection};
  std::vector<std::size_t> fields;
  bool cluster = true;
  std::vector<QueryParameter> parameters;  ///< canonical
  std::string key;                         ///< what determines a tile beside its address and the rounds
};

/// Queries that were understood lately: a map asks for dozens of tiles with one. Belongs to a snapshot, whose
/// rounds it holds; what a query means is also a matter of the day. Safe to use from any thread.
class TilesRequests {
 public:
  using Shared = std::shared_ptr<const TilesRequest>;

  /// What `query` came to before that day, or else what `understand()` makes of it. What it throws is passed
  /// on, and nothing is kept.
  template <typename Understand>
  Shared get(const std::string& query, const model::Date& today, Understand&& understand) {
    if (auto known = find(query, today)) return known;
    auto understood = std::make_shared<const TilesRequest>(understand());
    put(query, today, understood);
    return understood;
  }

 private:
  Shared find(const std::string& query, const model::Date& today);
  void put(const std::string& query, const model::Date& today, const Shared& understood);

  static constexpr std::size_t most = 256;
  static constexpr std::size_t longest_query = 2048;

  std::mutex mutex_;
  std::optional<model::Date> today_;
  std::unordered_map<std::string, Shared> known_;
};

}  // namespace sojourn::server

#include "server/published_state.hpp"

#include <algorithm>
#include <ctime>

#include "server/withdrawn.hpp"

namespace sojourn::server {
namespace {

std::string now() {
  const auto time = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&time, &parts);
  char text[32];
  const auto size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text, size};
}

}  // namespace

void PublishedState::put(const std::string& operation, std::shared_ptr<const sql::LoadedEdition> edition,
                         double load_seconds) {
  const std::lock_guard lock(mutex_);
  auto& entry = operations_[operation];
  entry.loaded = std::move(edition);
  entry.state.load_seconds = load_seconds;
  serve();
}

void PublishedState::remove(const std::string& operation) {
  const std::lock_guard lock(mutex_);
  if (operations_.erase(operation) > 0) serve();
}

bool PublishedState::keep_only(const std::string& operation, const std::set<std::int64_t>& listed) {
  const std::lock_guard lock(mutex_);
  const auto found = operations_.find(operation);
  if (found == operations_.end()) return false;
  auto kept = without_unlisted(found->second.loaded, listed);
  if (kept == found->second.loaded) return false;
  found->second.loaded = std::move(kept);
  serve();
  return true;
}

void PublishedState::set_ready() {
  const std::lock_guard lock(mutex_);
  if (ready_) return;
  ready_ = true;
  serve();
}

std::shared_ptr<const sql::LoadedEdition> PublishedState::loaded(const std::string& operation) const {
  const std::lock_guard lock(mutex_);
  const auto found = operations_.find(operation);
  return found == operations_.end() ? nullptr : found->second.loaded;
}

std::vector<std::string> PublishedState::operations() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> codes;
  for (const auto& [code, operation] : operations_) codes.push_back(code);
  return codes;
}

bool PublishedState::set_journal(const std::vector<sql::Withdrawal>& entries) {
  const std::lock_guard lock(mutex_);
  ++journal_state_;
  bool any_new = false;
  for (const auto& entry : entries) {
    const auto known = [&](const Withdrawn& withdrawn) { return withdrawn.id == entry.id; };
    if (std::any_of(withdrawn_.begin(), withdrawn_.end(), known)) continue;
    withdrawn_.push_back({entry.id, entry.selection, std::nullopt});
    any_new = true;
  }
  for (auto& withdrawn : withdrawn_) {
    const auto same = [&](const sql::Withdrawal& entry) { return entry.id == withdrawn.id; };
    if (!withdrawn.gone_since && std::none_of(entries.begin(), entries.end(), same))
      withdrawn.gone_since = journal_state_;
  }
  if (any_new) serve();
  return any_new;
}

std::uint64_t PublishedState::begin_comparison() const {
  const std::lock_guard lock(mutex_);
  return journal_state_;
}

void PublishedState::end_comparison(std::uint64_t begun) {
  const std::lock_guard lock(mutex_);
  const auto settled = [&](const Withdrawn& withdrawn) {
    return withdrawn.gone_since && *withdrawn.gone_since <= begun;
  };
  if (std::erase_if(withdrawn_, settled) > 0) serve();
}

/// Under the mutex.
std::string PublishedState::published_at(const model::RoundKey& key) const {
  const auto& loaded = *operations_.at(key.operation).loaded;
  for (std::size_t i = 0; i < loaded.origins.size(); ++i)
    if (loaded.edition->rounds[i]->round.key == key) return loaded.origins[i].published_at;
  return {};
}

/// Under the mutex.
void PublishedState::serve() {
  std::vector<sql::RoundSelection> selections;
  for (const auto& withdrawn : withdrawn_) selections.push_back(withdrawn.selection);
  auto published = std::make_shared<model::Published>();
  auto snapshot = std::make_shared<Snapshot>();
  for (auto& [code, operation] : operations_) {
    auto served = without_withdrawn(operation.loaded->edition, selections);
    const bool same = operation.served && served->rounds == operation.served->rounds &&
                      served->number == operation.served->number;
    // A copy that lost its change figures is another one each time, and counts as a change: rare and
    // harmless.
    if (!same) {
      operation.served = std::move(served);
      operation.state.generation = ++last_generation_;
      operation.state.memory_bytes = memory_of(*operation.served);
    }
    published->operations.emplace(code, operation.served);
    snapshot->loaded.emplace(code, operation.state);
  }
  snapshot->published = std::move(published);
  snapshot->changed_at = now();
  snapshot->ready = ready_;
  snapshot->version = holder_.get()->version + 1;
  identify_rounds(*snapshot, *holder_.get(), identities_,
                  [this](const model::RoundKey& key) { return published_at(key); });
  holder_.set(std::move(snapshot));
}

}  // namespace sojourn::server

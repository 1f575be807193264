#include "server/edition_watcher.hpp"

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <set>

#include "server/log.hpp"
#include "server/one_answer.hpp"
#include "sql/edition_listener.hpp"
#include "sql/error.hpp"

namespace sojourn::server {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr milliseconds journal_interval(250);
constexpr milliseconds listen_interval(500);
/// Comparing now and then finds what a lost notification would have told.
constexpr std::chrono::seconds compare_interval(10);
constexpr milliseconds shortest_pause(250);
constexpr milliseconds longest_pause(10'000);
/// The command that wrote the entry normally brings it to the database itself.
constexpr std::chrono::seconds commands_turn(3);

/// Prepared before an edition is shown; tiles of these zooms are asked for first, and by everybody.
constexpr int last_zoom_before_shown = 8;
/// Deeper zooms are prepared while what is kept of all is less: else they would drive out what is asked for.
constexpr std::size_t most_before_deeper = std::size_t{128} << 20;

/// What areas of a round stand on: its boundaries, and the shapes that a dataset brings along.
std::set<std::shared_ptr<const geo::BoundarySet>> sets_of(const model::Edition& edition) {
  std::set<std::shared_ptr<const geo::BoundarySet>> sets;
  for (const auto& round : edition.rounds) {
    sets.insert(round->boundaries);
    if (round->dataset && !round->dataset->is_points()) sets.insert(round->dataset->shared_boundaries());
  }
  sets.erase(nullptr);
  return sets;
}

/// Building takes a multiple of what is served, which the allocator would keep for ever. Freed in small
/// amounts it is soon used again, and looking for it would hold up requests.
void give_back_memory() {
  constexpr std::size_t worth_it = std::size_t{64} << 20;
  if (mallinfo2().fordblks > worth_it) malloc_trim(0);
}

}  // namespace

EditionWatcher::EditionWatcher(sql::DatabaseSettings database, SnapshotHolder& snapshots,
                               tiles::PreparedAreas& areas)
    : database_(std::move(database)), journal_(database_.data_dir), areas_(areas), state_(snapshots) {}

EditionWatcher::~EditionWatcher() {
  stop();
}

void EditionWatcher::start() {
  journal_thread_ = std::thread([this] { watch_journal(); });
  database_thread_ = std::thread([this] { watch_database(); });
}

void EditionWatcher::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (journal_thread_.joinable()) journal_thread_.join();
  if (database_thread_.joinable()) database_thread_.join();
}

bool EditionWatcher::pause(milliseconds time) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, time, [this] { return stopping_.load(); });
}

void EditionWatcher::watch_journal() {
  std::set<std::string> reported;
  do {
    try {
      const auto contents = journal_.read();
      if (state_.set_journal(contents.entries)) log(LogLevel::info, "a withdrawal takes effect");
      for (const auto& problem : contents.unreadable)
        if (reported.insert(problem).second)
          log(LogLevel::error, "an entry of the withdrawal journal cannot be read",
              {{"reason", std::string_view(problem)}});
    } catch (const std::exception& error) {
      if (reported.insert(error.what()).second) log_failure("the withdrawal journal cannot be read", error);
    }
  } while (pause(journal_interval));
}

void EditionWatcher::watch_database() {
  auto patience = shortest_pause;
  while (!stopping_) {
    try {
      auto open = sql::open_database(database_, [](std::string_view message) {
        log(LogLevel::info, "database", {{"message", message}});
      });
      patience = shortest_pause;
      follow(open);
    } catch (const std::exception& error) {
      log_failure("the database cannot be used; what is loaded stays", error);
      pause(patience);
      patience = std::min(patience * 2, longest_pause);
    }
  }
}

/// Until the watcher stops; throws when the database cannot be brought back.
void EditionWatcher::follow(sql::OpenDatabase& open) {
  sql::EditionLoader loader(open.database, sql::VintagesToLoad::all);
  sql::EditionListener listener(open.database);
  auto compared_at = SteadyClock::now();
  bool complete = false;
  bool connected = true;
  while (!stopping_) {
    const auto patience = !complete ? shortest_pause : deeper_.empty() ? listen_interval : milliseconds(0);
    const auto event = listener.wait(patience);
    if (event == sql::EditionListener::Event::disconnected) {
      if (connected)
        log(LogLevel::warning, "the connection to the database is lost; what is loaded is served on",
            {{"reason", std::string_view(listener.problem())}});
      connected = false;
      if (open.cluster) open.cluster->ensure_running();
      complete = false;
      continue;
    }
    connected = true;
    try {
      record_withdrawals(open.database);
      const bool due = !complete || SteadyClock::now() - compared_at > compare_interval;
      if (event != sql::EditionListener::Event::changed && !due) {
        prepare_deeper();
        continue;
      }
      complete = compare(loader);
    } catch (const std::exception& error) {
      log_failure("editions cannot be compared", error);
      complete = false;
      if (!pause(shortest_pause)) return;
    }
    compared_at = SteadyClock::now();
  }
}

/// Loads what changed; whether all of it could be.
bool EditionWatcher::compare(sql::EditionLoader& loader) {
  const auto begun = state_.begin_comparison();
  const auto editions = loader.current_editions();
  bool complete = true;
  for (const auto& operation : state_.operations())
    if (!editions.contains(operation)) state_.remove(operation);
  for (const auto& [operation, number] : editions) {
    const auto known = state_.loaded(operation);
    if (!known || known->edition->number != number) complete = load(loader, operation) && complete;
  }
  if (complete) state_.end_comparison(begun);
  state_.set_ready();
  return complete;
}

bool EditionWatcher::load(sql::EditionLoader& loader, const std::string& operation) {
  const auto start = SteadyClock::now();
  std::shared_ptr<const sql::LoadedEdition> loaded;
  try {
    loaded = loader.load(operation, state_.loaded(operation).get());
    // Before it is shown, so that no request has to.
    if (loaded)
      for (const auto& set : sets_of(*loaded->edition)) areas_.prepare(set, last_zoom_before_shown);
  } catch (const std::exception& error) {
    log(LogLevel::error, "an edition cannot be loaded; the one before it stays",
        {{"operation", std::string_view(operation)}, {"reason", std::string_view(error.what())}});
    drop_withdrawn(loader, operation);
    return false;
  }
  if (!loaded) {
    state_.remove(operation);
    return true;
  }
  const std::chrono::duration<double> time = SteadyClock::now() - start;
  state_.put(operation, loaded, time.count());
  log(LogLevel::info, "edition loaded",
      {{"operation", std::string_view(operation)},
       {"edition", static_cast<std::int64_t>(loaded->edition->number)},
       {"rounds", static_cast<std::int64_t>(loaded->edition->rounds.size())},
       {"seconds", time.count()}});
  give_back_memory();
  for (int zoom = last_zoom_before_shown + 1; zoom <= tiles::deepest_area_zoom; ++zoom)
    for (const auto& set : sets_of(*loaded->edition)) deeper_.push_back({set, zoom});
  return true;
}

/// One zoom of one set, while nothing else is to be done.
void EditionWatcher::prepare_deeper() {
  if (deeper_.empty()) return;
  const auto next = std::move(deeper_.front());
  deeper_.pop_front();
  if (const auto set = next.set.lock(); set && areas_.memory_bytes() < most_before_deeper)
    areas_.at(set, next.zoom);
  if (deeper_.empty()) give_back_memory();
}

/// What cannot be loaded must not keep in public what is public no more.
void EditionWatcher::drop_withdrawn(sql::EditionLoader& loader, const std::string& operation) {
  try {
    if (state_.keep_only(operation, loader.public_rounds(operation)))
      log(LogLevel::warning, "rounds that are public no more are taken out of the edition that stays",
          {{"operation", std::string_view(operation)}});
  } catch (const std::exception& error) {
    log_failure("what is still public cannot be asked", error);
  }
}

/// Brings to the database what the command that withdrew could not.
void EditionWatcher::record_withdrawals(const sql::Database& database) {
  const sql::Publisher publisher(database);
  for (const auto& entry : journal_.read().entries) {
    const auto now = SteadyClock::now();
    const auto seen = first_seen_.try_emplace(entry.id, now).first->second;
    if (now - seen < commands_turn) continue;
    try {
      publisher.withdraw(entry.selection, entry.reason, entry.by, entry.at);
      log(LogLevel::info, "a withdrawal reached the database",
          {{"operation", std::string_view(entry.selection.operation)}});
    } catch (const sql::Refusal& refusal) {
      log_failure("a withdrawal means nothing to the database and is dropped", refusal);
    }
    journal_.remove(entry.id);
    first_seen_.erase(entry.id);
  }
}

}  // namespace sojourn::server

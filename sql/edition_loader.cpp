#include "sql/edition_loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <future>
#include <optional>
#include <tuple>

#include "model/dataset.hpp"
#include "sql/boundary_rows.hpp"
#include "sql/connection.hpp"
#include "sql/operation_rows.hpp"
#include "sql/round_rows.hpp"

namespace sojourn::sql {
namespace {

using BoundaryKey = std::tuple<std::string, std::string, std::string>;  ///< country, version, content hash

/// A round as `published` lists it.
struct Listed {
  std::int64_t round_id = 0;
  model::Round round;
  std::vector<std::size_t> fields;
  std::string published_at;
  BoundaryKey boundaries;
};

std::vector<std::string> split_names(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const auto comma = text.find(',');
    names.emplace_back(text.substr(0, comma));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return names;
}

Listed listed_at(const Rows& rows, int row, const std::string& operation) {
  Listed listed;
  auto& round = listed.round;
  listed.round_id = rows.integer(row, 0);
  round.key = {operation, model::parse_method(rows.text(row, 1)).value(),
               static_cast<int>(rows.integer(row, 2))};
  round.revision = static_cast<int>(rows.integer(row, 3));
  round.status = model::RoundStatus::published;
  round.sensitivity = model::Sensitivity::low;
  round.period_start = model::Date::parse(rows.text(row, 4)).value();
  round.period_end = model::Date::parse(rows.text(row, 5)).value();
  round.source = rows.text(row, 6);
  round.source_method = rows.text(row, 7);
  round.boundary_version = rows.text(row, 9);
  round.erratum = rows.text(row, 10);
  listed.fields = fields_by_name(model::collection_of(round.key.method), split_names(rows.text(row, 11)));
  auto& totals = round.totals;
  const std::array<std::int64_t*, 9> into = {
      &totals.rows_read,   &totals.rows_accepted,    &totals.rows_rejected,
      &totals.locations,   &totals.individuals_read, &totals.households_read,
      &totals.individuals, &totals.households,       &totals.returnees};
  for (std::size_t i = 0; i < into.size(); ++i) *into[i] = rows.integer(row, 12 + static_cast<int>(i));
  listed.published_at = rows.string(row, 22);
  listed.boundaries = {rows.string(row, 8), rows.string(row, 9), rows.string(row, 21)};
  return listed;
}

/// By method, then as the query has them: period end, number.
std::vector<Listed> listed_rounds(Connection& connection, const std::string& operation) {
  const auto rows = connection.query("published_rounds", {operation});
  std::vector<Listed> rounds;
  for (int row = 0; row < rows.count(); ++row) rounds.push_back(listed_at(rows, row, operation));
  std::stable_sort(rounds.begin(), rounds.end(),
                   [](const Listed& a, const Listed& b) { return a.round.key.method < b.round.key.method; });
  return rounds;
}

bool same(const model::Operation& a, const model::Operation& b) {
  return parameters_of(a) == parameters_of(b);
}

/// The round as it was loaded before, if neither it, nor the one its change figures refer to, nor its
/// boundaries have changed.
std::shared_ptr<const model::RoundData> find_loaded(const LoadedEdition* previous,
                                                    const LoadedEdition::RoundOrigin& wanted,
                                                    const model::Operation& operation) {
  if (previous == nullptr) return nullptr;
  for (std::size_t i = 0; i < previous->origins.size(); ++i) {
    const auto& origin = previous->origins[i];
    if (origin.round_id != wanted.round_id || origin.previous_id != wanted.previous_id ||
        origin.boundaries != wanted.boundaries)
      continue;
    const auto& data = previous->edition->rounds[i];
    if (same(data->operation, operation)) return data;
    auto described = std::make_shared<model::RoundData>(*data);
    described->operation = operation;
    return described;
  }
  return nullptr;
}

}  // namespace

struct EditionLoader::State {
  State(Database target, VintagesToLoad which) : database(std::move(target)), vintages(which) {}

  Connection& connected() {
    if (!connection) connection.emplace(database, Role::reader);
    return *connection;
  }

  /// Runs the work; after a failure the session, whose state nobody knows, is given up.
  template <typename Work>
  auto with_connection(Work work) {
    try {
      return work(connected());
    } catch (...) {
      connection.reset();
      throw;
    }
  }

  std::shared_ptr<const geo::BoundarySet> boundaries_of(const BoundaryKey& key);
  std::vector<model::Vintage> vintages_of(const std::string& operation);
  void forget_unused();
  model::RoundContent read_content(const Listed& listed);
  std::shared_ptr<const LoadedEdition> load(const std::string& operation, const LoadedEdition* previous);

  Database database;
  VintagesToLoad vintages;
  std::optional<Connection> connection;
  std::map<BoundaryKey, std::shared_ptr<const geo::BoundarySet>> boundaries;
};

std::shared_ptr<const geo::BoundarySet> EditionLoader::State::boundaries_of(const BoundaryKey& key) {
  auto& set = boundaries[key];
  if (set) return set;
  const auto& [country, version, hash] = key;
  set = version.empty() ? model::country_without_boundaries(country)
                        : read_boundary_set(*connection, "published", country, version);
  if (!set) throw Error(fmt::format("the boundaries of {} {} are not in the database", country, version));
  return set;
}

std::vector<model::Vintage> EditionLoader::State::vintages_of(const std::string& operation) {
  std::vector<model::Vintage> found;
  if (vintages == VintagesToLoad::used) return found;
  const auto rows = connection->query("published_vintages", {operation});
  for (int row = 0; row < rows.count(); ++row) {
    const BoundaryKey key{rows.string(row, 0), rows.string(row, 1), rows.string(row, 2)};
    found.push_back({boundaries_of(key), std::get<2>(key)});
  }
  return found;
}

/// Sets that no edition holds any more.
void EditionLoader::State::forget_unused() {
  std::erase_if(boundaries, [](const auto& entry) { return entry.second.use_count() <= 1; });
}

model::RoundContent EditionLoader::State::read_content(const Listed& listed) {
  model::RoundContent content;
  content.round = listed.round;
  content.boundaries = boundaries_of(listed.boundaries);
  read_table_rows(*connection, content, listed.round_id, listed.fields);
  const auto rows = static_cast<std::int64_t>(content.assessments.rows());
  if (rows != listed.round.totals.locations)
    throw Error(fmt::format("{} {} round {}: the database sent {} locations, the control total says {}",
                            listed.round.key.operation, model::to_string(listed.round.key.method),
                            listed.round.key.number, rows, listed.round.totals.locations));
  if (!model::is_assessment(listed.round.key.method)) return content;
  read_origins(*connection, content, listed.round_id);
  read_area_figures(*connection, content, listed.round_id);
  read_secondary(*connection, content, listed.round_id);
  return content;
}

std::shared_ptr<const LoadedEdition> EditionLoader::State::load(const std::string& code,
                                                                const LoadedEdition* previous) {
  forget_unused();
  Transaction transaction(*connection, "begin isolation level repeatable read read only");
  // Rows come as they are stored, whoever else reads them: what is served keeps its identity.
  connection->script("set local synchronize_seqscans = off; set local max_parallel_workers_per_gather = 0");
  const auto rows = connection->query("published_operation", {code});
  if (rows.empty()) return nullptr;
  auto edition = std::make_shared<model::Edition>();
  edition->operation = operation_at(rows, 0);
  edition->number = static_cast<std::uint64_t>(rows.integer(0, 7));

  auto loaded = std::make_shared<LoadedEdition>();
  const Listed* before = nullptr;
  const auto listed = listed_rounds(*connection, code);
  // A round is made into what is served while the next is read.
  std::future<std::shared_ptr<const model::RoundData>> making;
  const auto keep_made = [&] {
    if (making.valid()) edition->rounds.push_back(making.get());
  };
  for (const auto& round : listed) {
    if (before != nullptr && before->round.key.method != round.round.key.method) before = nullptr;
    const LoadedEdition::RoundOrigin origin{round.round_id, before == nullptr ? 0 : before->round_id,
                                            round.published_at, std::get<2>(round.boundaries)};
    if (auto data = find_loaded(previous, origin, edition->operation)) {
      keep_made();
      edition->rounds.push_back(std::move(data));
    } else {
      auto content = read_content(round);
      keep_made();
      const auto* data_before = before == nullptr ? nullptr : edition->rounds.back().get();
      making =
          std::async(std::launch::async, [&edition, content = std::move(content), data_before]() mutable {
            return model::make_round_data(edition->operation, std::move(content), data_before);
          });
    }
    loaded->origins.push_back(origin);
    before = &round;
  }
  keep_made();
  edition->vintages = vintages_of(code);
  transaction.commit();
  loaded->edition = std::move(edition);
  return loaded;
}

EditionLoader::EditionLoader(Database database, VintagesToLoad vintages)
    : state_(std::make_unique<State>(std::move(database), vintages)) {}
EditionLoader::~EditionLoader() = default;
EditionLoader::EditionLoader(EditionLoader&&) noexcept = default;
EditionLoader& EditionLoader::operator=(EditionLoader&&) noexcept = default;

std::map<std::string, std::uint64_t> EditionLoader::current_editions() {
  return state_->with_connection([](Connection& connection) {
    const auto rows = connection.query("published_editions");
    std::map<std::string, std::uint64_t> editions;
    for (int row = 0; row < rows.count(); ++row)
      editions[rows.string(row, 0)] = static_cast<std::uint64_t>(rows.integer(row, 1));
    return editions;
  });
}

std::shared_ptr<const LoadedEdition> EditionLoader::load(const std::string& operation,
                                                         const LoadedEdition* previous) {
  return state_->with_connection([&](Connection&) { return state_->load(operation, previous); });
}

std::set<std::int64_t> EditionLoader::public_rounds(const std::string& operation) {
  return state_->with_connection([&](Connection& connection) {
    const auto rows = connection.query("published_round_ids", {operation});
    std::set<std::int64_t> ids;
    for (int row = 0; row < rows.count(); ++row) ids.insert(rows.integer(row, 0));
    return ids;
  });
}

}  // namespace sojourn::sql

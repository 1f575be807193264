#include "sql/round_store.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "model/dataset.hpp"
#include "sql/connection.hpp"
#include "sql/editions.hpp"
#include "sql/operation_rows.hpp"
#include "sql/round_current.hpp"
#include "sql/round_loading.hpp"
#include "sql/round_rows.hpp"

namespace sojourn::sql {
namespace {

std::string described(const model::RoundKey& key) {
  return fmt::format("{} {} round {}", key.operation, model::to_string(key.method), key.number);
}

/// An operation that is there stays as it was described; only what was left blank is filled in.
void ensure_operation(Connection& connection, const model::Operation& wanted) {
  const auto found = find_operation(connection, wanted.code);
  if (!found) {
    auto operation = wanted;
    if (operation.name.empty()) operation.name = operation.code;
    connection.query("operation_insert", parameters_of(operation));
    return;
  }
  if (!wanted.country.empty() && found->country != wanted.country)
    throw Refusal(fmt::format("the operation {} is in {}, the file's is in {}: give another --operation",
                              wanted.code, found->country, wanted.country));
  auto filled = *found;
  if (filled.source.empty()) filled.source = wanted.source;
  if (filled.licence.empty()) filled.licence = wanted.licence;
  if (!filled.ends_on) filled.ends_on = wanted.ends_on;
  const auto parameters = parameters_of(filled);
  if (parameters != parameters_of(*found)) connection.query("operation_update", parameters);
}

void insert_round(Connection& connection, const model::RoundContent& content, std::int64_t round_id,
                  int revision, const std::string& erratum, const std::vector<std::size_t>& fields) {
  const auto& round = content.round;
  const auto& totals = round.totals;
  const auto& version = content.boundaries->version();
  std::vector<Parameter> parameters = {round.key.operation,
                                       std::string(model::to_string(round.key.method)),
                                       std::to_string(round.key.number),
                                       std::to_string(revision),
                                       std::string(model::to_string(round.sensitivity)),
                                       round.period_start.to_string(),
                                       round.period_end.to_string(),
                                       round.source,
                                       round.source_method,
                                       content.boundaries->country(),
                                       version.empty() ? std::nullopt : Parameter(version),
                                       round.content_hash,
                                       round.profile,
                                       erratum,
                                       array_of(names_of(model::collection_of(round.key.method), fields))};
  for (const auto total : {totals.rows_read, totals.rows_accepted, totals.rows_rejected, totals.locations,
                           totals.individuals_read, totals.households_read, totals.individuals,
                           totals.households, totals.returnees})
    parameters.emplace_back(std::to_string(total));
  parameters.emplace_back(std::to_string(round_id));
  connection.query("round_insert", parameters);
}

std::function<void()> sealing(const model::ProgressSink& progress) {
  return [&progress] {
    if (progress) progress({model::Stage::sealing, 0, 0});
  };
}

std::int64_t write_round(Connection& connection, const model::RoundDraft& draft, int revision,
                         const std::string& erratum, const model::ProgressSink& progress,
                         const RoundLoading* loaded) {
  const auto& key = draft.content.round.key;
  const auto& table = draft.content.assessments;
  const auto fields = loaded != nullptr ? loaded->fields() : reported_fields(table, table.rows());
  const auto round_id = loaded != nullptr ? loaded->round_id() : reserve_round_tables(connection, key);
  insert_round(connection, draft.content, round_id, revision, erratum, fields);
  if (loaded == nullptr) copy_table_rows(connection, draft, round_id, fields, progress);
  copy_origins(connection, draft.content, round_id);
  copy_area_figures(connection, draft.content, round_id);
  copy_secondary(connection, draft.content, round_id);
  copy_findings(connection, draft, round_id);
  copy_rejected(connection, draft, round_id);
  connection.query_watched("round_attach_tables", {key.operation, std::to_string(round_id)},
                           sealing(progress));
  return round_id;
}

void require_replacement(const model::RoundKey& key, const CurrentRound& current,
                         const StoreOptions& options) {
  if (options.replace && !options.erratum.empty()) return;
  if (options.replace)
    throw Refusal(
        fmt::format("a corrected {} needs a note on what was corrected: --erratum TEXT", described(key)));
  throw Refusal(fmt::format(
      "{} is stored already, {}: to store this file as its next revision, add --replace --erratum TEXT",
      described(key),
      current.status == model::RoundStatus::withdrawn ? "and was withdrawn" : "with other content"));
}

/// What is public cannot be called sensitive and stay public: somebody has to decide.
void refuse_raised(const model::Round& round) {
  const auto sensitivity = model::to_string(round.sensitivity);
  throw Refusal(fmt::format(
      "{} is public, and this import calls the same content {}. If it should not be public: sojourn withdraw "
      "--operation {} --method {} --round {} --reason TEXT. If it may be: import with --sensitivity low",
      described(round.key), sensitivity, round.key.operation, model::to_string(round.key.method),
      round.key.number));
}

/// The same content again: nothing changes, but how sensitive a round is that is not public.
StoreResult keep(Connection& connection, const model::RoundDraft& draft, const CurrentRound& current) {
  StoreResult result{StoreOutcome::unchanged, current.round_id, current.revision, current.status,
                     std::nullopt};
  const auto& round = draft.content.round;
  const bool raised = round.sensitivity > current.sensitivity;
  if (raised && current.status == model::RoundStatus::published) refuse_raised(round);
  const bool lowered =
      current.status == model::RoundStatus::validated && round.sensitivity < current.sensitivity;
  if (raised || lowered) {
    connection.query("round_reclassify", {round.key.operation, std::to_string(current.round_id),
                                          std::string(model::to_string(round.sensitivity))});
    result.outcome = StoreOutcome::reclassified;
  }
  return result;
}

StoreResult store_or_keep(Connection& connection, const model::RoundDraft& draft, const StoreOptions& options,
                          const RoundLoading* loaded) {
  const auto& round = draft.content.round;
  const auto current = find_current_round(connection, round.key);
  if (current) {
    const bool gone = current->status == model::RoundStatus::withdrawn;
    if (current->content_hash == round.content_hash && !(gone && options.replace))
      return keep(connection, draft, *current);
    require_replacement(round.key, *current, options);
  }
  const int revision = current ? current->revision + 1 : 1;
  const auto id = write_round(connection, draft, revision, current ? options.erratum : round.erratum,
                              options.progress, loaded);
  return {StoreOutcome::stored, id, revision, model::RoundStatus::validated, std::nullopt};
}

void publish_stored(Connection& connection, const model::RoundKey& key, const std::string& cleared_by,
                    StoreResult& result) {
  ActingAs publisher(connection, Role::publisher, Role::writer);
  const auto published = publish_rounds(connection, {key.operation, key.method, key.number}, cleared_by);
  publisher.finish();
  result.edition = published.edition;
  result.status = model::RoundStatus::published;
}

/// `loaded` (may be null): who holds the draft's rows already.
StoreResult store_in(Connection& connection, Transaction& transaction, const model::RoundDraft& draft,
                     const StoreOptions& options, const RoundLoading* loaded) {
  const auto& key = draft.content.round.key;
  // Of another import of the operation nobody knows how long it takes.
  lock_operation(connection, key.operation, sealing(options.progress));
  try {
    ensure_operation(connection, draft.operation);
    auto result = store_or_keep(connection, draft, options, loaded);
    if (options.publish_cleared_by) publish_stored(connection, key, *options.publish_cleared_by, result);
    // The last moment at which nothing has happened.
    sealing(options.progress)();
    transaction.commit();
    return result;
  } catch (const StatementError& error) {
    // Classes 22 and 23: data that the tables do not take; SJ: the checks of our own functions.
    const std::string_view state = error.sqlstate;
    if (!state.starts_with("22") && !state.starts_with("23") && !state.starts_with("SJ")) throw;
    throw Refusal(fmt::format("{} is refused, and nothing was stored: {}", described(key), error.what()));
  }
}

/// However storing ends: what is not committed is rolled back, and the operation is free for others.
class Settled {
 public:
  explicit Settled(RoundLoading& loading) : loading_(loading) {}
  ~Settled() { loading_.give_up(); }
  Settled(const Settled&) = delete;
  Settled& operator=(const Settled&) = delete;

 private:
  RoundLoading& loading_;
};

}  // namespace

StoreResult RoundStore::store(const model::RoundDraft& draft, const StoreOptions& options,
                              RoundLoading* loading) const {
  const auto& key = draft.content.round.key;
  if (!model::is_operation_code(key.operation))
    throw Refusal(fmt::format("“{}” is no operation code", key.operation));
  if (loading != nullptr && loading->holds(draft)) {
    const Settled settled(*loading);
    return store_in(loading->connection(), loading->transaction(), draft, options, loading);
  }
  if (draft.rows_gone > 0) throw std::logic_error("rows of the round have left, and nobody holds them");
  Connection connection(database_, Role::writer);
  Transaction transaction(connection);
  return store_in(connection, transaction, draft, options, nullptr);
}

}  // namespace sojourn::sql

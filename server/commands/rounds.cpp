#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <iterator>
#include <memory>

#include "ingest/report.hpp"
#include "model/dataset.hpp"
#include "server/commands/command.hpp"
#include "server/commands/values.hpp"
#include "server/json_writer.hpp"
#include "sql/finding_store.hpp"
#include "sql/publisher.hpp"

namespace sojourn::server {
namespace {

void write_totals(JsonWriter& json, const model::Round& round) {
  const auto& totals = round.totals;
  const auto meaning = model::meaning_of_total(round.key.method);
  const bool people = model::counts_people(round.key.method);
  const auto of_people = [&](std::int64_t figure) { return people ? std::optional(figure) : std::nullopt; };
  json.key("totals");
  json.begin_object();
  json.member("rows_read", totals.rows_read);
  json.member("rows_accepted", totals.rows_accepted);
  json.member("rows_rejected", totals.rows_rejected);
  json.member("locations", totals.locations);
  json.member("individuals_read", of_people(totals.individuals_read));
  json.member("households_read", of_people(totals.households_read));
  json.member("individuals", of_people(totals.individuals));
  json.member("households", of_people(totals.households));
  json.member("returnees", of_people(totals.returnees));
  if (meaning == model::TotalMeaning::capacity) json.member("capacity_individuals", totals.individuals);
  json.end_object();
}

void write_findings(JsonWriter& json, const sql::StoredFindings& stored, model::Method method) {
  json.key("findings");
  json.begin_array();
  for (const auto& finding : stored.findings) {
    json.begin_object();
    json.member("rule", finding.rule);
    json.member("severity", model::to_string(finding.severity));
    json.member("sheet", text_or_null(finding.sheet));
    json.member("line", finding.row == 0 ? std::nullopt : std::optional(finding.row));
    json.member("column", text_or_null(finding.column));
    json.member("cell", text_or_null(finding.cell));
    json.member("message", finding.message);
    json.member("advice", finding.advice);
    json.end_object();
  }
  json.end_array();
  json.key("rejected");
  json.begin_array();
  for (const auto& row : stored.rejected) {
    json.begin_object();
    json.member("sheet", text_or_null(row.sheet));
    json.member("line", row.row);
    json.member("rule", row.rule);
    json.member("reason", row.reason);
    json.member(ingest::figure_of_rejected(method), row.individuals);
    json.end_object();
  }
  json.end_array();
}

void write_round(JsonWriter& json, const sql::RoundListing& listing, const sql::FindingStore* findings) {
  const auto& round = listing.round;
  json.begin_object();
  json.member("operation", round.key.operation);
  json.member("method", model::to_string(round.key.method));
  json.member("round", round.key.number);
  json.member("revision", round.revision);
  json.member("status", model::to_string(round.status));
  json.member("sensitivity", model::to_string(round.sensitivity));
  json.member("period_start", round.period_start.to_string());
  json.member("period_end", round.period_end.to_string());
  json.member("source", round.source);
  json.member("source_method", text_or_null(round.source_method));
  json.member("profile", round.profile);
  json.member("boundary_version", text_or_null(round.boundary_version));
  json.member("erratum", text_or_null(round.erratum));
  write_totals(json, round);
  json.member("imported_at", text_or_null(listing.imported_at));
  json.member("cleared_by", text_or_null(listing.cleared_by));
  json.member("published_at", text_or_null(listing.published_at));
  json.member("withdrawn_at", text_or_null(listing.withdrawn_at));
  json.member("withdrawn_by", text_or_null(listing.withdrawn_by));
  json.member("withdrawn_reason", text_or_null(listing.withdrawn_reason));
  if (findings != nullptr)
    write_findings(json, findings->find(round.key.operation, listing.round_id), round.key.method);
  json.end_object();
}

/// With what was found in each, where `findings` is not null.
std::string as_json(const std::vector<sql::RoundListing>& listings, const sql::FindingStore* findings) {
  JsonWriter json;
  json.begin_object();
  json.key("rounds");
  json.begin_array();
  for (const auto& listing : listings) write_round(json, listing, findings);
  json.end_array();
  json.end_object();
  return std::move(json).take();
}

/// Individuals and households of one line; of places that could receive people, what they have room for.
std::string people_of(const model::Round& round) {
  const auto& totals = round.totals;
  switch (model::meaning_of_total(round.key.method)) {
    case model::TotalMeaning::capacity:
      return fmt::format("{:>12}  {:>12}  room for {}", "", "", totals.individuals);
    case model::TotalMeaning::none:
      return {};
    default:
      return fmt::format("{:>12}  {:>12}", totals.individuals, totals.households);
  }
}

std::string as_text(const std::vector<sql::RoundListing>& listings) {
  if (listings.empty()) return "No rounds are stored.";
  auto text = fmt::format("{:<14} {:<16} {:>5} {:>3}  {:<10}  {:<8}  {:<10}  {:>9}  {:>12}  {:>12}\n",
                          "operation", "method", "round", "rev", "status", "sensitiv", "ends on", "locations",
                          "individuals", "households");
  for (const auto& [round, id, imported, cleared, published, withdrawn, by, reason] : listings)
    fmt::format_to(std::back_inserter(text), "{:<14} {:<16} {:>5} {:>3}  {:<10}  {:<8}  {:<10}  {:>9}  {}\n",
                   round.key.operation, model::to_string(round.key.method), round.key.number, round.revision,
                   model::to_string(round.status), model::to_string(round.sensitivity),
                   round.period_end.to_string(), round.totals.locations, people_of(round));
  return text;
}

struct RoundsOptions {
  std::string operation;
  std::optional<std::string> method;
  std::optional<int> round;
  std::string format = "text";
  bool findings = false;
};

std::vector<sql::RoundListing> chosen(const sql::Database& database, const RoundsOptions& options) {
  const auto method = parse_method_option(options.method);
  auto listings = sql::Publisher(database).rounds(options.operation);
  std::erase_if(listings, [&](const sql::RoundListing& listing) {
    const auto& key = listing.round.key;
    return (method && key.method != *method) || (options.round && key.number != *options.round);
  });
  return listings;
}

std::string findings_as_text(const sql::FindingStore& store, const std::vector<sql::RoundListing>& listings) {
  std::string text;
  for (const auto& listing : listings) {
    const auto& key = listing.round.key;
    const auto stored = store.find(key.operation, listing.round_id);
    fmt::format_to(std::back_inserter(text),
                   "{} {} round {}, revision {} ({}): {} findings, {} rejected rows\n{}\n", key.operation,
                   model::to_string(key.method), key.number, listing.round.revision,
                   model::to_string(listing.round.status), stored.findings.size(), stored.rejected.size(),
                   ingest::format_findings(stored.findings));
  }
  return text.empty() ? "No rounds are stored." : text;
}

ExitStatus list(const RoundsOptions& options, const CommonOptions& common) {
  Workplace workplace(common);
  const auto open = workplace.open_database();
  const auto listings = chosen(open.database, options);
  const sql::FindingStore store(open.database);
  if (options.format == "json")
    print(as_json(listings, options.findings ? &store : nullptr));
  else
    print(options.findings ? findings_as_text(store, listings) : as_text(listings));
  return ExitStatus::done;
}

}  // namespace

void add_rounds(CLI::App& app, Run& run) {
  auto options = std::make_shared<RoundsOptions>();
  auto* command = app.add_subcommand("rounds", "List stored rounds, or what was found in them");
  command->add_option("--operation", options->operation, "[all]");
  command->add_option("--method", options->method, std::string(all_methods) + " [all]");
  command->add_option("--round", options->round, "[all]");
  command->add_flag("--findings", options->findings, "What was found when they were imported, cell by cell");
  command->add_option("--format", options->format, "text or json [text]")
      ->check(CLI::IsMember({"text", "json"}));
  command->callback(
      [options, &run] { run = [options](const CommonOptions& common) { return list(*options, common); }; });
}

}  // namespace sojourn::server

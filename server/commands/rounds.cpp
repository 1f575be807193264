#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <iterator>
#include <memory>

#include "server/commands/command.hpp"
#include "server/json_writer.hpp"
#include "sql/publisher.hpp"

namespace sojourn::server {
namespace {

std::optional<std::string> text_or_null(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

void write_totals(JsonWriter& json, const model::ControlTotals& totals) {
  json.key("totals");
  json.begin_object();
  json.member("rows_read", totals.rows_read);
  json.member("rows_accepted", totals.rows_accepted);
  json.member("rows_rejected", totals.rows_rejected);
  json.member("locations", totals.locations);
  json.member("individuals_read", totals.individuals_read);
  json.member("households_read", totals.households_read);
  json.member("individuals", totals.individuals);
  json.member("households", totals.households);
  json.member("returnees", totals.returnees);
  json.end_object();
}

void write_round(JsonWriter& json, const sql::RoundListing& listing) {
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
  write_totals(json, round.totals);
  json.member("imported_at", text_or_null(listing.imported_at));
  json.member("cleared_by", text_or_null(listing.cleared_by));
  json.member("published_at", text_or_null(listing.published_at));
  json.member("withdrawn_at", text_or_null(listing.withdrawn_at));
  json.member("withdrawn_by", text_or_null(listing.withdrawn_by));
  json.member("withdrawn_reason", text_or_null(listing.withdrawn_reason));
  json.end_object();
}

std::string as_json(const std::vector<sql::RoundListing>& listings) {
  JsonWriter json;
  json.begin_object();
  json.key("rounds");
  json.begin_array();
  for (const auto& listing : listings) write_round(json, listing);
  json.end_array();
  json.end_object();
  return std::move(json).take();
}

std::string as_text(const std::vector<sql::RoundListing>& listings) {
  if (listings.empty()) return "No rounds are stored.";
  auto text = fmt::format("{:<14} {:<9} {:>5} {:>3}  {:<10}  {:<8}  {:<10}  {:>9}  {:>12}  {:>12}\n",
                          "operation", "method", "round", "rev", "status", "sensitiv", "ends on", "locations",
                          "individuals", "households");
  for (const auto& [round, id, imported, cleared, published, withdrawn, by, reason] : listings)
    fmt::format_to(
        std::back_inserter(text), "{:<14} {:<9} {:>5} {:>3}  {:<10}  {:<8}  {:<10}  {:>9}  {:>12}  {:>12}\n",
        round.key.operation, model::to_string(round.key.method), round.key.number, round.revision,
        model::to_string(round.status), model::to_string(round.sensitivity), round.period_end.to_string(),
        round.totals.locations, round.totals.individuals, round.totals.households);
  return text;
}

struct RoundsOptions {
  std::string operation;
  std::string format = "text";
};

ExitStatus list(const RoundsOptions& options, const CommonOptions& common) {
  Workplace workplace(common);
  const auto open = workplace.open_database();
  const auto listings = sql::Publisher(open.database).rounds(options.operation);
  print(options.format == "json" ? as_json(listings) : as_text(listings));
  return ExitStatus::done;
}

}  // namespace

void add_rounds(CLI::App& app, Run& run) {
  auto options = std::make_shared<RoundsOptions>();
  auto* command = app.add_subcommand("rounds", "List stored rounds");
  command->add_option("--operation", options->operation, "[all]");
  command->add_option("--format", options->format, "text or json [text]")
      ->check(CLI::IsMember({"text", "json"}));
  command->callback(
      [options, &run] { run = [options](const CommonOptions& common) { return list(*options, common); }; });
}

}  // namespace sojourn::server

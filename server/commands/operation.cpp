#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "server/commands/command.hpp"
#include "server/commands/values.hpp"
#include "sql/operation_store.hpp"

namespace sojourn::server {
namespace {

std::string describe(sql::OperationResult result) {
  switch (result) {
    case sql::OperationResult::created:
      return "created";
    case sql::OperationResult::changed:
      return "changed";
    default:
      return "unchanged";
  }
}

/// A new operation needs a country; its code says it where that is one.
void default_country(sql::OperationChange& change, const sql::OperationStore& store) {
  if (!change.country && change.code.size() == 3 && !store.find(change.code)) change.country = change.code;
}

ExitStatus save(sql::OperationChange change, const CommonOptions& common) {
  Workplace workplace(common);
  const auto open = workplace.open_database();
  const sql::OperationStore store(open.database);
  default_country(change, store);
  print(fmt::format("operation {}: {}", change.code, describe(store.save(change))));
  return ExitStatus::done;
}

}  // namespace

void add_operation(CLI::App& app, Run& run) {
  struct Options {
    sql::OperationChange change;
    std::optional<std::string> ends_on;
  };
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("operation", "Create an operation or change what is known about it");
  command->add_option("CODE", options->change.code, "For example NGA or HTI-EQ-2021")->required();
  command->add_option("--name", options->change.name);
  command->add_option("--country", options->change.country, "ISO 3166-1 alpha-3");
  command->add_option("--source", options->change.source, "Who publishes the figures");
  command->add_option("--licence", options->change.licence);
  command->add_option("--ends-on", options->ends_on, "DATE after which none of its rounds is in force");
  command->callback([options, &run] {
    if (options->ends_on) options->change.ends_on = parse_date_option("--ends-on", *options->ends_on);
    run = [options](const CommonOptions& common) { return save(options->change, common); };
  });
}

}  // namespace sojourn::server

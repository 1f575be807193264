#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "server/commands/command.hpp"
#include "server/commands/values.hpp"
#include "sql/publisher.hpp"

namespace sojourn::server {
namespace {

void print_rounds(std::string_view what, const std::vector<model::RoundKey>& keys) {
  for (const auto& key : keys)
    print(fmt::format("{} {} round {}: {}", key.operation, model::to_string(key.method), key.number, what));
}

ExitStatus publish(const sql::RoundSelection& selection, const CommonOptions& common) {
  Workplace workplace(common);
  const auto open = workplace.open_database();
  const auto result = sql::Publisher(open.database).publish(selection, current_person());
  print_rounds("published", result.published);
  print_rounds("public already", result.already_public);
  print_rounds("held back: its sensitivity is not low", result.held_back);
  if (result.edition) print(fmt::format("{} is now at edition {}", selection.operation, *result.edition));
  return ExitStatus::done;
}

}  // namespace

void add_publish(CLI::App& app, Run& run) {
  struct Options {
    sql::RoundSelection selection;
    std::optional<std::string> method;
  };
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("publish", "Make stored rounds public");
  command->add_option("--operation", options->selection.operation)->required();
  command->add_option("--method", options->method, std::string(all_methods) + " [all of assessments]");
  command->add_option("--round", options->selection.number, "[all]");
  command->callback([options, &run] {
    options->selection.method = parse_method_option(options->method);
    run = [options](const CommonOptions& common) { return publish(options->selection, common); };
  });
}

}  // namespace sojourn::server

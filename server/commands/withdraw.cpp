#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "server/commands/command.hpp"
#include "server/commands/values.hpp"
#include "sql/error.hpp"
#include "sql/withdrawal_journal.hpp"

namespace sojourn::server {
namespace {

void print_result(const sql::WithdrawResult& result) {
  for (const auto& key : result.withdrawn)
    print(fmt::format("{} {} round {}: withdrawn", key.operation, model::to_string(key.method), key.number));
  for (const auto& key : result.already_withdrawn)
    print(fmt::format("{} {} round {}: withdrawn already", key.operation, model::to_string(key.method),
                      key.number));
}

/// The journal comes first: a running server obeys it within a quarter of a second, whatever the database
/// does.
ExitStatus withdraw(const sql::Withdrawal& withdrawal, const CommonOptions& common) {
  Workplace workplace(common);
  const sql::WithdrawalJournal journal(workplace.data_dir());
  const auto id = journal.append(withdrawal);
  try {
    const auto open = workplace.open_database();
    print_result(
        sql::Publisher(open.database).withdraw(withdrawal.selection, withdrawal.reason, withdrawal.by));
  } catch (const sql::Refusal&) {
    journal.remove(id);
    throw;
  } catch (const sql::EnvironmentError& error) {
    print_progress(error.what());
    print(
        "The withdrawal is recorded in the data directory: a running server shows the round no more, and the "
        "database learns of it when it is up again.");
    return ExitStatus::done;
  }
  journal.remove(id);
  return ExitStatus::done;
}

}  // namespace

void add_withdraw(CLI::App& app, Run& run) {
  struct Options {
    sql::Withdrawal withdrawal;
    std::optional<std::string> method;
    int round = 0;
  };
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("withdraw", "Take a round off the public, at once and for good");
  command->add_option("--operation", options->withdrawal.selection.operation)->required();
  command->add_option("--method", options->method, std::string(all_methods) + " [all of assessments]");
  command->add_option("--round", options->round)->required();
  command->add_option("--reason", options->withdrawal.reason, "Kept with the round")->required();
  command->callback([options, &run] {
    auto& withdrawal = options->withdrawal;
    withdrawal.selection.method = parse_method_option(options->method);
    withdrawal.selection.number = options->round;
    withdrawal.by = current_person();
    run = [options](const CommonOptions& common) { return withdraw(options->withdrawal, common); };
  });
}

}  // namespace sojourn::server

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "server/commands/command.hpp"
#include "sql/backup.hpp"

namespace sojourn::server {
namespace {

struct RestoreOptions {
  std::string file;
  bool replace = false;
};

ExitStatus restore(const RestoreOptions& options, const CommonOptions& common) {
  Workplace workplace(common);
  const auto open = workplace.open_database();
  const auto restored = sql::restore_backup(open.database, options.file, options.replace, print_progress);
  print(fmt::format("restored {} rounds from {}", restored.rounds, options.file));
  if (restored.kept_withdrawn > 0)
    print(fmt::format("{} rounds were public in it and have been withdrawn since: they stay withdrawn",
                      restored.kept_withdrawn));
  return ExitStatus::done;
}

}  // namespace

void add_restore(CLI::App& app, Run& run) {
  auto options = std::make_shared<RestoreOptions>();
  auto* command = app.add_subcommand("restore", "Put a backup in the place of what is stored");
  command->add_option("FILE", options->file)->required();
  command->add_flag("--replace", options->replace, "Also if something is stored");
  command->callback([options, &run] {
    run = [options](const CommonOptions& common) { return restore(*options, common); };
  });
}

}  // namespace sojourn::server

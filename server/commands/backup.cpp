#include "sql/backup.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "server/commands/command.hpp"

namespace sojourn::server {
namespace {

ExitStatus back_up(const std::string& file, const CommonOptions& common) {
  Workplace workplace(common);
  const auto open = workplace.open_database();
  sql::write_backup(open.database, file);
  print(fmt::format("backed up to {}; it holds what is not public, too", file));
  return ExitStatus::done;
}

}  // namespace

void add_backup(CLI::App& app, Run& run) {
  auto file = std::make_shared<std::string>();
  auto* command = app.add_subcommand("backup", "Write the whole private database to a file");
  command->add_option("FILE", *file, "A file that does not exist yet")->required();
  command->callback(
      [file, &run] { run = [file](const CommonOptions& common) { return back_up(*file, common); }; });
}

}  // namespace sojourn::server

/// sojourn: from the command line to the exit status.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>

#include "ingest/child.hpp"
#include "server/commands/command.hpp"

namespace {

using namespace sojourn::server;

int run_command(int argc, char** argv) {
  CLI::App app("Sojourn, a displacement mapping server", "sojourn");
  app.require_subcommand(1);
  app.fallthrough();
  CommonOptions common;
  app.add_option("--config", common.config, "Configuration file [config/sojourn.toml]");
  app.add_option("--data-dir", common.data_dir, "Directory of the database and the journal [var/]");

  Run run;
  add_serve(app, run);
  add_operation(app, run);
  add_boundaries(app, run);
  add_import(app, run);
  add_check(app, run);
  add_publish(app, run);
  add_withdraw(app, run);
  add_rounds(app, run);
  add_rules(app, run);
  add_crosswalk(app, run);
  add_areas(app, run);
  add_demo(app, run);
  add_export(app, run);
  add_backup(app, run);
  add_restore(app, run);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitStatus::wrong_usage);
  }
  return static_cast<int>(run(common));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (sojourn::ingest::is_reader_call(argc, argv)) return sojourn::ingest::run_reader(argc, argv);
    return run_command(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "sojourn: {}\n", error.what());
    return static_cast<int>(status_of(error));
  }
}

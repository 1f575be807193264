#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "demo/operation.hpp"
#include "server/boundaries_run.hpp"
#include "server/commands/command.hpp"
#include "server/import_run.hpp"
#include "server/temporary_directory.hpp"
#include "sql/operation_store.hpp"

namespace sojourn::server {
namespace {

/// The same way as a user's file: nothing here knows what the file holds.
void import_round(const sql::Database& database, StoredBoundaries& boundaries,
                  const std::filesystem::path& file) {
  ingest::ImportOptions options;
  options.file = file;
  options.profile = std::string(demo::profile_name);
  const auto result = ingest::import_file(
      options, [&](const std::string& code, model::Date date) { return boundaries.find(code, date); });
  sql::StoreOptions store;
  store.publish_cleared_by = "Sojourn (made-up data)";
  store_rounds(database, result.drafts, store,
               [](const StoredRound& stored) { print_progress(describe(stored)); });
}

void load_demo(const sql::Database& database, const demo::Plan& plan) {
  const TemporaryDirectory directory;
  const demo::Operation operation(plan);
  const auto boundary_files = operation.write_boundaries(directory.path());
  ingest::BoundaryImportOptions options;
  options.country = demo::country_code;
  const auto import = read_boundaries(boundary_files, options);
  print_progress(
      store_boundaries(database, import.set, "Sojourn demonstration (synthetic)", false, print_progress));
  // NOLINTNEXTLINE(bugprone-return-const-ref-from-parameter): the caller's database outlives the function
  StoredBoundaries boundaries([&]() -> const sql::Database& { return database; });
  for (int number = 1; number <= plan.rounds; ++number) {
    const auto file = operation.write_round(number, directory.path());
    import_round(database, boundaries, file.path);
    std::filesystem::remove(file.path);
  }
}

ExitStatus run_demo(const demo::Plan& plan, const CommonOptions& common) {
  Workplace workplace(common);
  const auto open = workplace.open_database();
  if (sql::OperationStore(open.database).find(std::string(demo::operation_code))) {
    print("The demonstration operation XS is in the store already; nothing was changed.");
    return ExitStatus::done;
  }
  load_demo(open.database, plan);
  print(fmt::format("The demonstration operation XS is in the store, with {} rounds.", plan.rounds));
  return ExitStatus::done;
}

}  // namespace

void load_demo_if_empty(Workplace& workplace) {
  const auto open = workplace.open_database();
  if (!sql::OperationStore(open.database).list().empty()) return;
  print_progress("The store is empty: loading the demonstration operation");
  load_demo(open.database, demo::Plan{});
}

void add_demo(CLI::App& app, Run& run) {
  auto plan = std::make_shared<demo::Plan>();
  auto* command = app.add_subcommand("demo", "Load a made-up operation");
  command->add_option("--locations", plan->locations, "[3000]")->check(CLI::Range(1, 10'000'000));
  command->add_option("--rounds", plan->rounds, "[8]")->check(CLI::Range(1, 200));
  command->callback(
      [plan, &run] { run = [plan](const CommonOptions& common) { return run_demo(*plan, common); }; });
}

}  // namespace sojourn::server

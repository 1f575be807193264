#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "ingest/population.hpp"
#include "server/boundaries_run.hpp"
#include "server/commands/command.hpp"
#include "server/commands/values.hpp"

namespace sojourn::server {
namespace {

struct BoundariesOptions {
  std::vector<std::filesystem::path> files;
  std::string country;
  std::optional<std::string> valid_on;
  std::string source;
  std::optional<std::filesystem::path> population;
  bool replace = false;
};

void add_population(const std::filesystem::path& file, ingest::BoundaryImport& import) {
  const auto read = ingest::read_population(file, import.set.country());
  auto populated = ingest::with_population(import.set, read.areas);
  print(fmt::format("population: {} areas; {} codes of {} are not in the boundaries", populated.areas,
                    populated.unknown, file.filename().string()));
  for (const auto& code : read.contradictory)
    print(fmt::format("population: {} has several totals of one year; none was taken", code));
  import.set = std::move(populated.set);
}

ExitStatus store(const BoundariesOptions& options, const CommonOptions& common) {
  ingest::BoundaryImportOptions import_options;
  import_options.country = options.country;
  import_options.valid_on = parse_date_option("--valid-on", options.valid_on);
  Workplace workplace(common);
  auto import = read_boundaries(options.files, import_options);
  for (const auto& line : ingest::report_lines(import)) print(line);
  if (options.population) add_population(*options.population, import);
  const auto open = workplace.open_database();
  print(store_boundaries(open.database, import, options.source, options.replace));
  return ExitStatus::done;
}

}  // namespace

void add_boundaries(CLI::App& app, Run& run) {
  auto options = std::make_shared<BoundariesOptions>();
  auto* command = app.add_subcommand("boundaries", "Store one vintage of a country's administrative areas");
  command
      ->add_option("FILE", options->files,
                   "Shapefile, GeoJSON, TopoJSON, GeoPackage, or a zip of these; all levels together")
      ->required();
  command->add_option("--country", options->country, "ISO 3166-1 alpha-3")->required();
  command->add_option("--valid-on", options->valid_on, "DATE since which they are valid [as the files say]");
  command->add_option("--source", options->source, "Who published them");
  command->add_option("--population", options->population,
                      "CSV of how many people live where (COD population statistics) [as the files say]");
  command->add_flag("--replace", options->replace, "Replace the same vintage, if no round was placed on it");
  command->callback(
      [options, &run] { run = [options](const CommonOptions& common) { return store(*options, common); }; });
}

}  // namespace sojourn::server

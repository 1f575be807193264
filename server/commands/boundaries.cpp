#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "ingest/population.hpp"
#include "server/boundaries_run.hpp"
#include "server/commands/command.hpp"
#include "server/commands/values.hpp"
#include "server/vintage_run.hpp"
#include "sql/boundary_store.hpp"

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

geo::BoundarySet populated(const std::filesystem::path& file, const geo::BoundarySet& set,
                           ingest::KnownPopulation known) {
  const auto read = ingest::read_population(file, set.country());
  auto populated = ingest::with_population(set, read.areas, known);
  print(fmt::format("population: {} areas; {} codes of {} are not in the boundaries", populated.areas,
                    populated.unknown, file.filename().string()));
  for (const auto& code : read.contradictory)
    print(fmt::format("population: {} has several totals of one year; none was taken", code));
  return std::move(populated.set);
}

ExitStatus store(const BoundariesOptions& options, const CommonOptions& common) {
  ingest::BoundaryImportOptions import_options;
  import_options.country = options.country;
  tell_of_open_files();
  import_options.valid_on = parse_date_option("--valid-on", options.valid_on);
  Workplace workplace(common);
  auto import = read_boundaries(options.files, import_options);
  for (const auto& line : ingest::report_lines(import)) print(line);
  if (options.population)
    import.set = populated(*options.population, import.set, ingest::KnownPopulation::stays);
  const auto open = workplace.open_database();
  print(store_boundaries(open.database, import.set, options.source, options.replace, print_progress));
  return ExitStatus::done;
}

/// The vintage that is meant: the one named, else the only one.
std::string stored_version(const sql::Database& database, const BoundariesOptions& options) {
  if (const auto date = parse_date_option("--valid-on", options.valid_on)) return date->to_string();
  const auto vintages = sql::BoundaryStore(database).vintages(options.country);
  if (vintages.size() > 1)
    throw UsageError(
        fmt::format("there are {} vintages of {}: give the date of the one that is meant with "
                    "--valid-on (`sojourn boundaries --help`)",
                    vintages.size(), options.country));
  return vintages.empty() ? std::string() : vintages.front().version;
}

/// Populations for a vintage that is stored: its areas, and rounds that stand on them, stay.
ExitStatus populate_stored(const BoundariesOptions& options, const CommonOptions& common) {
  if (!options.population)
    throw UsageError(
        "give the boundaries' files, or with --population FILE alone the populations of stored ones");
  Workplace workplace(common);
  const auto open = workplace.open_database();
  const auto stored = load_vintage(open.database, options.country, stored_version(open.database, options));
  const auto set = populated(*options.population, *stored, ingest::KnownPopulation::is_replaced);
  print(store_boundaries(open.database, set, options.source, false, print_progress));
  return ExitStatus::done;
}

}  // namespace

void add_boundaries(CLI::App& app, Run& run) {
  auto options = std::make_shared<BoundariesOptions>();
  auto* command = app.add_subcommand("boundaries", "Store one vintage of a country's administrative areas");
  command->add_option("FILE", options->files,
                      "Shapefile, GeoJSON, TopoJSON, GeoPackage, or a zip of these; all levels together. "
                      "None: only --population of stored ones");
  command->add_option("--country", options->country, "ISO 3166-1 alpha-3")->required();
  command->add_option("--valid-on", options->valid_on, "DATE since which they are valid [as the files say]");
  command->add_option("--source", options->source, "Who published them");
  command->add_option(
      "--population", options->population,
      "CSV of how many people live where (COD population statistics) [as the files say]. Alone: for "
      "boundaries that are stored, also where rounds stand on them");
  command->add_flag("--replace", options->replace, "Replace the same vintage, if no round was placed on it");
  command->callback([options, &run] {
    run = [options](const CommonOptions& common) {
      return options->files.empty() ? populate_stored(*options, common) : store(*options, common);
    };
  });
}

}  // namespace sojourn::server

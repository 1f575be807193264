#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>
#include <thread>

#include "export/output_file.hpp"
#include "server/commands/command.hpp"
#include "server/export_request.hpp"
#include "server/interrupt.hpp"
#include "server/problem.hpp"
#include "server/withdrawn.hpp"
#include "sql/edition_loader.hpp"
#include "sql/error.hpp"
#include "sql/withdrawal_journal.hpp"

namespace sojourn::server {
namespace {

struct ExportOptions {
  std::string collection;
  std::string to;
  bool force = false;
  std::vector<QueryParameter> query;
};

ExportFormat format_of(const std::filesystem::path& file) {
  const auto extension = file.extension().string();
  const auto format = extension.empty() ? std::nullopt : find_export_format(extension.substr(1));
  if (!format) throw UsageError("--to takes a file that ends with .geojson, .csv, .fgb, .gpkg or .pmtiles");
  return *format;
}

model::Collection collection_of(const std::string& name) {
  if (const auto collection = model::find_collection(name)) return *collection;
  std::string names;
  for (const auto& info : model::collections())
    names += fmt::format("{}{}", names.empty() ? "" : ", ", info.name);
  throw UsageError(fmt::format("there is no collection '{}'; there are {}", name, names));
}

/// The operations named, or all: what the others hold need not be loaded.
bool is_wanted(const ExportOptions& options, std::string_view operation) {
  for (const auto& [name, value] : options.query)
    if (name == "operation")
      return fmt::format(",{},", value).find(fmt::format(",{},", operation)) != std::string::npos;
  return true;
}

/// As a server would have it: read by the role that sees published rounds alone, without what the journal
/// says is withdrawn.
std::shared_ptr<const model::Published> load_published(Workplace& workplace, const sql::Database& database,
                                                       const ExportOptions& options) {
  const auto journal = sql::WithdrawalJournal(workplace.data_dir()).read();
  if (!journal.unreadable.empty())
    throw sql::EnvironmentError(
        fmt::format("the journal of withdrawals cannot be read, so what is public is not known: {}",
                    journal.unreadable.front()));
  std::vector<sql::RoundSelection> withdrawn;
  for (const auto& entry : journal.entries) withdrawn.push_back(entry.selection);
  sql::EditionLoader loader(database);
  auto published = std::make_shared<model::Published>();
  for (const auto& [operation, number] : loader.current_editions()) {
    if (!is_wanted(options, operation)) continue;
    if (const auto loaded = loader.load(operation, nullptr))
      published->operations.emplace(operation, without_withdrawn(loaded->edition, withdrawn));
  }
  return published;
}

std::string size_text(std::uint64_t bytes) {
  return bytes < 10'000'000 ? fmt::format("{:.1f} kB", static_cast<double>(bytes) / 1e3)
                            : fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

/// The parameters' own words, of the option.
std::string as_option(const Problem& problem) {
  const std::string text = problem.what();
  const auto parameter = fmt::format("Parameter '{}'", problem.parameter());
  return text.starts_with(parameter) ? "--" + problem.parameter() + text.substr(parameter.size()) : text;
}

ExportRequest understand(const ExportOptions& options, ExportFormat format,
                         const model::Published& published) {
  try {
    return parse_export(collection_of(options.collection), format, options.query, published,
                        model::Date::today());
  } catch (const Problem& problem) {
    throw UsageError(as_option(problem));
  }
}

ExportResult write_file(const ExportRequest& request, const ExportOptions& options) {
  const Interrupt interrupt;
  exports::PendingFile file(options.to, options.force);
  exports::GeometryTexts texts;
  tiles::PreparedAreas areas;
  const ExportTools tools{texts, areas, std::max(std::thread::hardware_concurrency(), 1U)};
  const auto result = write_export(request, file.path(), tools, [&](std::uint64_t) { interrupt.check(); });
  interrupt.check();
  file.commit();
  return result;
}

ExitStatus run_export(const ExportOptions& options, const CommonOptions& common) {
  const auto format = format_of(options.to);
  collection_of(options.collection);
  // Said before anything is loaded.
  {
    const exports::PendingFile possible(options.to, options.force);
  }
  Workplace workplace(common);
  const auto open = workplace.open_database();
  const auto request = understand(options, format, *load_published(workplace, open.database, options));
  const auto result = write_file(request, options);
  const auto* what = format == ExportFormat::pmtiles ? "tiles" : "features";
  print(fmt::format("{}: {} {}, {}", options.to, result.count, what, size_text(result.bytes)));
  if (result.left_out > 0)
    print(
        fmt::format("left out: {} features without a place on the map, which the format cannot hold; .gpkg, "
                    ".geojson and .csv hold them",
                    result.left_out));
  return ExitStatus::done;
}

/// Options that are HTTP's parameters of the same name.
void add_parameter(CLI::App& command, ExportOptions& options, const std::string& name,
                   const std::string& help) {
  command.add_option_function<std::string>(
      "--" + name, [&options, name](const std::string& value) { options.query.push_back({name, value}); },
      help);
}

}  // namespace

void add_export(CLI::App& app, Run& run) {
  auto options = std::make_shared<ExportOptions>();
  auto* command = app.add_subcommand("export", "Write what is published of a collection to a file");
  command
      ->add_option("COLLECTION", options->collection, "locations, admin0 to admin4, origins or assessments")
      ->required();
  command->add_option("--to", options->to, "FILE.geojson, .csv, .fgb, .gpkg or .pmtiles")->required();
  command->add_flag("--force", options->force, "Replace the file if it is there");
  add_parameter(*command, *options, "operation", "Codes joined by commas [all]");
  add_parameter(*command, *options, "method",
                "baseline, site, location or event [the operation's reference]");
  add_parameter(*command, *options, "round", "The round's number");
  add_parameter(*command, *options, "datetime", "Date, time or interval: the rounds in force then [now]");
  add_parameter(*command, *options, "include", "'event': the event series beside the reference");
  add_parameter(*command, *options, "bbox", "west,south,east,north");
  add_parameter(*command, *options, "filter", "CQL2 text, e.g. \"unit = 'site' AND idps_individuals > 500\"");
  add_parameter(*command, *options, "properties", "Names joined by commas [all; of tiles the default 12]");
  add_parameter(*command, *options, "cluster", "Of a .pmtiles of locations, 'false': each by itself [true]");
  add_parameter(*command, *options, "min-zoom", "Of a .pmtiles [0]");
  add_parameter(*command, *options, "max-zoom", "Of a .pmtiles, up to 14 [12; of areas 10]");
  command->callback([options, &run] {
    run = [options](const CommonOptions& common) { return run_export(*options, common); };
  });
}

}  // namespace sojourn::server

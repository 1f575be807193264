#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <fstream>
#include <memory>

#include "server/commands/command.hpp"
#include "server/commands/values.hpp"
#include "server/shown_areas.hpp"
#include "server/vintage_run.hpp"
#include "sql/boundary_store.hpp"
#include "sql/edition_loader.hpp"

namespace sojourn::server {
namespace {

struct CrosswalkOptions {
  std::string country, from, to, file;
  int level = 2;
};

ExitStatus make_crosswalk(const CrosswalkOptions& options, const CommonOptions& common) {
  Workplace workplace(common);
  const auto open = workplace.open_database();
  const auto from = load_vintage(open.database, options.country, options.from);
  const auto to = load_vintage(open.database, options.country, options.to);
  const auto text = geo::Crosswalk::from_overlap(*from, *to, options.level).csv();
  if (options.file.empty()) {
    print(text);
    return ExitStatus::done;
  }
  std::ofstream file(options.file, std::ios::binary);
  file << text;
  file.flush();
  if (!file) throw std::runtime_error(fmt::format("cannot write {}", options.file));
  return ExitStatus::done;
}

struct AreasOptions {
  std::string operation, boundary_version, crosswalk;
  std::optional<std::string> method;
  int round = 0;
  int level = 2;
  std::string format = "csv";
};

std::shared_ptr<const model::RoundData> published_round(const sql::Database& database,
                                                        const AreasOptions& options) {
  const auto loaded = sql::EditionLoader(database).load(options.operation, nullptr);
  auto method = parse_method_option(options.method);
  if (method && !model::is_assessment(*method))
    throw UsageError(
        fmt::format("--method takes {} here: other data is about areas or places, not on boundaries "
                    "that could be others",
                    model::assessment_methods));
  if (!method && loaded != nullptr) method = loaded->edition->reference_method();
  if (loaded != nullptr)
    for (const auto& round : loaded->edition->rounds)
      if (round->round.key.number == options.round && round->round.key.method == method) return round;
  throw sql::Refusal(fmt::format("round {} of {} is not published: `sojourn rounds` lists what is stored",
                                 options.round, options.operation));
}

ExitStatus show_areas(const AreasOptions& options, const CommonOptions& common) {
  Workplace workplace(common);
  const auto open = workplace.open_database();
  const auto round = published_round(open.database, options);
  const auto& placed_on = *round->boundaries;
  const auto boundaries = load_vintage(open.database, placed_on.country(), options.boundary_version);
  const auto link = options.crosswalk.empty()
                        ? model::VintageLink::by_overlap(placed_on, boundaries, options.level)
                        : model::VintageLink(boundaries, options.level, read_crosswalk(options.crosswalk));
  print(format_shown(*round, link, options.format == "json" ? Format::json : Format::csv));
  return ExitStatus::done;
}

}  // namespace

void add_crosswalk(CLI::App& app, Run& run) {
  auto options = std::make_shared<CrosswalkOptions>();
  auto* command =
      app.add_subcommand("crosswalk", "Make a crosswalk between two stored vintages from their overlap");
  command->add_option("--country", options->country, "ISO 3166-1 alpha-3")->required();
  command->add_option("--from", options->from, "DATE of the vintage whose areas are on the left")->required();
  command->add_option("--to", options->to, "DATE of the vintage whose areas are on the right")->required();
  command->add_option("--level", options->level, "[2]")->check(CLI::Range(1, 4));
  command->add_option("--output", options->file, "FILE.csv [the terminal]");
  command->callback([options, &run] {
    run = [options](const CommonOptions& common) { return make_crosswalk(*options, common); };
  });
}

void add_areas(CLI::App& app, Run& run) {
  auto options = std::make_shared<AreasOptions>();
  auto* command = app.add_subcommand("areas", "Show a published round on another vintage of the boundaries");
  command->add_option("--operation", options->operation)->required();
  command->add_option("--round", options->round)->required();
  command->add_option("--boundary-version", options->boundary_version, "DATE of the vintage to show it on")
      ->required();
  command->add_option("--method", options->method, "[the operation's reference]");
  command->add_option("--level", options->level, "[2]")->check(CLI::Range(1, 4));
  command->add_option("--crosswalk", options->crosswalk,
                      "CSV from,to[,share] [from the overlap of the two vintages on the map]");
  command->add_option("--format", options->format, "csv or json [csv]")
      ->check(CLI::IsMember({"csv", "json"}));
  command->callback([options, &run] {
    run = [options](const CommonOptions& common) { return show_areas(*options, common); };
  });
}

}  // namespace sojourn::server

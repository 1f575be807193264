#include "demo/operation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>
#include <stdexcept>

#include "demo/boundary_files.hpp"
#include "demo/country.hpp"
#include "demo/places.hpp"
#include "demo/round_file.hpp"
#include "demo/text.hpp"

namespace sojourn::demo {
namespace {

constexpr std::size_t most_locations = 10'000'000;
constexpr int most_rounds = 200;

Plan checked(const Plan& plan) {
  if (plan.locations < 1 || plan.locations > most_locations)
    throw std::invalid_argument(fmt::format("{} locations: give 1 to {}", plan.locations, most_locations));
  if (plan.rounds < 1 || plan.rounds > most_rounds)
    throw std::invalid_argument(fmt::format("{} rounds: give 1 to {}", plan.rounds, most_rounds));
  return plan;
}

void write_readme(const std::filesystem::path& directory) {
  OutputFile file(directory / "README.txt");
  file.write(fmt::format(
      "{}.\nCountry, places, people and events are invented; nothing here describes the real world.\n"
      "Boundaries: xs_admbnda_adm0 to adm4.geojson. Rounds: xs_displacement_roundNN.csv, read with the\n"
      "import profile {}. manifest.json says what an import has to find.\n",
      source_name, profile_name));
  file.close();
}

void append_round(TextBuffer& out, const RoundFile& round) {
  const auto& truth = round.truth;
  fmt::format_to(
      std::back_inserter(out),
      R"(    {{"round": {}, "file": "{}", "from": "{}", "to": "{}", "rows": {}, "accepted": {}, "rejected": {}, )"
      R"("duplicates": {}, "grand_totals": {}, "locations": {}, "carried_forward": {}, "individuals": {}, )"
      R"("households": {}, "returnees": {}, "individuals_by_province": [{}]}})",
      round.number, round.path.filename().string(), round.from.to_string(), round.to.to_string(), truth.rows,
      truth.accepted, truth.rejected, truth.duplicates, truth.grand_totals, truth.locations,
      truth.carried_forward, truth.individuals, truth.households, truth.returnees,
      fmt::join(truth.individuals_by_province, ", "));
}

void write_manifest(const Plan& plan, const Manifest& manifest, const std::filesystem::path& directory) {
  TextBuffer out;
  fmt::format_to(
      std::back_inserter(out),
      "{{\n  \"synthetic\": true,\n  \"source\": \"{}\",\n  \"operation\": \"{}\",\n  \"country\": \"{}\",\n"
      "  \"seed\": {},\n  \"locations\": {},\n  \"boundaries\": [",
      source_name, operation_code, country_code, plan.seed, plan.locations);
  for (std::size_t i = 0; i < manifest.boundaries.size(); ++i)
    fmt::format_to(std::back_inserter(out), "{}\"{}\"", i == 0 ? "" : ", ",
                   manifest.boundaries[i].filename().string());
  append(out, "],\n  \"rounds\": [\n");
  for (std::size_t i = 0; i < manifest.rounds.size(); ++i) {
    if (i != 0) append(out, ",\n");
    append_round(out, manifest.rounds[i]);
  }
  append(out, "\n  ]\n}\n");
  OutputFile file(directory / "manifest.json");
  file.write(out);
  file.close();
}

}  // namespace

struct Operation::World {
  explicit World(const Plan& wanted)
      : plan(checked(wanted)), country(plan.seed), places(plan.seed, country, plan.locations) {}

  Plan plan;
  Country country;
  Places places;
};

Operation::Operation(const Plan& plan) : world_(std::make_unique<const World>(plan)) {}
Operation::~Operation() = default;
Operation::Operation(Operation&&) noexcept = default;

std::vector<std::filesystem::path> Operation::write_boundaries(const std::filesystem::path& directory) const {
  return demo::write_boundaries(world_->country, directory);
}

RoundFile Operation::write_round(int number, const std::filesystem::path& directory) const {
  if (number < 1 || number > world_->plan.rounds)
    throw std::invalid_argument(
        fmt::format("round {}: the plan has rounds 1 to {}", number, world_->plan.rounds));
  return write_round_file(world_->country, world_->places, number, world_->plan.rounds, directory);
}

Manifest write_operation(const Plan& plan, const std::filesystem::path& directory) {
  const Operation operation(plan);
  std::filesystem::create_directories(directory);
  Manifest manifest;
  manifest.boundaries = operation.write_boundaries(directory);
  for (int number = 1; number <= plan.rounds; ++number)
    manifest.rounds.push_back(operation.write_round(number, directory));
  write_readme(directory);
  write_manifest(plan, manifest, directory);
  return manifest;
}

}  // namespace sojourn::demo

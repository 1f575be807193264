#include "server/vintage_run.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>
#include <sstream>
#include <vector>

#include "sql/boundary_store.hpp"
#include "sql/error.hpp"

namespace sojourn::server {
std::shared_ptr<const geo::BoundarySet> load_vintage(const sql::Database& database,
                                                     const std::string& country, const std::string& version) {
  const sql::BoundaryStore store(database);
  if (auto set = store.load(country, version)) return set;
  std::vector<std::string> known;
  for (const auto& vintage : store.vintages(country)) known.push_back(vintage.version);
  throw sql::Refusal(
      known.empty()
          ? fmt::format("there are no boundaries of {}: store them with `sojourn boundaries`", country)
          : fmt::format("there are no boundaries of {} of {}; stored are those of {}", country, version,
                        fmt::join(known, ", ")));
}

geo::Crosswalk read_crosswalk(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw sql::Refusal(fmt::format("there is no crosswalk {}", file.string()));
  std::ostringstream text;
  text << stream.rdbuf();
  try {
    return geo::Crosswalk::parse(text.str());
  } catch (const geo::CrosswalkError& error) {
    throw sql::Refusal(fmt::format("crosswalk {}: {}", file.string(), error.what()));
  }
}

}  // namespace sojourn::server

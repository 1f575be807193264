#include "server/boundaries_run.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>

#include "ingest/boundary_files.hpp"
#include "sql/boundary_store.hpp"

namespace sojourn::server {
namespace {

std::string_view describe(sql::BoundaryResult result) {
  switch (result) {
    case sql::BoundaryResult::stored:
      return "stored";
    case sql::BoundaryResult::replaced:
      return "replaced";
    case sql::BoundaryResult::populated:
      return "the areas are stored already; their population is now as given";
    default:
      return "unchanged, the same boundaries are stored already";
  }
}

/// Says once why nothing happens, if that lasts.
std::function<void()> patiently(const std::string& country,
                                const std::function<void(std::string_view)>& say) {
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds patience{400};
  return [country, say, began = std::optional<Clock::time_point>(), said = false]() mutable {
    if (!began) began = Clock::now();
    if (said || Clock::now() - *began < patience) return;
    said = true;
    say(fmt::format("waiting for an import of {}, or another change of its boundaries, to end", country));
  };
}

}  // namespace

ingest::BoundaryImport read_boundaries(const std::vector<std::filesystem::path>& files,
                                       const ingest::BoundaryImportOptions& options) {
  return ingest::import_boundaries(ingest::read_boundary_files(files), options);
}

std::string store_boundaries(const sql::Database& database, const geo::BoundarySet& set,
                             const std::string& source, bool replace,
                             const std::function<void(std::string_view)>& say) {
  const auto result = sql::BoundaryStore(database).save(set, source, replace, patiently(set.country(), say));
  return fmt::format("boundaries of {} valid on {}: {}", set.country(), set.version(), describe(result));
}

}  // namespace sojourn::server

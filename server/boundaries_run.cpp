#include "server/boundaries_run.hpp"

#include <fmt/format.h>

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

}  // namespace

ingest::BoundaryImport read_boundaries(const std::vector<std::filesystem::path>& files,
                                       const ingest::BoundaryImportOptions& options) {
  return ingest::import_boundaries(ingest::read_boundary_files(files), options);
}

std::string store_boundaries(const sql::Database& database, const geo::BoundarySet& set,
                             const std::string& source, bool replace) {
  const auto result = sql::BoundaryStore(database).save(set, source, replace);
  return fmt::format("boundaries of {} valid on {}: {}", set.country(), set.version(), describe(result));
}

}  // namespace sojourn::server

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
    default:
      return "unchanged, the same boundaries are stored already";
  }
}

}  // namespace

ingest::BoundaryImport read_boundaries(const std::vector<std::filesystem::path>& files,
                                       const ingest::BoundaryImportOptions& options) {
  return ingest::import_boundaries(ingest::read_boundary_files(files), options);
}

std::string store_boundaries(const sql::Database& database, const ingest::BoundaryImport& import,
                             const std::string& source, bool replace) {
  const auto result = sql::BoundaryStore(database).save(import.set, source, replace);
  return fmt::format("boundaries of {} valid on {}: {}", import.set.country(), import.set.version(),
                     describe(result));
}

}  // namespace sojourn::server

/// Boundary files to a stored vintage: what `boundaries` and `demo` do.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/boundary_import.hpp"
#include "sql/database.hpp"

namespace sojourn::server {

/// Throws ingest::IngestError for files of which no honest set can be made.
ingest::BoundaryImport read_boundaries(const std::vector<std::filesystem::path>& files,
                                       const ingest::BoundaryImportOptions& options);

/// One sentence about what happened; `say` hears if it has to wait. Throws sql::Refusal where the vintage is
/// there with other content.
std::string store_boundaries(const sql::Database& database, const geo::BoundarySet& set,
                             const std::string& source, bool replace,
                             const std::function<void(std::string_view)>& say);

}  // namespace sojourn::server

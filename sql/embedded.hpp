/// sql/migrations/*.sql and sql/queries/*.sql, which travel inside the program.
#pragma once

#include <span>
#include <string_view>

namespace sojourn {

struct EmbeddedFile {
  std::string_view path;  ///< below sql/, e.g. "migrations/0001_schema.sql"
  std::string_view content;
};

std::span<const EmbeddedFile> sql_files();

}  // namespace sojourn

/// The whole private database as one file, and back. For an external database its own tools do that.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "sql/database.hpp"

namespace sojourn::sql {

/// Writes a consistent snapshot (pg_dump's custom format), readable by this user alone: it holds what is not
/// public, too. Appears under its name when it is complete. Throws Refusal if the file exists,
/// EnvironmentError if it cannot be written.
void write_backup(const Database& database, const std::filesystem::path& file);

struct Restored {
  std::int64_t rounds = 0;
  std::int64_t kept_withdrawn = 0;  ///< public in the backup, but withdrawn since: they stay withdrawn
};

/// Puts the backup in the place of what is stored, at once and whole or not at all; servers connect anew and
/// load it. Throws Refusal if something is stored and `replace` is not set, or the file is no backup.
Restored restore_backup(const Database& database, const std::filesystem::path& file, bool replace,
                        const std::function<void(std::string_view)>& messages = {});

}  // namespace sojourn::sql

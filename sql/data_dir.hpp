/// The directory that holds everything a Sojourn keeps on one machine: the private
/// cluster, its logs, locks and the journal of withdrawals.
#pragma once

#include <filesystem>
#include <string>

namespace sojourn::sql {

struct DataDir {
  std::filesystem::path path;  ///< absolute
  std::string note;            ///< why it is another than the one requested; else empty
};

/// As root the cluster runs as an unprivileged user, who cannot reach e.g. a clone under /root: then this is
/// /var/lib/sojourn, and the note says so. Creates the directory. Throws EnvironmentError if that fails.
DataDir resolve_data_dir(const std::filesystem::path& requested);

}  // namespace sojourn::sql

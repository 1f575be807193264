/// The way in for every command: a database that runs, has its roles and all migrations.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "sql/private_cluster.hpp"

namespace sojourn::sql {

struct DatabaseSettings {
  std::string url;                 ///< of an external PostGIS; empty: the private cluster
  std::filesystem::path data_dir;  ///< one that resolve_data_dir gave
};

struct OpenDatabase {
  Database database;
  std::optional<PrivateCluster> cluster;  ///< keeps the private cluster running as long as this lives
};

/// Starts the private cluster or reaches the external database, makes roles and extension where permitted
/// (else the exception lists the SQL to run) and migrates. Throws EnvironmentError.
OpenDatabase open_database(const DatabaseSettings& settings, const MessageSink& messages = {});

}  // namespace sojourn::sql

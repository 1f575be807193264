#include "sql/open_database.hpp"

#include <fmt/format.h>

#include "sql/migrator.hpp"
#include "sql/provision.hpp"

namespace sojourn::sql {
namespace {
OpenDatabase reach(const DatabaseSettings& settings, const MessageSink& messages) {
  if (settings.url.empty()) {
    auto cluster = PrivateCluster::ensure_running(settings.data_dir, messages);
    auto database = cluster.database();
    return {std::move(database), std::move(cluster)};
  }
  auto database = Database::at_url(settings.url);
  provision_external(database);
  return {std::move(database), std::nullopt};
}
}  // namespace

OpenDatabase open_database(const DatabaseSettings& settings, const MessageSink& messages) {
  auto open = reach(settings, messages);
  migrate(open.database, [&](std::string_view name) {
    if (messages) messages(fmt::format("the database got the migration {}", name));
  });
  return open;
}

}  // namespace sojourn::sql

#include "server/commands/command.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "export/output_file.hpp"
#include "export/tile_archive.hpp"
#include "ingest/error.hpp"
#include "ingest/file_fence.hpp"
#include "server/http_server.hpp"
#include "server/installation.hpp"
#include "sql/data_dir.hpp"
#include "sql/error.hpp"

namespace sojourn::server {
namespace {

std::optional<std::filesystem::path> config_file(const CommonOptions& options) {
  if (options.config) return std::filesystem::path(*options.config);
  const auto standard = standard_config_file();
  return standard.empty() ? std::nullopt : std::optional(standard);
}

}  // namespace

Workplace::Workplace(const CommonOptions& options)
    : settings_(load_settings(config_file(options), process_environment())) {
  if (options.data_dir) settings_.data_directory = *options.data_dir;
}

const std::filesystem::path& Workplace::data_dir() {
  if (!data_dir_) {
    const auto wanted = settings_.data_directory.empty() ? standard_data_directory()
                                                         : std::filesystem::path(settings_.data_directory);
    const auto resolved = sql::resolve_data_dir(std::filesystem::absolute(wanted));
    if (!resolved.note.empty()) print_progress(resolved.note);
    data_dir_ = resolved.path;
  }
  return *data_dir_;
}

sql::DatabaseSettings Workplace::database() {
  return {settings_.database_url, data_dir()};
}

sql::OpenDatabase Workplace::open_database() {
  return sql::open_database(database(), print_progress);
}

// NOLINTBEGIN(concurrency-mt-unsafe): called before any thread is started.
std::string current_person() {
  if (const char* behind_sudo = std::getenv("SUDO_USER"); behind_sudo && *behind_sudo) return behind_sudo;
  if (const auto* user = getpwuid(getuid())) return user->pw_name;
  return fmt::format("uid {}", getuid());
}
// NOLINTEND(concurrency-mt-unsafe)

ExitStatus status_of(const std::exception& error) {
  const auto is = [&]<typename Kind>(const Kind*) { return dynamic_cast<const Kind*>(&error) != nullptr; };
  if (is(static_cast<const exports::FileExists*>(nullptr)) ||
      is(static_cast<const exports::NothingToShow*>(nullptr)))
    return ExitStatus::data_rejected;
  if (is(static_cast<const sql::Refusal*>(nullptr)) || is(static_cast<const ingest::IngestError*>(nullptr)))
    return ExitStatus::data_rejected;
  if (is(static_cast<const UsageError*>(nullptr)) || is(static_cast<const SettingsError*>(nullptr)))
    return ExitStatus::wrong_usage;
  return ExitStatus::environment;
}

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (!text.ends_with('\n')) std::fputc('\n', stdout);
  std::fflush(stdout);
}

void tell_of_open_files() {
  if (!ingest::can_fence_files())
    print_progress(
        "This kernel has no Landlock, so the confined reader could open other files that this user may read. "
        "Only "
        "import files that you trust (docs/operations.md)");
}

void print_progress(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fputc('\n', stderr);
}

}  // namespace sojourn::server

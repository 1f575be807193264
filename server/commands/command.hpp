/// What all commands share: their common options, how they say what went wrong, and
/// the way into the store.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>

#include "server/settings.hpp"
#include "sql/open_database.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): the library is called so
class App;
}

namespace sojourn::server {

/// What a command may end with.
enum class ExitStatus : int { done = 0, data_rejected = 1, wrong_usage = 2, environment = 3 };

/// A combination of options that makes no sense; exit status 2.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct CommonOptions {
  std::optional<std::string> config;
  std::optional<std::string> data_dir;
};

/// Settings and data directory as the common options, the file and the environment say.
class Workplace {
 public:
  /// Throws SettingsError.
  explicit Workplace(const CommonOptions& options);

  Settings& settings() { return settings_; }
  /// Created and reachable; says so on standard error if it is another than the one wanted.
  const std::filesystem::path& data_dir();
  sql::DatabaseSettings database();
  /// Opens, starts and migrates what is needed; progress goes to standard error.
  sql::OpenDatabase open_database();

 private:
  Settings settings_;
  std::optional<std::filesystem::path> data_dir_;
};

/// What the chosen subcommand is to do once all options are known.
using Run = std::function<ExitStatus(const CommonOptions&)>;

/// Each adds one subcommand, which puts its work into `run` when it is chosen.
void add_serve(CLI::App& app, Run& run);
void add_operation(CLI::App& app, Run& run);
void add_boundaries(CLI::App& app, Run& run);
void add_import(CLI::App& app, Run& run);
void add_check(CLI::App& app, Run& run);
void add_profile(CLI::App& app, Run& run);
void add_publish(CLI::App& app, Run& run);
void add_withdraw(CLI::App& app, Run& run);
void add_rounds(CLI::App& app, Run& run);
void add_rules(CLI::App& app, Run& run);
void add_crosswalk(CLI::App& app, Run& run);
void add_areas(CLI::App& app, Run& run);
void add_demo(CLI::App& app, Run& run);
void add_export(CLI::App& app, Run& run);
void add_backup(CLI::App& app, Run& run);
void add_restore(CLI::App& app, Run& run);

/// `sojourn demo` inside another command: nothing if the store has any operation.
void load_demo_if_empty(Workplace& workplace);

/// Says on standard error where this kernel lets a reader of files open others than its own.
void tell_of_open_files();

/// Who is doing this, for the records: the person behind sudo, else the login name.
std::string current_person();

/// What an exception that left a command means for the exit status.
ExitStatus status_of(const std::exception& error);

/// For text that a terminal shows.
void print(const std::string& text);
void print_progress(std::string_view text);

}  // namespace sojourn::server

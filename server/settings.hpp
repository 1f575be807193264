/// What can be configured: one table of keys with their defaults, read from a TOML
/// file and from the environment.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

namespace sojourn::server {

struct Settings {
  std::string server_listen = "127.0.0.1:8080";
  std::string server_base_url;
  std::int64_t server_threads = 0;
  std::int64_t server_workers = 0;
  std::int64_t server_queue = 512;
  std::int64_t server_connections = 10000;
  std::int64_t server_connections_per_client = 256;
  std::int64_t server_requests_per_connection = 100000;
  std::int64_t server_bodies_megabytes = 256;
  std::int64_t server_header_bytes = 8192;
  std::int64_t server_header_seconds = 10;
  std::int64_t server_idle_seconds = 75;
  std::int64_t server_write_seconds = 60;
  std::int64_t server_drain_seconds = 10;
  std::string tls_certificate;
  std::string tls_key;
  std::int64_t cache_megabytes = 256;
  std::int64_t cache_entity_tags = 200000;
  std::int64_t tiles_budget_kilobytes = 500;
  std::int64_t items_limit = 100;
  std::int64_t items_most = 10000;
  std::int64_t exports_at_once = 1;
  std::int64_t exports_waiting = 8;
  std::int64_t exports_megabytes = 2048;
  std::int64_t exports_seconds = 600;
  std::string data_directory;
  std::string database_url;
  std::string web_directory;
  std::string log_level = "info";
  std::string log_requests = "errors";
};

using SettingField = std::variant<std::string Settings::*, std::int64_t Settings::*>;

/// One key: `server.listen` in the file, SOJOURN_SERVER_LISTEN in the environment.
struct SettingKey {
  std::string_view name;
  SettingField field;
  std::string_view meaning;  ///< one sentence, as in config/sojourn.toml
  std::int64_t least = 0;    ///< for numbers
  std::int64_t most = 0;
  std::string_view choices;  ///< for texts with a fixed set: "a|b|c"
};

/// Every key, in the order of config/sojourn.toml.
std::span<const SettingKey> setting_keys();

/// SOJOURN_SERVER_LISTEN for server.listen.
std::string environment_name(std::string_view key);

/// A key or value that cannot be; the message names the key and where it was set. Exit status 2.
struct SettingsError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Looks a variable up; std::getenv outside tests.
using Environment = std::function<std::optional<std::string>(const std::string&)>;
Environment process_environment();

/// Defaults, overridden by the file (if any), overridden by the environment. Throws SettingsError.
Settings load_settings(const std::optional<std::filesystem::path>& file, const Environment& environment);

/// The defaults as a commented TOML file.
std::string default_settings_text();

}  // namespace sojourn::server

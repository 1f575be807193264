#include "server/settings.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

namespace sojourn::server {
namespace {

constexpr std::int64_t day = 86400;
constexpr std::int64_t million = 1'000'000;

constexpr std::array keys = {
    SettingKey{"server.listen", &Settings::server_listen, "Address and port to listen on.", 0, 0, ""},
    SettingKey{"server.base_url", &Settings::server_base_url,
               "Public address for links, e.g. https://example.org/sojourn; empty: as the client wrote it.",
               0, 0, ""},
    SettingKey{"server.threads", &Settings::server_threads, "Threads that talk to clients; 0: one per core.",
               0, 1024, ""},
    SettingKey{"server.workers", &Settings::server_workers, "Threads that make bodies; 0: one per core.", 0,
               1024, ""},
    SettingKey{"server.queue", &Settings::server_queue,
               "Bodies that may wait to be made; beyond, clients get 503.", 1, million, ""},
    SettingKey{"server.connections", &Settings::server_connections,
               "Open connections; beyond, clients get 503.", 1, million, ""},
    SettingKey{"server.connections_per_client", &Settings::server_connections_per_client,
               "Open connections of one address. Raise it behind a proxy.", 1, million, ""},
    SettingKey{"server.requests_per_connection", &Settings::server_requests_per_connection,
               "Requests answered on one connection before it is closed.", 1, 1000 * million, ""},
    SettingKey{"server.bodies_megabytes", &Settings::server_bodies_megabytes,
               "Memory for bodies being made or on their way to clients; beyond, clients get 503.", 2,
               million, ""},
    SettingKey{"server.header_bytes", &Settings::server_header_bytes, "Longest request head.", 1024, 65536,
               ""},
    SettingKey{"server.header_seconds", &Settings::server_header_seconds,
               "For a whole request head to arrive.", 1, day, ""},
    SettingKey{"server.idle_seconds", &Settings::server_idle_seconds, "For a connection without a request.",
               1, day, ""},
    SettingKey{"server.write_seconds", &Settings::server_write_seconds,
               "For a client to take a whole response.", 1, day, ""},
    SettingKey{"server.drain_seconds", &Settings::server_drain_seconds,
               "For requests under way when the server stops.", 0, day, ""},
    SettingKey{"tls.certificate", &Settings::tls_certificate,
               "File with the certificate and those that lead to its issuer (PEM); empty: plain HTTP.", 0, 0,
               ""},
    SettingKey{"tls.key", &Settings::tls_key,
               "File with the certificate's private key (PEM, no password). Both are read again when they "
               "change.",
               0, 0, ""},
    SettingKey{"cache.megabytes", &Settings::cache_megabytes, "Memory for bodies made before.", 0, million,
               ""},
    SettingKey{"cache.entity_tags", &Settings::cache_entity_tags,
               "Entity tags remembered, so that 304 needs no body.", 0, 100 * million, ""},
    SettingKey{"tiles.budget_kilobytes", &Settings::tiles_budget_kilobytes,
               "Largest tile before compression; beyond, it shows less and says so (docs/http.md).", 1,
               million, ""},
    SettingKey{"items.limit", &Settings::items_limit, "Features on a page when the client names no limit.", 1,
               million, ""},
    SettingKey{"items.most", &Settings::items_most, "Features on a page at most.", 1, million, ""},
    SettingKey{"exports.at_once", &Settings::exports_at_once,
               "Files for exports over HTTP that are made at once.", 1, 64, ""},
    SettingKey{"exports.waiting", &Settings::exports_waiting,
               "Exports that may wait for their turn; beyond, clients get 503.", 1, 10'000, ""},
    SettingKey{"exports.megabytes", &Settings::exports_megabytes,
               "Disk for exports, in the data directory; those asked for longest ago make room.", 1, million,
               ""},
    SettingKey{"exports.seconds", &Settings::exports_seconds,
               "Time for making one; beyond, the client is told to come again or to ask for less.", 1,
               million, ""},
    SettingKey{"data.directory", &Settings::data_directory,
               "Database, locks and journal; empty: var/ in the checkout, or /var/lib/sojourn.", 0, 0, ""},
    SettingKey{"database.url", &Settings::database_url,
               "Any PostGIS as postgresql://…; empty: Sojourn runs its own in the data directory.", 0, 0, ""},
    SettingKey{"web.directory", &Settings::web_directory,
               "Directory of the built page; empty: the one that came along.", 0, 0, ""},
    SettingKey{"log.level", &Settings::log_level, "Least severity to log.", 0, 0, "debug|info|warning|error"},
    SettingKey{"log.requests", &Settings::log_requests, "Which requests to log.", 0, 0, "all|errors|none"},
};

std::string describe(std::string_view key, std::string_view where) {
  return fmt::format("'{}' in {}", key, where);
}

void check_choice(const SettingKey& key, std::string_view value, std::string_view where) {
  for (auto rest = key.choices; !rest.empty();) {
    const auto end = std::min(rest.find('|'), rest.size());
    if (rest.substr(0, end) == value) return;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  throw SettingsError(fmt::format("{} must be one of {}", describe(key.name, where), key.choices));
}

void assign(Settings& settings, const SettingKey& key, const std::string& value, std::string_view where) {
  if (!key.choices.empty()) check_choice(key, value, where);
  settings.*std::get<std::string Settings::*>(key.field) = value;
}

void assign(Settings& settings, const SettingKey& key, std::int64_t value, std::string_view where) {
  if (value < key.least || value > key.most)
    throw SettingsError(
        fmt::format("{} must be from {} to {}", describe(key.name, where), key.least, key.most));
  settings.*std::get<std::int64_t Settings::*>(key.field) = value;
}

bool is_text(const SettingKey& key) {
  return std::holds_alternative<std::string Settings::*>(key.field);
}

const SettingKey* find_key(std::string_view name) {
  const auto found =
      std::find_if(keys.begin(), keys.end(), [&](const SettingKey& key) { return key.name == name; });
  return found == keys.end() ? nullptr : &*found;
}

void read_value(Settings& settings, const std::string& name, const toml::node& node,
                const std::string& file) {
  const auto* key = find_key(name);
  if (!key)
    throw SettingsError(
        fmt::format("{} is not a setting; see config/sojourn.toml for all of them", describe(name, file)));
  if (is_text(*key)) {
    const auto* text = node.as_string();
    if (!text) throw SettingsError(fmt::format("{} must be a text in quotes", describe(name, file)));
    assign(settings, *key, text->get(), file);
  } else {
    const auto* number = node.as_integer();
    if (!number) throw SettingsError(fmt::format("{} must be a whole number", describe(name, file)));
    assign(settings, *key, number->get(), file);
  }
}

void read_file(Settings& settings, const std::filesystem::path& path) {
  const auto file = path.string();
  if (!std::filesystem::is_regular_file(path))
    throw SettingsError(fmt::format("there is no configuration file {}", file));
  try {
    const auto document = toml::parse_file(file);
    for (const auto& [section, content] : document) {
      const std::string section_name(section.str());
      const auto* table = content.as_table();
      if (!table)
        throw SettingsError(
            fmt::format("{} is not a setting; settings stand in sections", describe(section_name, file)));
      for (const auto& [name, node] : *table)
        read_value(settings, section_name + "." + std::string(name.str()), node, file);
    }
  } catch (const toml::parse_error& error) {
    throw SettingsError(fmt::format("{}:{}: {}", file, error.source().begin.line, error.description()));
  }
}

void read_environment(Settings& settings, const Environment& environment) {
  for (const auto& key : keys) {
    const auto name = environment_name(key.name);
    const auto value = environment(name);
    if (!value) continue;
    if (is_text(key)) {
      assign(settings, key, *value, name);
      continue;
    }
    std::int64_t number = 0;
    const auto* end = value->data() + value->size();
    const auto [stop, error] = std::from_chars(value->data(), end, number);
    if (error != std::errc() || stop != end || value->empty())
      throw SettingsError(fmt::format("{} must be a whole number", name));
    assign(settings, key, number, name);
  }
}

}  // namespace

std::span<const SettingKey> setting_keys() {
  return keys;
}

std::string environment_name(std::string_view key) {
  std::string name = "SOJOURN_";
  for (const char c : key)
    name += c == '.' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): settings are read before any thread is started.
    const char* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
}

Settings load_settings(const std::optional<std::filesystem::path>& file, const Environment& environment) {
  Settings settings;
  if (file) read_file(settings, *file);
  read_environment(settings, environment);
  return settings;
}

std::string default_settings_text() {
  const Settings defaults;
  std::string text =
      "# Sojourn's configuration, with every default. Each key can also be set from the\n"
      "# environment: server.listen is SOJOURN_SERVER_LISTEN. An unknown key is an error.\n";
  std::string_view section;
  for (const auto& key : keys) {
    const auto dot = key.name.find('.');
    if (key.name.substr(0, dot) != section) {
      section = key.name.substr(0, dot);
      text += fmt::format("\n[{}]\n", section);
    }
    text += fmt::format("# {}{}\n", key.meaning,
                        key.choices.empty() ? "" : fmt::format(" One of {}.", key.choices));
    const auto name = key.name.substr(dot + 1);
    if (is_text(key))
      text += fmt::format("{} = \"{}\"\n", name, defaults.*std::get<std::string Settings::*>(key.field));
    else
      text += fmt::format("{} = {}\n", name, defaults.*std::get<std::int64_t Settings::*>(key.field));
  }
  return text;
}

}  // namespace sojourn::server

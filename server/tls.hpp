/// TLS for the listener: one certificate, which may be replaced while the server runs.
#pragma once

// Boost 1.74's asio uses std::exchange without including it.
#include <utility>

#include <boost/asio/ssl/context.hpp>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "server/settings.hpp"

namespace sojourn::server {

/// The context that new connections use. Safe to use from any thread.
class TlsCertificate {
 public:
  using SharedContext = std::shared_ptr<boost::asio::ssl::context>;

  /// Throws SettingsError, naming file and reason, for files that cannot be read, are no certificate or key,
  /// or do not belong together.
  TlsCertificate(const std::filesystem::path& certificate, const std::filesystem::path& key);

  SharedContext context() const;
  /// Reads the files again. Throws as the constructor does, and then the certificate before stays.
  void reload();
  /// The same, if a file has changed since it was last tried; false if not.
  bool reload_if_changed();

 private:
  /// What tells that a file was replaced.
  struct Stamp {
    std::filesystem::file_time_type written;
    std::uintmax_t size = 0;
    bool operator==(const Stamp&) const = default;
  };
  std::vector<Stamp> stamps() const;

  const std::filesystem::path certificate_;
  const std::filesystem::path key_;
  mutable std::mutex mutex_;
  SharedContext context_;
  std::vector<Stamp> tried_;
};

/// The certificate of the settings; null where none is set. Throws SettingsError, also where only one of the
/// two files is named.
std::unique_ptr<TlsCertificate> certificate_of(const Settings& settings);

}  // namespace sojourn::server

/// The listener: sockets in, Requests to a Service, Responses out.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

#include "server/metrics.hpp"
#include "server/service.hpp"
#include "server/settings.hpp"

namespace sojourn::server {

/// An address that cannot be listened on. Exit status 3.
struct ListenError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class HttpServer {
 public:
  /// Listens, but accepts nothing yet. Throws ListenError, for a port that is taken too, and SettingsError
  /// for an address that is none.
  HttpServer(const Settings& settings, Service& service, Metrics& metrics);
  ~HttpServer();

  /// `127.0.0.1:8080`, with the real port where 0 was asked for.
  std::string address() const;
  /// `https://127.0.0.1:8080/`.
  std::string url() const;
  /// Takes up a certificate that was replaced; logs what is wrong with one that cannot be. Nothing without
  /// TLS. Not for several threads at once.
  void reload_certificate(bool even_if_unchanged);
  /// Accepts and answers, on threads of its own, until stop().
  void start();
  /// Stops accepting, closes idle connections, lets requests under way finish within
  /// `server.drain_seconds`, then closes the rest. Returns when all threads have ended.
  void stop();
  /// Every core has been told to stop: what it does next it does as one that stops.
  bool is_stopping() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sojourn::server

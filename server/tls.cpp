#include "server/tls.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

namespace sojourn::server {
namespace {

namespace ssl = boost::asio::ssl;

/// TLS 1.2 with forward secrecy and authenticated encryption only; 1.3 has nothing else.
constexpr const char* ciphers_of_1_2 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

/// A client that offers protocols has to offer ours (RFC 7301, 3.2).
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_length, const unsigned char* offered,
                    unsigned int offered_length, void*) {
  constexpr std::string_view ours = "http/1.1";
  for (unsigned int at = 0; at < offered_length;) {
    const unsigned int length = offered[at];
    if (at + 1 + length > offered_length) break;
    if (length == ours.size() && std::memcmp(offered + at + 1, ours.data(), length) == 0) {
      *out = offered + at + 1;
      *out_length = static_cast<unsigned char>(length);
      return SSL_TLSEXT_ERR_OK;
    }
    at += 1 + length;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// The oldest reason in OpenSSL's queue, which is the cause of the others.
std::string openssl_reason() {
  const auto code = ERR_get_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(code);
  return reason ? reason : "unreadable";
}

void require_readable(std::string_view setting, const std::filesystem::path& file) {
  std::FILE* opened = std::fopen(file.c_str(), "rb");
  if (!opened)
    throw SettingsError(fmt::format("'{}': {} cannot be read: {}", setting, file.string(),
                                    std::generic_category().message(errno)));
  std::fclose(opened);
}

TlsCertificate::SharedContext make_context(const std::filesystem::path& certificate,
                                           const std::filesystem::path& key) {
  require_readable("tls.certificate", certificate);
  require_readable("tls.key", key);
  ERR_clear_error();
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  auto* native = context->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native,
                      SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // Idle connections give their buffers of 34 kB back.
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_cipher_list(native, ciphers_of_1_2);
  SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
  if (SSL_CTX_use_certificate_chain_file(native, certificate.c_str()) != 1)
    throw SettingsError(fmt::format("'tls.certificate': {} is no certificate chain in PEM format ({})",
                                    certificate.string(), openssl_reason()));
  // Without a callback OpenSSL would ask for a key's password on the terminal.
  SSL_CTX_set_default_passwd_cb(native, [](char*, int, int, void*) { return 0; });
  if (SSL_CTX_use_PrivateKey_file(native, key.c_str(), SSL_FILETYPE_PEM) != 1) {
    const auto reason = openssl_reason();
    if (reason.find("mismatch") != std::string::npos)
      throw SettingsError(fmt::format("'tls.key': {} is not the key of the certificate {}", key.string(),
                                      certificate.string()));
    throw SettingsError(fmt::format("'tls.key': {} is no private key in PEM format without a password ({})",
                                    key.string(), reason));
  }
  if (SSL_CTX_check_private_key(native) != 1)
    throw SettingsError(fmt::format("'tls.key': {} is not the key of the certificate {}", key.string(),
                                    certificate.string()));
  return context;
}

}  // namespace

TlsCertificate::TlsCertificate(const std::filesystem::path& certificate, const std::filesystem::path& key)
    : certificate_(certificate), key_(key), context_(make_context(certificate, key)), tried_(stamps()) {}

TlsCertificate::SharedContext TlsCertificate::context() const {
  const std::lock_guard lock(mutex_);
  return context_;
}

void TlsCertificate::reload() {
  auto fresh = make_context(certificate_, key_);
  const std::lock_guard lock(mutex_);
  context_ = std::move(fresh);
}

bool TlsCertificate::reload_if_changed() {
  auto now = stamps();
  if (now == tried_) return false;
  tried_ = std::move(now);
  reload();
  return true;
}

std::vector<TlsCertificate::Stamp> TlsCertificate::stamps() const {
  std::vector<Stamp> found;
  for (const auto& file : {certificate_, key_}) {
    std::error_code ignored;
    found.push_back(
        {std::filesystem::last_write_time(file, ignored), std::filesystem::file_size(file, ignored)});
  }
  return found;
}

std::unique_ptr<TlsCertificate> certificate_of(const Settings& settings) {
  if (settings.tls_certificate.empty() && settings.tls_key.empty()) return nullptr;
  if (settings.tls_certificate.empty() || settings.tls_key.empty())
    throw SettingsError("'tls.certificate' and 'tls.key' belong together: set both, or none for HTTP");
  return std::make_unique<TlsCertificate>(settings.tls_certificate, settings.tls_key);
}

}  // namespace sojourn::server

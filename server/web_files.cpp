#include "server/web_files.hpp"

#include <array>
#include <fstream>
#include <iterator>

#include "server/compression.hpp"
#include "server/delivery.hpp"
#include "server/entity_tag.hpp"
#include "server/negotiation.hpp"
#include "server/problem.hpp"

namespace sojourn::server {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view page_missing =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Sojourn</title>"
    "<h1>Sojourn is running</h1><p>The page has not been built. Run <code>script/serve</code>, or "
    "<code>npm run build</code> in the folder <code>web</code>, and start the server again.</p>"
    "<p>The data is at <a href=\"/ogc\">/ogc</a>.</p></html>";

constexpr std::string_view content_security_policy =
    "default-src 'self'; script-src 'self'; worker-src 'self' blob:; child-src blob:; "
    "img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

struct MediaType {
  std::string_view extension;
  std::string_view type;
};
constexpr std::array media_types = {
    MediaType{".html", "text/html; charset=utf-8"},
    MediaType{".js", "text/javascript; charset=utf-8"},
    MediaType{".mjs", "text/javascript; charset=utf-8"},
    MediaType{".css", "text/css; charset=utf-8"},
    MediaType{".json", "application/json"},
    MediaType{".geojson", "application/geo+json"},
    MediaType{".map", "application/json"},
    MediaType{".svg", "image/svg+xml"},
    MediaType{".png", "image/png"},
    MediaType{".jpg", "image/jpeg"},
    MediaType{".webp", "image/webp"},
    MediaType{".ico", "image/x-icon"},
    MediaType{".woff2", "font/woff2"},
    MediaType{".txt", "text/plain; charset=utf-8"},
    MediaType{".webmanifest", "application/manifest+json"},
    MediaType{".pbf", "application/x-protobuf"},
};

std::string read_all(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw fs::filesystem_error("cannot read", path, std::make_error_code(std::errc::io_error));
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Vite puts a hash of the content into the names of what it puts into assets/.
bool never_changes(std::string_view path) {
  return path.starts_with("/assets/");
}

}  // namespace

std::string_view media_type(std::string_view path) {
  for (const auto& [extension, type] : media_types)
    if (path.ends_with(extension)) return type;
  return "application/octet-stream";
}

WebFiles::WebFiles(const fs::path& directory) {
  if (!directory.empty() && fs::is_directory(directory)) {
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
      if (!entry.is_regular_file() || entry.is_symlink()) continue;
      add("/" + entry.path().lexically_relative(directory).generic_string(), read_all(entry.path()));
    }
  }
  if (!files_.contains("/index.html")) add("/index.html", std::string(page_missing));
}

void WebFiles::add(const std::string& path, const std::string& content) {
  Rendition rendition;
  rendition.content_type = media_type(path);
  rendition.headers.add("Cache-Control",
                        never_changes(path) ? "public, max-age=31536000, immutable" : "no-cache");
  rendition.headers.add("Accept-Ranges", "bytes");
  if (rendition.content_type.starts_with("text/html")) {
    rendition.headers.add("Content-Security-Policy", content_security_policy);
    rendition.headers.add("Referrer-Policy", "no-referrer");
  }
  File file;
  auto& plain = file.encoded.front();
  plain = make_response(rendition, {}, fingerprint(content), std::make_shared<const std::string>(content));
  // A client that refuses files as they are gets even short ones encoded.
  if (is_compressible(rendition.content_type))
    for (const auto encoding : made_once)
      file.encoded[static_cast<std::size_t>(encoding)] = make_encoded(
          *plain, encoding, std::make_shared<const std::string>(compress(content, encoding, Effort::once)));
  files_.insert_or_assign(path, std::move(file));
}

SharedResponse WebFiles::respond(const Request& request) const {
  const auto path = path_text(request);
  const auto found = files_.find(path == "/" ? "/index.html" : path);
  if (found == files_.end()) return nullptr;
  const auto& encoded = found->second.encoded;
  const auto& plain = encoded.front();
  const bool small = plain->body_view().size() < least_worth_compressing;
  // Parts are parts of the file itself.
  constexpr std::span<const Encoding> none;
  const AcceptedEncodings accepted(request.accept_encoding);
  const auto encoding = accepted.choose(small || !request.range.empty() ? none : made_once, made_once);
  const auto& chosen = encoding ? encoded[static_cast<std::size_t>(*encoding)] : nullptr;
  if (!chosen && !accepted.accepts(Encoding::identity))
    throw Problem(ProblemCode::not_acceptable,
                  encoded[static_cast<std::size_t>(Encoding::gzip)]
                      ? "Files can be sent as gzip, br or as they are; the request accepts none of these."
                      : "This file can be sent as it is only, which the request does not accept.");
  return conditional(chosen ? chosen : plain, request);
}

}  // namespace sojourn::server

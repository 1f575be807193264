/// What a client asks for, as plain values: made once by the session, read by pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::server {

enum class Verb : std::uint8_t { get, head, options, other };

struct QueryParameter {
  std::string name;
  std::string value;
};

struct Request {
  Verb verb = Verb::get;
  std::string target;  ///< as it came; `path` and `query` are made of it
  /// Decoded segments of the path: `/ogc/collections` is {"ogc", "collections"}, `/` is empty, and a final
  /// slash makes a last, empty segment.
  std::vector<std::string> path;
  std::vector<QueryParameter> query;  ///< decoded, in the order given

  std::string host;
  std::string accept;
  std::string accept_encoding;
  std::string if_match;
  std::string if_none_match;
  std::string range;
  std::string if_range;
};

/// host[:port] of RFC 3986, in the characters that names, IPv4 and bracketed IPv6 addresses are made of.
bool is_host(std::string_view text);

/// Splits and decodes a request target (RFC 9112, 3.2: origin form, or absolute form, whose authority takes
/// the place of `host`) into `path` and `query`. Percent-encoding is strict, `+` in the query is a blank, the
/// result is UTF-8 without control characters. Throws Problem(malformed_request).
void parse_target(std::string_view target, Request& request);

/// The path as `/a/b`, for logs and messages.
std::string path_text(const Request& request);

/// Encodes everything but RFC 3986's unreserved characters.
std::string percent_encode(std::string_view text);

}  // namespace sojourn::server

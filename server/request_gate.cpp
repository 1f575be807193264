#include "server/request_gate.hpp"

#include <algorithm>

#include "server/request.hpp"

namespace sojourn::server {
namespace {

constexpr std::size_t most_fields = 100;

bool is_token_char(char c) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         others.find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

Refusal malformed(std::string reason) {
  return {ProblemCode::malformed_request, std::move(reason)};
}

std::optional<Refusal> refuse_request_line(std::string_view line) {
  const auto first = line.find(' ');
  const auto second = first == std::string_view::npos ? first : line.find(' ', first + 1);
  if (second == std::string_view::npos || line.find(' ', second + 1) != std::string_view::npos)
    return malformed("The request line is not 'method target version'.");
  if (!is_token(line.substr(0, first))) return malformed("The method is not a token.");
  const auto target = line.substr(first + 1, second - first - 1);
  const auto is_visible = [](char c) { return c > 0x20 && c < 0x7f; };
  if (target.empty() || !std::all_of(target.begin(), target.end(), is_visible))
    return malformed("The target holds bytes that must be percent-encoded.");
  const auto version = line.substr(second + 1);
  // A later 1.x is to be read as 1.1 (RFC 9110, 2.5).
  if (version.size() == 8 && version.starts_with("HTTP/1.") && is_digits(version.substr(7)))
    return std::nullopt;
  if (version.size() == 8 && version.starts_with("HTTP/"))
    return Refusal{ProblemCode::version_not_supported, "Only HTTP/1.1 and HTTP/1.0 are spoken here."};
  return malformed("The protocol version is malformed.");
}

/// What the fields that frame a message say.
struct Framing {
  int hosts = 0;
  int lengths = 0;
  int encodings = 0;
  std::string_view host, length, encoding;

  std::optional<Refusal> refuse(bool is_1_0) const {
    if (hosts > 1 || (hosts == 0 && !is_1_0)) return malformed("There must be exactly one Host field.");
    if (hosts == 1 && !is_host(host)) return malformed("The Host field is not a host.");
    if (encodings > 0 && is_1_0) return malformed("HTTP/1.0 knows no Transfer-Encoding.");
    if (encodings > 0 && lengths > 0)
      return malformed("Transfer-Encoding and Content-Length exclude each other.");
    if (encodings > 1 || (encodings == 1 && !equals_ignoring_case(encoding, "chunked")))
      return malformed("The only Transfer-Encoding understood is 'chunked'.");
    if (lengths > 1 || (lengths == 1 && (!is_digits(length) || length.size() > 18)))
      return malformed("Content-Length must be one number.");
    return std::nullopt;
  }
};

std::optional<Refusal> refuse_field(std::string_view line, Framing& framing) {
  if (line.front() == ' ' || line.front() == '\t') return malformed("Folded header fields are not accepted.");
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
    return malformed("A header field is not 'name: value'.");
  const auto is_control = [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
  };
  if (std::any_of(line.begin(), line.end(), is_control))
    return malformed("A header field holds a control character.");

  const auto name = line.substr(0, colon);
  const auto value = trim(line.substr(colon + 1));
  const auto note = [&](std::string_view wanted, int& count, std::string_view& kept) {
    if (!equals_ignoring_case(name, wanted)) return;
    ++count;
    kept = value;
  };
  note("Host", framing.hosts, framing.host);
  note("Content-Length", framing.lengths, framing.length);
  note("Transfer-Encoding", framing.encodings, framing.encoding);
  return std::nullopt;
}

}  // namespace

std::optional<Refusal> refuse_head(std::string_view head) {
  Framing framing;
  bool is_1_0 = false;
  for (std::size_t lines = 0;; ++lines) {
    const auto end = head.find("\r\n");
    if (end == std::string_view::npos) return malformed("The head does not end with an empty line.");
    const auto line = head.substr(0, end);
    head.remove_prefix(end + 2);
    if (line.find_first_of("\r\n") != std::string_view::npos)
      return malformed("A line does not end with CR LF.");
    if (lines == 0) {
      if (auto refusal = refuse_request_line(line)) return refusal;
      is_1_0 = line.ends_with("HTTP/1.0");
    } else if (line.empty()) {
      break;
    } else if (lines > most_fields) {
      return Refusal{ProblemCode::head_too_large, "There are too many header fields."};
    } else if (auto refusal = refuse_field(line, framing)) {
      return refusal;
    }
  }
  if (!head.empty()) return malformed("Something follows the empty line.");
  return framing.refuse(is_1_0);
}

std::optional<std::size_t> find_head_end(std::string_view received) {
  for (std::size_t feed = received.find('\n'); feed != std::string_view::npos;
       feed = received.find('\n', feed + 1)) {
    if (feed == 0 || received[feed - 1] != '\r')
      throw Problem(ProblemCode::malformed_request, "A line does not end with CR LF.");
    if (feed >= 3 && received[feed - 2] == '\n') return feed + 1;
  }
  return std::nullopt;
}

std::size_t leading_empty_lines(std::string_view received) {
  std::size_t bytes = 0;
  while (bytes < 4 && received.substr(bytes).starts_with("\r\n")) bytes += 2;
  return bytes;
}

}  // namespace sojourn::server

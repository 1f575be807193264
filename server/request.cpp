#include "server/request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "model/utf8.hpp"
#include "server/problem.hpp"

namespace sojourn::server {
namespace {

[[noreturn]] void malformed(std::string_view what) {
  throw Problem(ProblemCode::malformed_request, fmt::format("The request's address {}.", what));
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decode(std::string_view text, bool plus_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) malformed("has a '%' that is not followed by two hexadecimal digits");
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::any_of(out.begin(), out.end(), is_control)) malformed("holds a control character");
  if (!model::is_utf8(out)) malformed("is not UTF-8 when decoded");
  return out;
}

/// `http://host/path?query` → `/path?query` (a proxy's form, which servers must accept).
std::string_view without_authority(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const auto path = target.find_first_of("/?", scheme.size());
    return path == std::string_view::npos ? std::string_view("/") : target.substr(path);
  }
  return target;
}

void parse_query(std::string_view text, std::vector<QueryParameter>& query) {
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const auto pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    const auto value = equals < pair.size() ? pair.substr(equals + 1) : std::string_view();
    query.push_back({decode(pair.substr(0, equals), true), decode(value, true)});
  }
}

}  // namespace

void parse_target(std::string_view target, Request& request) {
  request.target = target;
  target = without_authority(target);
  if (target == "*" && request.verb == Verb::options) return;
  if (target.find('#') != std::string_view::npos) malformed("holds a fragment ('#')");
  const auto question = std::min(target.find('?'), target.size());
  auto path = target.substr(0, question);
  if (!path.starts_with('/')) malformed("does not begin with '/'");
  path.remove_prefix(1);
  // As many as any address of ours has.
  request.path.reserve(8);
  request.query.reserve(8);
  while (true) {
    const auto slash = path.find('/');
    if (slash == std::string_view::npos) break;
    request.path.push_back(decode(path.substr(0, slash), false));
    path.remove_prefix(slash + 1);
  }
  if (!path.empty() || !request.path.empty()) request.path.push_back(decode(path, false));
  if (question < target.size()) parse_query(target.substr(question + 1), request.query);
}

std::string path_text(const Request& request) {
  std::string text;
  for (const auto& segment : request.path) text.append("/").append(segment);
  return text.empty() ? "/" : text;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                            c == '-' || c == '.' || c == '_' || c == '~';
    if (unreserved)
      out += c;
    else
      fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace sojourn::server

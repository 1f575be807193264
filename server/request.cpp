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

/// `http://host/path?query` → `/path?query`: a proxy's form, which servers must accept. Its host is the one
/// that is asked for, whatever the field says (RFC 9112, 3.2.2).
std::string_view take_authority(std::string_view target, std::string& host) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equals_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    target.remove_prefix(scheme.size());
    const auto path = std::min(target.find_first_of("/?"), target.size());
    if (!is_host(target.substr(0, path))) malformed("does not name a host");
    host = target.substr(0, path);
    return path == target.size() ? std::string_view("/") : target.substr(path);
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

bool is_host(std::string_view text) {
  constexpr std::string_view others = ".-_:[]";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.find(c) != std::string_view::npos;
  });
}

void parse_target(std::string_view target, Request& request) {
  request.target = target;
  target = take_authority(target, request.host);
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

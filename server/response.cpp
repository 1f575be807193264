#include "server/response.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace sojourn::server {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

SharedResponse with_head(Response response) {
  std::string head;
  write_fixed_head(response, head);
  response.head = std::make_shared<const std::string>(std::move(head));
  return std::make_shared<const Response>(std::move(response));
}

bool equals_ignoring_case(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const auto& [key, value] : fields_)
    if (equals_ignoring_case(key, name)) return value;
  return std::nullopt;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 416:
      return "Range Not Satisfiable";
    case 422:
      return "Unprocessable Content";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Unknown";
  }
}

void write_fixed_head(const Response& response, std::string& out) {
  auto to = std::back_inserter(out);
  fmt::format_to(to, "HTTP/1.1 {} {}\r\nServer: sojourn\r\n", response.status,
                 reason_phrase(response.status));
  // Everything here is public and read-only, so any page may read it.
  out.append(
      "Access-Control-Allow-Origin: *\r\n"
      "Access-Control-Expose-Headers: ETag, Link, OGC-NumberMatched, OGC-NumberReturned, Sojourn-Degraded, "
      "Content-Crs, Content-Disposition, Content-Encoding, Content-Range, Accept-Ranges, Retry-After\r\n"
      "X-Content-Type-Options: nosniff\r\n");
  for (const auto& [name, value] : response.headers.fields()) {
    out.append(name).append(": ").append(value).append("\r\n");
  }
  // What does not say in what it varies would still be another one in another encoding.
  if (!response.headers.find("Vary")) out.append("Vary: Accept-Encoding\r\n");
  // RFC 9110, 8.6: no Content-Length with 204, and 304 describes the body that is not sent.
  if (response.status == 204 || response.status == 304 || (response.next_piece && !response.length)) return;
  fmt::format_to(to, "Content-Length: {}\r\n", response.length.value_or(response.body_view().size()));
}

}  // namespace sojourn::server

#include "server/request_head.hpp"

// Boost 1.74's asio uses std::exchange without including it.
#include <utility>

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include "server/problem.hpp"
#include "server/request_gate.hpp"

namespace sojourn::server {
namespace http = boost::beast::http;
namespace {

using Message = http::request_parser<http::empty_body>::value_type;

Verb verb_of(http::verb verb) {
  switch (verb) {
    case http::verb::get:
      return Verb::get;
    case http::verb::head:
      return Verb::head;
    case http::verb::options:
      return Verb::options;
    default:
      return Verb::other;
  }
}

std::string text_of(boost::beast::string_view view) {
  return {view.data(), view.size()};
}

/// Lists may come in several fields, which count as one joined by commas (RFC 9110, 5.3).
std::string list_of(const Message& message, http::field name) {
  std::string joined;
  const auto [begin, end] = message.equal_range(name);
  for (auto field = begin; field != end; ++field) {
    if (!joined.empty()) joined += ", ";
    joined += text_of(field->value());
  }
  return joined;
}

/// Beast knows 1.0 and 1.1 only; `head` is one that the gate let through.
void parse(std::string_view head, http::request_parser<http::empty_body>& parser) {
  std::string as_1_1;
  const auto version = head.substr(0, head.find("\r\n"));
  if (!version.ends_with("1.0") && !version.ends_with("1.1")) {
    as_1_1 = head;
    as_1_1[version.size() - 1] = '1';
    head = as_1_1;
  }
  parser.header_limit(static_cast<std::uint32_t>(head.size()));
  boost::system::error_code error;
  parser.put(boost::asio::buffer(head.data(), head.size()), error);
  if (error || !parser.is_header_done())
    throw Problem(ProblemCode::malformed_request, "The request's head is malformed.");
}

}  // namespace

RequestHead parse_request_head(std::string_view head) {
  if (const auto refusal = refuse_head(head)) throw Problem(refusal->code, refusal->reason);
  http::request_parser<http::empty_body> parser;
  parse(head, parser);
  const auto& message = parser.get();
  RequestHead parsed;
  auto& request = parsed.request;
  request.verb = verb_of(message.method());
  request.host = text_of(message[http::field::host]);
  request.accept = list_of(message, http::field::accept);
  request.accept_encoding = list_of(message, http::field::accept_encoding);
  request.if_match = list_of(message, http::field::if_match);
  request.if_none_match = list_of(message, http::field::if_none_match);
  request.range = text_of(message[http::field::range]);
  request.if_range = text_of(message[http::field::if_range]);
  const bool has_body = parser.chunked() || parser.content_length().value_or(0) > 0;
  if (has_body && request.verb != Verb::other)
    throw Problem(ProblemCode::body_not_allowed, "Requests carry no body here.");
  // What follows the head of a refused method is never read as a request.
  parsed.keep_alive = parser.keep_alive() && !has_body;
  parsed.is_1_0 = message.version() < 11;
  parse_target({message.target().data(), message.target().size()}, request);
  return parsed;
}

}  // namespace sojourn::server

#include "server/request_gate.hpp"

#include <vector>

#include "server/request_head.hpp"
#include "support/catch.hpp"
#include "support/property.hpp"

using namespace sojourn::server;
using sojourn::test::holds;

namespace {

struct Case {
  std::string name;
  std::string head;
  int status;  ///< 0: let through
};

const std::string host = "Host: example.org\r\n";

std::vector<Case> cases() {
  const std::string get = "GET / HTTP/1.1\r\n";
  const std::string post = "POST / HTTP/1.1\r\n" + host;
  std::vector<Case> all = {
      {"a plain request", get + host + "\r\n", 0},
      {"a request with port, query and fields",
       "GET /a?b=c%20d HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nAccept: */*\r\n\r\n", 0},
      {"an IPv6 host", get + "Host: [::1]:8080\r\n\r\n", 0},
      {"HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", 0},
      {"a chunked body", post + "Transfer-Encoding: chunked\r\n\r\n", 0},
      {"a chunked body in capitals", post + "TRANSFER-ENCODING: Chunked\r\n\r\n", 0},
      {"a body with a length", post + "Content-Length: 5\r\n\r\n", 0},
      {"a field with raw bytes in its value", get + host + "X-Note: caf\xc3\xa9\r\n\r\n", 0},
      {"no Host", get + "\r\n", 400},
      {"two Hosts", get + host + host + "\r\n", 400},
      {"two Hosts on HTTP/1.0", "GET / HTTP/1.0\r\n" + host + host + "\r\n", 400},
      {"an empty Host", get + "Host:\r\n\r\n", 400},
      {"a Host with a path", get + "Host: a/b\r\n\r\n", 400},
      {"a folded field", get + host + "X-Long: a\r\n b\r\n\r\n", 400},
      {"a first field that is folded", get + " Host: a\r\n\r\n", 400},
      {"a blank before the colon", get + "Host : a\r\n\r\n", 400},
      {"a field without colon", get + host + "nonsense\r\n\r\n", 400},
      {"a field without name", get + host + ": value\r\n\r\n", 400},
      {"a control character in a field",
       get + host +
           "X-Note: a\x01"
           "b\r\n\r\n",
       400},
      {"a raw byte in the target", "GET /caf\xc3\xa9 HTTP/1.1\r\n" + host + "\r\n", 400},
      {"NUL in the target", std::string("GET /a\0b HTTP/1.1\r\n", 20) + host + "\r\n", 400},
      {"a blank in the target", "GET /a b HTTP/1.1\r\n" + host + "\r\n", 400},
      {"no target", "GET  HTTP/1.1\r\n" + host + "\r\n", 400},
      {"no version", "GET /\r\n" + host + "\r\n", 400},
      {"another protocol", "GET / FTP/1.1\r\n" + host + "\r\n", 400},
      {"a later version of the same", "GET / HTTP/1.2\r\n" + host + "\r\n", 0},
      {"a version that is none", "GET / HTTP/1.x\r\n" + host + "\r\n", 505},
      {"a later version", "GET / HTTP/2.0\r\n" + host + "\r\n", 505},
      {"a method that is no token", "G(T / HTTP/1.1\r\n" + host + "\r\n", 400},
      {"a bare line feed", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
      {"a bare carriage return", get + "Host: a\rb\r\n\r\n", 400},
      {"two equal lengths in one field", post + "Content-Length: 5, 5\r\n\r\n", 400},
      {"two lengths", post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", 400},
      {"a length with a sign", post + "Content-Length: +5\r\n\r\n", 400},
      {"a hexadecimal length", post + "Content-Length: 0x5\r\n\r\n", 400},
      {"an empty length", post + "Content-Length:\r\n\r\n", 400},
      {"a length without end", post + "Content-Length: 99999999999999999999\r\n\r\n", 400},
      {"length and encoding together", post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"two encodings in two fields",
       post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"an encoding on HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
  };
  for (const std::string encoding :
       {"gzip", "identity", "xchunked", "chunked, identity", "gzip, chunked", "chunked;q=1", ""})
    all.push_back(
        {"the encoding '" + encoding + "'", post + "Transfer-Encoding: " + encoding + "\r\n\r\n", 400});
  std::string many = get + host;
  for (int i = 0; i < 120; ++i) many += "X-Field: 1\r\n";
  all.push_back({"more fields than anybody needs", many + "\r\n", 431});
  return all;
}

}  // namespace

TEST_CASE("the gate lets through what has one reading, and refuses the rest") {
  for (const auto& one : cases()) {
    INFO(one.name);
    const auto refusal = refuse_head(one.head);
    CHECK((refusal ? status_of(refusal->code) : 0) == one.status);
  }
}

TEST_CASE("the gate never reads beyond a head, whatever the bytes") {
  CHECK(holds([] {
    const auto bytes =
        *rc::gen::container<std::string>(rc::gen::element('G', ' ', '/', '\r', '\n', ':', 'a', '\0', '\t'));
    refuse_head(bytes);
  }));
}

TEST_CASE("a head ends with its empty line") {
  CHECK(find_head_end("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET") == 27);
  CHECK_FALSE(find_head_end("GET / HTTP/1.1\r\nHost: a\r\n"));
  CHECK_FALSE(find_head_end(""));
}

TEST_CASE("a bare line feed is refused before the head is complete") {
  CHECK_THROWS_AS(find_head_end("GET / HTTP/1.1\nHost: a\n\n"), Problem);
  CHECK_THROWS_AS(find_head_end("\n"), Problem);
}

TEST_CASE("empty lines before a request are skipped") {
  CHECK(leading_empty_lines("\r\nGET /") == 2);
  CHECK(leading_empty_lines("GET /") == 0);
}

TEST_CASE("a later 1.x is read as 1.1") {
  const auto head = parse_request_head("GET /a HTTP/1.7\r\nHost: b\r\n\r\n");
  CHECK(head.request.path == std::vector<std::string>{"a"});
  CHECK(head.keep_alive);
  CHECK_FALSE(head.is_1_0);
}

#include "tiles/text.hpp"

#include "support/catch.hpp"

using namespace sojourn::tiles;

namespace {
std::string json(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}
}  // namespace

TEST_CASE("JSON strings are escaped") {
  CHECK(json("plain name") == "\"plain name\"");
  CHECK(json("") == "\"\"");
  CHECK(json("a\"b\\c/d") == R"("a\"b\\c/d")");
  CHECK(json("line\nfeed\r\ttab") == R"("line\nfeed\r\ttab")");
  CHECK(json(std::string_view("nul\0, bell\a, del\x7F", 16)) == R"("nul\u0000, bell\u0007, del")");
  CHECK(json("\x7F") == R"("\u007f")");
  CHECK(json("مخيم") == "\"مخيم\"");
}

TEST_CASE("bytes that are not UTF-8 are replaced one by one") {
  CHECK(json("a\xFFz") == "\"a\xEF\xBF\xBDz\"");
  CHECK(json("\xC3") == "\"\xEF\xBF\xBD\"");
  CHECK(json("\xE2\x82") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST_CASE("UTF-8 is told from what only looks like it") {
  CHECK(is_utf8("Ñandú 東京 \xF0\x9F\x8F\x95"));
  CHECK_FALSE(is_utf8("\xC0\xAF"));          // overlong
  CHECK_FALSE(is_utf8("\xE0\x80\xAF"));      // overlong
  CHECK_FALSE(is_utf8("\xED\xA0\x80"));      // a surrogate
  CHECK_FALSE(is_utf8("\xF4\x90\x80\x80"));  // past U+10FFFF
  CHECK_FALSE(is_utf8("\xF0\x9F\x8F"));      // cut off
  CHECK_FALSE(is_utf8("\x80"));              // a continuation alone
}

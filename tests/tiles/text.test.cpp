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

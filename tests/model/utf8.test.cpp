#include "model/utf8.hpp"

#include "support/catch.hpp"

using namespace sojourn::model;

namespace {
std::string repaired(std::string_view text) {
  std::string out;
  append_as_utf8(out, text);
  return out;
}
}  // namespace

TEST_CASE("UTF-8 is told from what only looks like it") {
  CHECK(is_utf8("Ñandú 東京 \xF0\x9F\x8F\x95"));
  CHECK_FALSE(is_utf8("\xC0\xAF"));          // overlong
  CHECK_FALSE(is_utf8("\xE0\x80\xAF"));      // overlong
  CHECK_FALSE(is_utf8("\xED\xA0\x80"));      // a surrogate
  CHECK_FALSE(is_utf8("\xF4\x90\x80\x80"));  // past U+10FFFF
  CHECK_FALSE(is_utf8("\xF0\x9F\x8F"));      // cut off
  CHECK_FALSE(is_utf8("\x80"));              // a continuation alone
  CHECK(is_utf8(""));
}

TEST_CASE("what is wrong is found wherever it stands between plain characters") {
  for (std::size_t before = 0; before < 20; ++before)
    for (std::size_t after = 0; after < 20; ++after) {
      const std::string front(before, 'a'), back(after, 'z');
      CHECK(is_utf8(front + "\u00D1" + back + "\u00D1" + front));
      CHECK_FALSE(is_utf8(front + "\xFF" + back));
      CHECK_FALSE(is_utf8(front + "\u00D1" + back + "\xFF"));
    }
}

TEST_CASE("each byte that belongs to no character becomes one that says so, and all others stay") {
  CHECK(repaired("K\xFF"
                 "ano") ==
        "K\uFFFD"
        "ano");
  CHECK(repaired("\xE2\x82") == "\uFFFD\uFFFD");
  CHECK(repaired("\u0645\u062E\u064A\u0645 9") == "\u0645\u062E\u064A\u0645 9");
}

TEST_CASE("a text is cut between characters") {
  CHECK(utf8_prefix("abc", 3) == "abc");
  CHECK(utf8_prefix("abcd", 3) == "abc");
  CHECK(utf8_prefix("aé", 2) == "a");
  CHECK(utf8_prefix("aé", 3) == "aé");
  CHECK(utf8_prefix("€€", 5) == "€");
  CHECK(utf8_prefix("€", 0).empty());
}

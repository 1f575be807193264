#include "query/like_pattern.hpp"

#include "query/support/made_up_filter.hpp"
#include "support/catch.hpp"
#include "support/property.hpp"

using namespace sojourn::query;
using sojourn::test::holds;

TEST_CASE("a pattern matches what it says") {
  struct Case {
    std::string pattern;
    std::string text;
    bool matches;
  };
  const std::vector<Case> cases = {
      {"", "", true},           {"", "a", false},          {"%", "", true},
      {"%", "abc", true},       {"a%", "abc", true},       {"a%", "ba", false},
      {"%c", "abc", true},      {"%c", "abcd", false},     {"%b%", "abc", true},
      {"a_c", "abc", true},     {"a_c", "ac", false},      {"_", "é", true},
      {"__", "é", false},       {"%_", "", false},         {"%_", "سي", true},
      {"100\\%", "100%", true}, {"100\\%", "1000", false}, {"a\\_b", "a_b", true},
      {"a\\_b", "axb", false},  {"a\\\\b", "a\\b", true},  {"%ab%ab", "abab", true},
      {"%ab%ab", "ab", false},  {"%aab", "aaab", true},    {"A", "a", false}};
  for (const auto& [pattern, text, matches] : cases) {
    INFO(pattern << " and " << text);
    CHECK(LikePattern(pattern).matches(text) == matches);
  }
}

TEST_CASE("matching agrees with the plainest way of matching") {
  CHECK(holds([] {
    const auto letters = rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab%_\\")));
    const auto pattern = *letters;
    const auto text = *letters;
    RC_ASSERT(LikePattern(pattern).matches(text) ==
              test::is_like(test::code_points(text), test::code_points(pattern)));
    RC_ASSERT(LikePattern(LikePattern(pattern).canonical()).matches(text) ==
              LikePattern(pattern).matches(text));
  }));
}

TEST_CASE("a pattern made to take long is bounded by the product of the lengths") {
  std::string pattern;
  for (int i = 0; i < 1000; ++i) pattern += "%a";
  CHECK_FALSE(LikePattern(pattern + "b").matches(std::string(2000, 'a')));
}

TEST_CASE("a pattern without wildcards is a text") {
  CHECK(LikePattern("100\\%").only_text() == "100%");
  CHECK_FALSE(LikePattern("100%").only_text());
  CHECK(LikePattern("\\a%%\\%").canonical() == "a%\\%");
}

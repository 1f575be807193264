#include "model/text_table.hpp"

#include <rapidcheck.h>

#include <string>
#include <vector>

#include "support/catch.hpp"

using sojourn::model::TextTable;

namespace {

TextTable table_of(const std::vector<std::string>& texts) {
  TextTable table;
  for (const auto& text : texts) table.push_back(text);
  return table;
}

}  // namespace

TEST_CASE("texts come back in their order, the long and the empty ones too") {
  CHECK(rc::check([](std::vector<std::string> texts) {
    const auto longest = *rc::gen::inRange<std::size_t>(0, 70'000);
    const auto where = *rc::gen::inRange<std::size_t>(0, texts.size() + 1);
    texts.insert(texts.begin() + static_cast<std::ptrdiff_t>(where), std::string(longest, 'x'));
    const auto table = table_of(texts);
    RC_ASSERT(std::vector<std::string>(table.begin(), table.end()) == texts);
    for (std::size_t i = 0; i < texts.size(); ++i) RC_ASSERT(table[i] == texts[i]);
  }));
}

TEST_CASE("a text takes little more than two bytes beside its characters") {
  std::vector<std::string> texts(16'000, "NG008002");
  auto table = table_of(texts);
  table.shrink_to_fit();
  CHECK(2 * table.memory_bytes() < texts.size() * (2 * 8 + 5));
}

TEST_CASE("tables are equal if their texts are") {
  CHECK(table_of({"a", "bc"}) == table_of({"a", "bc"}));
  CHECK_FALSE(table_of({"a", "bc"}) == table_of({"ab", "c"}));
  CHECK_FALSE(table_of({"a", "bc"}) == table_of({"a"}));
}

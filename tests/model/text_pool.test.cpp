#include "model/text_pool.hpp"

#include <map>
#include <string>

#include "support/catch.hpp"
#include "support/property.hpp"

using sojourn::model::TextPool;
using sojourn::test::holds;

TEST_CASE("equal texts have one number, and numbers count the texts in the order they came") {
  CHECK(holds([] {
    const auto texts = *rc::gen::container<std::vector<std::string>>(
        rc::gen::container<std::string>(rc::gen::inRange('a', 'd')));
    TextPool pool;
    std::map<std::string, std::size_t> numbers;
    for (const auto& text : texts) {
      const auto expected = numbers.try_emplace(text, numbers.size()).first->second;
      RC_ASSERT(pool.add(text) == expected);
    }
    RC_ASSERT(pool.size() == numbers.size());
    for (const auto& [text, number] : numbers) RC_ASSERT(pool[number] == text);
  }));
}

TEST_CASE("many texts stay apart") {
  TextPool pool;
  for (std::size_t i = 0; i < 100'000; ++i) REQUIRE(pool.add("place " + std::to_string(i)) == i);
  for (std::size_t i = 0; i < 100'000; i += 997) REQUIRE(pool.add("place " + std::to_string(i)) == i);
}

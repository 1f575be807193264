#include "query/selection_cache.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <new>

#include "query/support/made_up_filter.hpp"
#include "support/catch.hpp"

using namespace sojourn;
using namespace sojourn::query;
using model::Collection;

namespace {

std::shared_ptr<model::RoundData> round_of(std::size_t rows) {
  test::Random random(1);
  auto data = std::make_shared<model::RoundData>();
  const auto unit = model::field_index(model::fields_of(Collection::locations), "unit");
  data->locations = test::made_up_block(random, rows, {unit});
  return data;
}

Filter sites() {
  return Filter::parse("unit = 'site'", Collection::locations);
}

}  // namespace

TEST_CASE("a selection is computed once and handed out again") {
  SelectionCache cache;
  const auto round = round_of(1000);
  const auto first = cache.select({round}, sites());
  REQUIRE(first.size() == 1);
  CHECK(*first[0] == sites().select(round->locations));
  const auto second = cache.select({round}, Filter::parse("\"unit\" IN ('site')", Collection::locations));
  CHECK(second[0] == first[0]);
  const auto other = cache.select({round}, Filter::parse("unit <> 'site'", Collection::locations));
  CHECK(other[0] != first[0]);
}

TEST_CASE("without a filter nothing is selected one by one") {
  SelectionCache cache;
  CHECK(cache.select({round_of(10)}, Filter(Collection::locations)).empty());
}

TEST_CASE("a round without the collection stands as null") {
  SelectionCache cache;
  const auto selections = cache.select({round_of(10)}, Filter::parse("level = 1", Collection::origins));
  REQUIRE(selections.size() == 1);
  CHECK(selections[0] == nullptr);
}

TEST_CASE("the cache keeps to its bytes and lets go of what was used longest ago") {
  const auto round = round_of(8000);  // 1000 bytes of bits
  SelectionCache cache(5000);
  std::vector<Filter> filters;
  for (int i = 0; i < 20; ++i)
    filters.push_back(Filter::parse("unit = 'u" + std::to_string(i) + "'", Collection::locations));
  const auto kept = cache.select({round}, filters[0]);
  for (const auto& filter : filters) {
    cache.select({round}, filter);
    CHECK(cache.select({round}, filters[0])[0] == kept[0]);
    CHECK(cache.memory_bytes() <= 5000);
  }
  CHECK(cache.memory_bytes() > 2000);
  SelectionCache tiny(100);
  CHECK(tiny.select({round}, filters[0])[0]->rows() == 8000);
  CHECK(tiny.memory_bytes() == 0);
}

TEST_CASE("the cache keeps no round alive, and takes no new round for an old one at its address") {
  alignas(model::RoundData) std::array<std::byte, sizeof(model::RoundData)> memory{};
  const auto round_in_memory = [&](std::size_t rows) {
    auto* data = new (memory.data()) model::RoundData(*round_of(rows));
    return std::shared_ptr<const model::RoundData>(data, [](const auto* gone) { std::destroy_at(gone); });
  };
  SelectionCache cache;
  auto round = round_in_memory(100);
  const std::weak_ptr<const model::RoundData> watched = round;
  CHECK(cache.select({round}, sites())[0]->rows() == 100);
  round.reset();
  CHECK(watched.expired());
  CHECK(cache.select({round_in_memory(60)}, sites())[0]->rows() == 60);
}

#include "server/origin_table.hpp"

#include "support/catch.hpp"
#include "support/world.hpp"

using namespace sojourn;
using server::destinations_from;
using server::origins_of;

namespace {

const auto start = *model::Date::parse("2020-01-01");
const auto end = *model::Date::parse("2020-01-31");

std::shared_ptr<const model::RoundData> derive(const test::RoundBuilder& builder) {
  return model::make_round_data(test::small_operation(), builder.content, nullptr);
}

}  // namespace

TEST_CASE("origins of an area add up to its people, the unknown among them") {
  test::RoundBuilder builder(1, start, end);
  const auto a = builder.location("a", "XXA01", 100);
  builder.origin(a, "XXB01", 60);
  const auto data = derive(builder);
  const auto table = origins_of(*data, data->boundaries->find("XXA"), 1);
  CHECK(table.individuals == 100);
  REQUIRE(table.rows.size() == 2);
  CHECK(table.rows.front().pcode == "XXB");
  CHECK(table.rows.front().individuals == 60);
  CHECK(table.rows.back().pcode.empty());
  CHECK(destinations_from(*data, data->boundaries->find("XXB"), 2).individuals == 60);
}

TEST_CASE("nobody counted is not zero, and nobody found is") {
  test::RoundBuilder builder(1, start, end);
  builder.origin(builder.location("a", "XXA01", 100), "XXB01", 60);
  builder.location("b", "XXA02", 0);
  const auto data = derive(builder);
  const auto area = [&](const char* pcode) { return data->boundaries->find(pcode); };
  CHECK_FALSE(origins_of(*data, area("XXB02"), 1).individuals);
  CHECK_FALSE(destinations_from(*data, area("XXA02"), 1).individuals);
  CHECK(origins_of(*data, area("XXA02"), 1).individuals == 0);
  CHECK(origins_of(*data, area("XXA02"), 1).rows.empty());
}

TEST_CASE("a round without origins knows how many, and not from where or to where") {
  test::RoundBuilder builder(1, start, end);
  builder.location("a", "XXA01", 100);
  const auto data = derive(builder);
  const auto country = data->boundaries->find("XX");
  CHECK(origins_of(*data, country, 1).individuals == 100);
  CHECK(origins_of(*data, country, 1).rows.size() == 1);
  CHECK_FALSE(destinations_from(*data, country, 1).individuals);
}

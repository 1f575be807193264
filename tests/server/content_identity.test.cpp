#include "server/content_identity.hpp"

#include "support/catch.hpp"
#include "support/series.hpp"
#include "support/world.hpp"

using namespace sojourn;
using namespace sojourn::server;

namespace {

model::Date day(std::string_view text) {
  return model::Date::parse(text).value();
}

/// A person at each of these places.
std::shared_ptr<const model::RoundData> round(int number, const std::vector<std::string>& places,
                                              const model::RoundData* previous) {
  test::RoundBuilder builder(number, day("2020-01-01"), day("2020-01-31"));
  for (std::size_t i = 0; i < places.size(); ++i)
    builder.set(builder.location("L" + std::to_string(i) + " of the list", "XXA01", 1), "name",
                std::string_view(places[i]));
  return model::make_round_data(test::small_operation(), builder.content, previous);
}

std::string identity_of(const std::shared_ptr<const model::RoundData>& data) {
  return ContentIdentities().of(*data);
}

}  // namespace

TEST_CASE("a round has one identity, whatever texts it shares with the round before") {
  test::Series series(1, 500);
  test::Series others(2, 500);
  others.go_on(100);
  const auto before = round(1, series.places(), nullptr);
  const auto with_other_names = round(1, others.places(), nullptr);
  series.go_on(10);
  const auto sharing = round(2, series.places(), before.get());
  const auto alone = round(2, series.places(), with_other_names.get());
  REQUIRE(sharing->locations.column("name").is_renumbered());
  REQUIRE_FALSE(alone->locations.column("name").is_renumbered());
  CHECK(identity_of(sharing) == identity_of(alone));
}

TEST_CASE("rounds that share texts and differ in one have two identities") {
  test::Series series(3, 500);
  const auto before = round(1, series.places(), nullptr);
  series.go_on(10);
  auto places = series.places();
  const auto one = round(2, places, before.get());
  std::swap(places[7], places[8]);
  const auto other = round(2, places, before.get());
  REQUIRE(one->locations.column("name").is_renumbered());
  REQUIRE(other->locations.column("name").is_renumbered());
  CHECK(identity_of(one) != identity_of(other));
  CHECK(identity_of(one) == identity_of(round(2, series.places(), before.get())));
}

// Needs PostgreSQL with PostGIS.
#include "sql/publisher.hpp"

#include "made_rounds.hpp"
#include "sql/boundary_store.hpp"
#include "sql/connection.hpp"
#include "sql/edition_loader.hpp"
#include "sql/round_store.hpp"
#include "support/catch.hpp"
#include "temporary_store.hpp"

using namespace sojourn;
using namespace sojourn::sql;
using sojourn::sql::test::draft;
using sojourn::sql::test::shared_database;

namespace {

model::RoundDraft made(const std::string& operation, int number,
                       model::Method method = model::Method::baseline) {
  auto set = test::country(operation);
  BoundaryStore(shared_database()).save(*set, "made");
  auto result = draft(operation, std::move(set), number);
  result.content.round.key.method = method;
  return result;
}

void store(const model::RoundDraft& round) {
  RoundStore(shared_database()).store(round);
}

std::optional<std::uint64_t> edition_of(const std::string& operation) {
  const auto editions = EditionLoader(shared_database()).current_editions();
  const auto found = editions.find(operation);
  return found == editions.end() ? std::nullopt : std::optional(found->second);
}

template <typename Action>
std::string refusal_of(Action action) {
  try {
    action();
  } catch (const Refusal& error) {
    return error.what();
  }
  return "";
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("publishing makes one edition for all rounds selected, and none when nothing is new",
          "[postgres]") {
  for (const int number : {1, 2}) store(made("PA", number));
  store(made("PA", 1, model::Method::site));
  const Publisher publisher(shared_database());
  CHECK_FALSE(edition_of("PA").has_value());

  const auto first = publisher.publish({"PA", model::Method::baseline, 1}, "A. Person");
  CHECK(first.edition == 1);
  CHECK(first.published == std::vector<model::RoundKey>{{"PA", model::Method::baseline, 1}});

  const auto rest = publisher.publish({"PA", {}, {}}, "A. Person");
  CHECK(rest.edition == 2);
  CHECK(rest.published.size() == 2);
  CHECK(rest.already_public.size() == 1);

  const auto again = publisher.publish({"PA", {}, {}}, "A. Person");
  CHECK_FALSE(again.edition.has_value());
  CHECK(again.already_public.size() == 3);
  CHECK(edition_of("PA") == 2);
}

TEST_CASE("only rounds of low sensitivity are published", "[postgres]") {
  auto secret = made("PB", 1);
  secret.content.round.sensitivity = model::Sensitivity::moderate;
  store(secret);
  const Publisher publisher(shared_database());
  CHECK(has(refusal_of([&] { publisher.publish({"PB", {}, {}}, "A. Person"); }), "--sensitivity low"));
  store(made("PB", 2));
  const auto result = publisher.publish({"PB", {}, {}}, "A. Person");
  CHECK(result.published.size() == 1);
  CHECK(result.held_back == std::vector<model::RoundKey>{{"PB", model::Method::baseline, 1}});
  // Nor can the publisher go past that.
  Connection connection(shared_database(), Role::publisher);
  CHECK_THROWS_AS(
      connection.execute("update sojourn.round set status = 'published', cleared_by = 'x', published_at = "
                         "now() where operation = 'PB'"),
      StatementError);
}

TEST_CASE("publishing says what is missing", "[postgres]") {
  const Publisher publisher(shared_database());
  CHECK(has(refusal_of([&] { publisher.publish({"PC", {}, {}}, "A. Person"); }), "PC"));
  store(made("PC", 1));
  CHECK(has(refusal_of([&] { publisher.publish({"PC", {}, 2}, "A. Person"); }), "round 2"));
  CHECK(has(refusal_of([&] { publisher.publish({"PC", {}, 1}, ""); }), "cleared"));
}

TEST_CASE("a withdrawn round is gone for the public, stays gone, and who did it is recorded", "[postgres]") {
  const Publisher publisher(shared_database());
  for (const int number : {1, 2}) store(made("PD", number));
  publisher.publish({"PD", {}, {}}, "A. Person");
  const auto result = publisher.withdraw({"PD", {}, 2}, "a village was at risk", "B. Person");
  CHECK(result.edition == 2);
  CHECK(result.withdrawn.size() == 1);
  const auto rounds = publisher.rounds("PD");
  CHECK(rounds[1].round.status == model::RoundStatus::withdrawn);
  CHECK(rounds[1].withdrawn_by == "B. Person");
  CHECK(rounds[1].withdrawn_reason == "a village was at risk");
  CHECK(rounds[1].withdrawn_at.size() == 20);

  const auto again = publisher.withdraw({"PD", {}, 2}, "again", "B. Person");
  CHECK_FALSE(again.edition.has_value());
  CHECK(again.already_withdrawn.size() == 1);
  CHECK(has(refusal_of([&] { publisher.publish({"PD", {}, 2}, "A. Person"); }), "a village was at risk"));
  CHECK_FALSE(publisher.publish({"PD", {}, {}}, "A. Person").edition.has_value());
  CHECK(has(refusal_of([&] { publisher.withdraw({"PD", {}, 7}, "x", "B. Person"); }), "round 7"));

  // A corrected file is a new revision and may be published.
  RoundStore(shared_database()).store(made("PD", 2), {true, "the village was taken out", "A. Person"});
  CHECK(publisher.rounds("PD").back().round.status == model::RoundStatus::published);
}

TEST_CASE("a withdrawal without a method takes the round of every method", "[postgres]") {
  const Publisher publisher(shared_database());
  store(made("PE", 1));
  store(made("PE", 1, model::Method::site));
  publisher.publish({"PE", {}, {}}, "A. Person");
  CHECK(publisher.withdraw({"PE", {}, 1}, "wrong", "B. Person").withdrawn.size() == 2);
}

TEST_CASE("a withdrawal that was decided earlier leaves what was imported since", "[postgres]") {
  const Publisher publisher(shared_database());
  store(made("PH", 1));
  publisher.publish({"PH", {}, {}}, "A. Person");
  Connection owner(shared_database(), Role::owner);
  owner.execute("update sojourn.round set imported_at = '2020-01-01T12:00:00.9Z' where operation = 'PH'");
  auto corrected = made("PH", 1);
  corrected.content.round.content_hash = "second";
  RoundStore(shared_database()).store(corrected, {true, "corrected", {}});
  CHECK(has(
      refusal_of([&] { publisher.withdraw({"PH", {}, 1}, "wrong", "B. Person", "2020-01-01T11:59:59Z"); }),
      "round 1"));
  // Its own second counts.
  CHECK(publisher.withdraw({"PH", {}, 1}, "wrong", "B. Person", "2020-01-01T12:00:00Z").edition.has_value());
  const auto rounds = publisher.rounds("PH");
  CHECK(rounds[0].round.status == model::RoundStatus::withdrawn);
  CHECK(rounds[1].round.status == model::RoundStatus::validated);
}

TEST_CASE("withdrawing what was never public makes no edition", "[postgres]") {
  const Publisher publisher(shared_database());
  store(made("PF", 1));
  const auto result = publisher.withdraw({"PF", {}, 1}, "wrong", "B. Person");
  CHECK(result.withdrawn.size() == 1);
  CHECK_FALSE(result.edition.has_value());
  CHECK_FALSE(edition_of("PF").has_value());
}

TEST_CASE("rounds are listed with their totals", "[postgres]") {
  store(made("PG", 3));
  const auto rounds = Publisher(shared_database()).rounds("PG");
  REQUIRE(rounds.size() == 1);
  const auto& round = rounds[0].round;
  CHECK(round.key == model::RoundKey{"PG", model::Method::baseline, 3});
  CHECK(round.totals == made("PG", 3).content.round.totals);
  CHECK(round.period_end.to_string() == "2020-01-31");
  CHECK(round.source_method == "BA");
  CHECK(round.boundary_version == "2019-01-01");
  CHECK(rounds[0].imported_at.back() == 'Z');
  CHECK(rounds[0].published_at.empty());
}

#include "server/published_state.hpp"

#include <functional>
#include <set>

#include "server/content_identity.hpp"
#include "server/context.hpp"
#include "server/withdrawn.hpp"
#include "support/catch.hpp"
#include "support/world.hpp"

using namespace sojourn;
using namespace sojourn::server;

namespace {

std::shared_ptr<const model::RoundData> round(int number, std::int64_t people,
                                              const model::RoundData* previous) {
  const auto month = std::to_string(number);
  test::RoundBuilder builder(number, model::Date::parse("2020-0" + month + "-01").value(),
                             model::Date::parse("2020-0" + month + "-28").value());
  builder.location("L", "XXA01", people);
  return model::make_round_data(test::small_operation(), builder.content, previous);
}

std::shared_ptr<const sql::LoadedEdition> edition(std::uint64_t number) {
  auto made = std::make_shared<model::Edition>();
  made->operation = test::small_operation();
  made->number = number;
  const auto first = round(1, 100, nullptr);
  made->rounds = {first, round(2, 130, first.get())};
  auto loaded = std::make_shared<sql::LoadedEdition>();
  loaded->edition = made;
  return loaded;
}

sql::Withdrawal withdrawal(std::string id, int number) {
  sql::Withdrawal entry;
  entry.id = std::move(id);
  entry.selection = {"XXX", std::nullopt, number};
  return entry;
}

std::size_t rounds_served(const SnapshotHolder& holder) {
  return holder.get()->published->operations.at("XXX")->rounds.size();
}

}  // namespace

TEST_CASE("an entry of the journal hides its round at once, without the database") {
  SnapshotHolder holder;
  PublishedState state(holder);
  state.put("XXX", edition(1), 0.1);
  CHECK(rounds_served(holder) == 2);
  const auto before = holder.get()->loaded.at("XXX").generation;
  CHECK(state.set_journal({withdrawal("a", 2)}));
  CHECK(rounds_served(holder) == 1);
  CHECK(holder.get()->loaded.at("XXX").generation != before);
  CHECK_FALSE(state.set_journal({withdrawal("a", 2)}));
}

TEST_CASE("an edition that is loaded later does not bring a withdrawn round back") {
  SnapshotHolder holder;
  PublishedState state(holder);
  state.set_journal({withdrawal("a", 2)});
  state.put("XXX", edition(1), 0.1);
  CHECK(rounds_served(holder) == 1);
}

TEST_CASE("an entry that has gone counts until editions were compared that were read afterwards") {
  SnapshotHolder holder;
  PublishedState state(holder);
  state.put("XXX", edition(1), 0.1);
  state.set_journal({withdrawal("a", 2)});
  const auto begun_before = state.begin_comparison();
  state.set_journal({});
  state.end_comparison(begun_before);
  CHECK(rounds_served(holder) == 1);
  const auto begun_after = state.begin_comparison();
  state.end_comparison(begun_after);
  CHECK(rounds_served(holder) == 2);  // as the database says
}

TEST_CASE("change figures that would tell a withdrawn total go with it") {
  const auto whole = edition(1)->edition;
  const auto change = [](const model::Edition& of) {
    const auto& block = *of.rounds.back()->admin[0];
    return block.column("change_individuals").optional_integer(0);
  };
  CHECK(change(*whole) == 30);
  const auto without = without_withdrawn(whole, {{"XXX", model::Method::baseline, 1}});
  REQUIRE(without->rounds.size() == 1);
  CHECK_FALSE(change(*without));
  CHECK(without->rounds.back()->individuals == 130);
}

TEST_CASE("rounds that are public no more go out of an edition that cannot be replaced") {
  SnapshotHolder holder;
  PublishedState state(holder);
  auto loaded = std::make_shared<sql::LoadedEdition>(*edition(1));
  loaded->origins = {{11, 0, ""}, {12, 11, ""}};
  state.put("XXX", loaded, 0.1);
  CHECK_FALSE(state.keep_only("YYY", {}));
  CHECK_FALSE(state.keep_only("XXX", {11, 12, 13}));
  CHECK(state.loaded("XXX") == loaded);

  CHECK(state.keep_only("XXX", {12}));
  REQUIRE(rounds_served(holder) == 1);
  const auto& left = *holder.get()->published->operations.at("XXX")->rounds[0];
  CHECK(left.round.key.number == 2);
  CHECK_FALSE(left.admin[0]->column("change_individuals").optional_integer(0));
  CHECK(state.loaded("XXX")->origins[0].previous_id == -1);
  CHECK(state.keep_only("XXX", {}));
  CHECK(rounds_served(holder) == 0);
}

TEST_CASE("an edition without withdrawn rounds is served as it is") {
  const auto whole = edition(1)->edition;
  CHECK(without_withdrawn(whole, {{"XXX", model::Method::site, 1}, {"YYY", std::nullopt, 1}}) == whole);
}

TEST_CASE("requests for data are answered from the first complete load on") {
  SnapshotHolder holder;
  PublishedState state(holder);
  CHECK_FALSE(holder.get()->ready);
  state.put("XXX", edition(1), 0.1);
  CHECK_FALSE(holder.get()->ready);
  state.set_ready();
  CHECK(holder.get()->ready);
}

TEST_CASE("a round that an edition shares with the one before keeps its identity, a new one has another") {
  SnapshotHolder holder;
  PublishedState state(holder);
  const auto first = edition(1);
  state.put("XXX", first, 0.1);
  const auto before = holder.get();
  auto grown = std::make_shared<model::Edition>(*first->edition);
  grown->number = 2;
  grown->rounds.push_back(round(3, 90, grown->rounds.back().get()));
  auto second = std::make_shared<sql::LoadedEdition>();
  second->edition = grown;
  state.put("XXX", second, 0.1);
  const auto after = holder.get();
  std::set<std::string> identities;
  for (const auto& data : grown->rounds) identities.insert(after->rounds.at(data.get()).identity);
  CHECK(identities.size() == 3);
  for (const auto& data : first->edition->rounds)
    CHECK(after->rounds.at(data.get()).identity == before->rounds.at(data.get()).identity);
}

TEST_CASE(
    "a round loaded anew has the same identity, in this process and another, unless it says something else") {
  const auto identity = [](std::int64_t people) {
    ContentIdentities identities;
    return identities.of(*round(1, people, nullptr));
  };
  CHECK(identity(100) == identity(100));
  CHECK(identity(100) != identity(101));
  CHECK(identity(100).size() == 32);
}

TEST_CASE("a round's identity is of all that answers are made of") {
  ContentIdentities identities;
  const auto known = round(1, 100, nullptr);
  std::set<std::string> found = {identities.of(*known)};
  const auto changed = [&](const std::function<void(model::RoundData&)>& change) {
    auto copy = *known;
    change(copy);
    return found.insert(identities.of(copy)).second;
  };
  CHECK_FALSE(changed([](model::RoundData&) {}));
  CHECK(changed([](model::RoundData& data) { data.operation.licence = "CC BY-IGO"; }));
  CHECK(changed([](model::RoundData& data) { data.operation.synthetic = true; }));
  CHECK(changed([](model::RoundData& data) { data.round.erratum = "Two wards were swapped"; }));
  CHECK(changed([](model::RoundData& data) { data.round.period_end = model::Date::from_days(18'000); }));
  CHECK(changed([](model::RoundData& data) { data.boundaries = nullptr; }));
  CHECK(changed([](model::RoundData& data) { data.admin[1] = nullptr; }));
  CHECK(changed([](model::RoundData& data) {
    auto& flow = data.flows.list.emplace_back();
    flow.origin = 1;
    flow.individuals = 5;
  }));
  CHECK(changed([](model::RoundData& data) { data.secondary.emplace_back(); }));
  CHECK(changed([&](model::RoundData& data) { data.previous = known->round; }));
}

TEST_CASE("since when a round is served is when it was published, also after a restart") {
  auto loaded = std::make_shared<sql::LoadedEdition>(*edition(1));
  for (const auto& data : loaded->edition->rounds)
    loaded->origins.push_back(
        {data->round.key.number, 0, "2021-04-0" + std::to_string(data->round.key.number) + "T10:00:00Z"});
  SnapshotHolder holder;
  PublishedState state(holder);
  state.put("XXX", loaded, 0.1);
  const auto snapshot = holder.get();
  const auto& rounds = snapshot->published->operations.at("XXX")->rounds;
  CHECK(snapshot->rounds.at(rounds.front().get()).since == "2021-04-01T10:00:00Z");
  CHECK(served_since(*snapshot, rounds) == "2021-04-02T10:00:00Z");
}

TEST_CASE(
    "without a method a withdrawal means rounds of assessments of any method, and datasets only by name") {
  const auto key = [](model::Method method) { return model::RoundKey{"XXX", method, 2020}; };
  const sql::RoundSelection any{"XXX", std::nullopt, 2020};
  for (const auto method :
       {model::Method::baseline, model::Method::site, model::Method::location, model::Method::event})
    CHECK(selects(any, key(method)));
  for (const auto method :
       {model::Method::people_in_need, model::Method::relocation_areas, model::Method::services}) {
    CHECK_FALSE(selects(any, key(method)));
    CHECK(selects({"XXX", method, 2020}, key(method)));
    CHECK(selects({"XXX", method, std::nullopt}, key(method)));
    CHECK_FALSE(selects({"XXX", method, 2021}, key(method)));
    CHECK_FALSE(selects({"YYY", method, 2020}, key(method)));
    CHECK_FALSE(selects({"XXX", model::Method::baseline, 2020}, key(method)));
  }
}

TEST_CASE("a withdrawal that names no method leaves the plan of the same number where it is") {
  auto made = std::make_shared<model::Edition>(*edition(1)->edition);
  auto plan = std::make_shared<model::RoundData>(*made->rounds.back());
  plan->round.key.method = model::Method::people_in_need;
  plan->previous.reset();
  made->rounds.push_back(plan);
  const auto left = without_withdrawn(made, {{"XXX", std::nullopt, 2}});
  REQUIRE(left->rounds.size() == 2);
  CHECK(left->rounds[0]->round.key == model::RoundKey{"XXX", model::Method::baseline, 1});
  CHECK(left->rounds[1]->round.key.method == model::Method::people_in_need);
  const auto named = without_withdrawn(made, {{"XXX", model::Method::people_in_need, 2}});
  REQUIRE(named->rounds.size() == 2);
  CHECK(named->rounds[1]->round.key.method == model::Method::baseline);
}

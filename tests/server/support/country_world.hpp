/// Two rounds of a small drawn country, and whoever asks for something of them.
#pragma once

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/handlers.hpp"
#include "server/problem.hpp"
#include "server/routes.hpp"
#include "server/support/made_resources.hpp"
#include "support/world.hpp"

namespace sojourn::server::testing {
using nlohmann::json;

inline model::Date day(std::string_view text) {
  return model::Date::parse(text).value();
}

inline std::shared_ptr<const model::RoundData> first_round() {
  test::RoundBuilder builder(1, day("2020-01-01"), day("2020-01-31"));
  const auto west = builder.location("W", "XXA01", 100, geo::LonLat::make(10.5, 1.5));
  builder.location("M", "XXA02", 50, geo::LonLat::make(11.5, 1.5));
  builder.location("P", "XXA", 30);
  builder.origin(west, "XXB01", 60).origin(west, "XXB", 15);
  model::SecondaryDisplacement twice;
  twice.location = west;
  twice.of_area = true;
  twice.rank = 2;
  twice.share = 0.25;
  twice.pcode = "XXB01";
  twice.name = "Name of XXB01";
  twice.level = 2;
  twice.period = "2014";
  model::SecondaryDisplacement group;
  group.location = west;
  group.kind = model::SecondaryKind::group;
  group.individuals = 40;
  group.basis = "key_informant";
  builder.content.secondary = {twice, group};
  return model::make_round_data(test::small_operation(), builder.content, nullptr);
}

inline std::shared_ptr<const model::RoundData> second_round(const model::RoundData& previous) {
  test::RoundBuilder builder(2, day("2020-02-01"), day("2020-02-29"));
  builder.location("W", "XXA01", 120, geo::LonLat::make(10.5, 1.5));
  return model::make_round_data(test::small_operation(), builder.content, &previous);
}

inline model::RoundList two_rounds() {
  const auto first = first_round();
  return {first, second_round(*first)};
}

inline std::shared_ptr<const geo::BoundarySet> rounds_boundaries(const model::Edition& edition) {
  return edition.rounds.empty() ? test::small_country() : edition.rounds.front()->boundaries;
}

inline std::shared_ptr<const geo::BoundarySet> another_country() {
  std::vector<geo::Area> areas(1);
  areas[0].pcode = "YY";
  return std::make_shared<geo::BoundarySet>("YYY", "2031-01-01", std::move(areas),
                                            std::vector<std::string>{""});
}

/// Every path on a small drawn country, without sockets or database.
class CountryWorld {
 public:
  CountryWorld() : CountryWorld(two_rounds()) {}
  explicit CountryWorld(model::RoundList rounds,
                        VintageLinks::Make make_link = model::VintageLink::by_overlap)
      : resources_(std::move(make_link)) {
    auto edition = std::make_shared<model::Edition>();
    edition->operation = test::small_operation();
    edition->number = 7;
    edition->rounds = std::move(rounds);
    edition->vintages = {{rounds_boundaries(*edition), "first"},
                         {test::later_country(), "later"},
                         {another_country(), "another"}};
    auto published = std::make_shared<model::Published>();
    published->operations.emplace("XXX", edition);
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->published = published;
    snapshot->loaded.emplace("XXX", LoadedOperation{3, 0.1, memory_of(*edition)});
    snapshot->changed_at = "2020-03-01T00:00:00Z";
    snapshot->ready = true;
    ContentIdentities identities;
    identify_rounds(*snapshot, Snapshot(), identities, [](const auto&) { return ""; });
    snapshot_ = snapshot;
  }

  Answer answer(const std::string& target, const std::string& accept = "") {
    Request request;
    request.accept = accept;
    parse_target(target, request);
    const auto match = match_route(request.path);
    if (!match) throw Problem(ProblemCode::unknown_path, "no route");
    const Context context{resources_.all(), snapshot_, "http://example.org", day("2020-03-01")};
    return match->handler(request, context, match->captures);
  }
  std::string body(const std::string& target) {
    auto result = answer(target);
    if (auto* response = std::get_if<Response>(&result)) return *response->body;
    return std::get<Rendition>(result).render().content;
  }
  json document(const std::string& target) { return json::parse(body(target)); }
  std::string key(const std::string& target) { return std::get<Rendition>(answer(target)).key; }

  /// Status of the problem; 200 if there is none.
  int status(const std::string& target) {
    try {
      body(target);
      return 200;
    } catch (const Problem& problem) {
      return problem.status();
    }
  }

 private:
  MadeResources resources_;
  std::shared_ptr<const Snapshot> snapshot_;
};

inline std::int64_t sum(const json& collection, const char* field) {
  std::int64_t total = 0;
  for (const auto& feature : collection["features"])
    if (const auto& value = feature["properties"][field]; !value.is_null())
      total += value.get<std::int64_t>();
  return total;
}

/// Ids of the features, in order.
inline std::vector<std::string> ids_of(const json& collection) {
  std::vector<std::string> ids;
  for (const auto& feature : collection["features"]) ids.push_back(feature["id"]);
  return ids;
}

}  // namespace sojourn::server::testing

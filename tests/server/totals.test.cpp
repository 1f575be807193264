/// Tiles and items answer the same question: for any filter and date, and at every zoom, the figures of all
/// tiles and of what has no geometry add up to those of the items, exactly.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <random>
#include <set>

#include "query/support/made_up_filter.hpp"
#include "server/handlers.hpp"
#include "server/routes.hpp"
#include "server/support/made_resources.hpp"
#include "support/catch.hpp"
#include "support/world.hpp"
#include "tiles/support/tile_decoder.hpp"

using namespace sojourn;
using namespace sojourn::server;
using nlohmann::json;
using query::test::chance;
using query::test::pick;
using query::test::Random;

namespace {

/// Two provinces of four districts, one of which nobody knows the outline of, in a square of one degree.
std::shared_ptr<const geo::BoundarySet> country() {
  std::vector<geo::Area> areas;
  std::vector<std::string> parents;
  const auto add = [&](const std::string& pcode, int level, const std::string& parent,
                       geo::MultiPolygon geometry) {
    geo::Area area;
    area.pcode = pcode;
    area.name = "Name of " + pcode;
    area.level = level;
    area.geometry = std::move(geometry);
    area.population = 1000 + std::ssize(areas);
    areas.push_back(std::move(area));
    parents.push_back(parent);
  };
  add("XX", 0, "", test::square(13, 9, 14, 10));
  for (const std::string province : {"XX1", "XX2"}) {
    const double west = province == "XX1" ? 13 : 13.41;
    const double east = province == "XX1" ? 13.41 : 14;
    add(province, 1, "XX", test::square(west, 9, east, 10));
    for (int i = 0; i < 4; ++i) {
      const bool drawn = province == "XX1" || i < 3;
      add(province + std::to_string(i), 2, province,
          drawn ? test::square(west, 9 + 0.25 * i, east, 9.25 + 0.25 * i) : geo::MultiPolygon());
    }
  }
  return std::make_shared<geo::BoundarySet>("XXX", "2020-01-01", std::move(areas), parents);
}

/// Places in heaps and alone, some far away, some without a point or figures, with whatever fields filters
/// ask for.
std::shared_ptr<const model::RoundData> any_round(Random& random, const model::Operation& operation,
                                                  model::Method method, int number,
                                                  const std::shared_ptr<const geo::BoundarySet>& set,
                                                  const model::RoundData* previous) {
  const auto start = model::Date::from_days(17'000 + 30 * number);
  test::RoundBuilder builder(number, start, model::Date::from_days(start.days_since_1970() + 20), set);
  builder.content.round.key = {operation.code, method, number};
  const auto& areas = set->areas();
  const auto count = 1 + pick(random, 250);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& pcode = areas[pick(random, areas.size())].pcode;
    const double lon = chance(random, 30) ? -179.9 + static_cast<double>(pick(random, 3598)) / 10
                                          : 13 + static_cast<double>(pick(random, 10'000)) / 10'000;
    const double lat = chance(random, 3) ? 9.5 : 9 + static_cast<double>(pick(random, 10'000)) / 10'000;
    const auto people = chance(random, 6) ? -1 : static_cast<std::int64_t>(pick(random, 3000));
    const auto point = chance(random, 8) ? std::nullopt : geo::LonLat::make(lon, lat);
    const auto row = builder.location("L" + std::to_string(i), pcode, people, point);
    if (chance(random, 2))
      builder.set(row, "name", std::string_view(query::test::one_of(random, query::test::some_texts)));
    if (chance(random, 2)) builder.set(row, "returnees_individuals", std::int64_t{7} * (row % 5));
    if (chance(random, 2))
      builder.set(row, "assessed_on", std::int64_t{query::test::some_day(random).days_since_1970()});
    if (people > 0 && chance(random, 2))
      builder.origin(row, areas[pick(random, areas.size())].pcode, 1 + people / 2);
  }
  return model::make_round_data(operation, std::move(builder.content), previous);
}

/// Three rounds of one method and two of events, in the same country as another operation's.
std::shared_ptr<const model::Edition> any_edition(Random& random, const std::string& code,
                                                  const std::shared_ptr<const geo::BoundarySet>& set) {
  auto edition = std::make_shared<model::Edition>();
  edition->operation = test::small_operation();
  edition->operation.code = code;
  for (const auto& [method, rounds] :
       {std::pair(model::Method::baseline, 3), std::pair(model::Method::event, 2)})
    for (int number = 1; number <= rounds; ++number)
      edition->rounds.push_back(any_round(random, edition->operation, method, number, set,
                                          number == 1 ? nullptr : edition->rounds.back().get()));
  return edition;
}

class World {
 public:
  explicit World(Random& random) {
    const auto set = country();
    auto published = std::make_shared<model::Published>();
    auto snapshot = std::make_shared<Snapshot>();
    for (const std::string code : {"XXX", "YYY"}) {
      published->operations.emplace(code, any_edition(random, code, set));
      snapshot->loaded.emplace(code, LoadedOperation{});
    }
    snapshot->published = published;
    snapshot->ready = true;
    ContentIdentities identities;
    identify_rounds(*snapshot, Snapshot(), identities, [](const auto&) { return "2020-01-01T00:00:00Z"; });
    snapshot_ = snapshot;
  }

  std::string body(const std::string& target) {
    Request request;
    parse_target(target, request);
    const auto match = match_route(request.path).value();
    const Context context{resources_.all(), snapshot_, "http://example.org", model::Date::from_days(20'000)};
    auto rendered = std::get<Rendition>(match.handler(request, context, match.captures)).render();
    while (rendered.rest && rendered.rest(rendered.content)) {
    }
    return rendered.content;
  }

 private:
  testing::MadeResources resources_;
  std::shared_ptr<const Snapshot> snapshot_;
};

struct Sums {
  std::int64_t people = 0;
  std::int64_t features = 0;
  bool operator==(const Sums&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Sums& sums) {
  return out << sums.people << " people in " << sums.features;
}

std::int64_t number(const tiles::test::DecodedFeature& feature, const std::string& name,
                    std::int64_t if_absent) {
  const auto found = feature.properties.find(name);
  return found == feature.properties.end() ? if_absent : std::get<std::int64_t>(found->second);
}

/// Of the tiles of each zoom, going down only where there is something: were a tile empty that should not be,
/// its own zoom would tell.
std::vector<Sums> sums_of_tiles(World& world, const std::string& collection, const std::string& measure,
                                const std::string& query, bool one_by_one) {
  constexpr int zooms = 13;
  const bool once = collection == "locations" && !one_by_one;
  std::vector<Sums> sums;
  std::set<std::pair<unsigned, unsigned>> level = {{0, 0}};
  for (int zoom = 0; zoom < zooms; ++zoom) {
    Sums sum;
    std::set<std::uint64_t> seen;
    std::set<std::pair<unsigned, unsigned>> below;
    for (const auto& [x, y] : level) {
      const auto bytes =
          world.body("/tiles/" + collection + "/" + std::to_string(zoom) + "/" + std::to_string(x) + "/" +
                     std::to_string(y) + ".mvt?properties=" + measure + query);
      if (bytes.empty()) continue;
      for (unsigned i = 0; i < 4; ++i) below.emplace(2 * x + i % 2, 2 * y + i / 2);
      for (const auto& feature : tiles::test::decode_tile(bytes).features) {
        // What reaches into two tiles, or into the buffer of one, has the same id in both; clusters are in
        // one.
        if (!once && !seen.insert(feature.id).second) continue;
        sum.people += number(feature, measure, 0);
        sum.features += number(feature, "locations_count", 1);
      }
    }
    sums.push_back(sum);
    level = below;
  }
  return sums;
}

/// Items with, and without, geometry.
std::pair<Sums, Sums> sums_of_items(World& world, const std::string& collection, const std::string& measure,
                                    const std::string& query) {
  std::pair<Sums, Sums> sums;
  const auto page = json::parse(
      world.body("/ogc/collections/" + collection + "/items?limit=10000&properties=" + measure + query));
  REQUIRE(page["numberMatched"] == page["features"].size());
  for (const auto& feature : page["features"]) {
    auto& sum = feature["geometry"].is_null() ? sums.second : sums.first;
    const auto& value = feature["properties"][measure];
    sum.people += value.is_null() ? 0 : value.get<std::int64_t>();
    ++sum.features;
  }
  return sums;
}

struct Asked {
  std::string collection;
  std::string measure;
  std::vector<std::string> fields;  ///< of filters
};
const std::vector<Asked> collections = {
    {"locations", "idps_individuals", {"idps_individuals", "name", "returnees_individuals", "assessed_on"}},
    {"locations", "returnees_individuals", {"idps_individuals", "location_id", "admin2_pcode"}},
    {"admin0", "idps_individuals", {"idps_individuals", "coverage"}},
    {"admin1", "idps_individuals", {"idps_individuals", "pcode", "change_individuals"}},
    {"admin2", "idps_individuals", {"idps_individuals", "name", "idps_per_1000", "coverage"}},
    {"origins", "displaced_from_individuals", {"displaced_from_individuals", "level", "pcode"}},
};

std::string any_filter(Random& random, const Asked& asked) {
  const auto fields = model::fields_of(model::find_collection(asked.collection).value());
  std::vector<std::size_t> of;
  for (const auto& name : asked.fields) of.push_back(model::field_index(fields, name));
  const auto made = query::test::made_up_filter(random, fields, of, 2);
  auto text = query::test::spelled(random, made, fields);
  std::replace_if(text.begin(), text.end(), [](char c) { return c == '\t' || c == '\n'; }, ' ');
  return "&filter=" + percent_encode(text);
}

/// Of one operation or both, with events or without.
std::string any_scope(Random& random) {
  static const std::vector<std::string> scopes = {"",
                                                  "&operation=XXX",
                                                  "&operation=YYY",
                                                  "&include=event",
                                                  "&operation=XXX&include=event",
                                                  "&method=event"};
  return query::test::one_of(random, scopes);
}

std::string any_time(Random& random) {
  static const std::vector<std::string> times = {
      "",  // now: the last round
      "&round=1",
      "&datetime=2016-09-20",            // within the first
      "&datetime=2016-11-01T12:00:00Z",  // the second
      "&datetime=../2016-10-20",         // an interval
      "&datetime=2016-08-01/2020-01-01",
      "&datetime=2001-01-01",  // before all
  };
  return query::test::one_of(random, times);
}

}  // namespace

TEST_CASE("for any filter and date the tiles of each zoom, with what has no geometry, are the items") {
  std::size_t compared = 0;
  for (unsigned seed = 1; seed <= 12; ++seed) {
    Random random(seed);
    World world(random);
    for (const auto& asked : collections)
      for (int i = 0; i < 3; ++i) {
        const auto query = any_scope(random) + any_time(random) + (i == 0 ? "" : any_filter(random, asked));
        const bool one_by_one = asked.collection == "locations" && chance(random, 3);
        INFO("seed " << seed << ", " << asked.collection << ", " << query);
        const auto [placed, unplaced] = sums_of_items(world, asked.collection, asked.measure, query);
        const auto tilejson = json::parse(world.body("/tiles/" + asked.collection + ".json?" +
                                                     query.substr(std::min<std::size_t>(1, query.size()))));
        if (asked.measure != "returnees_individuals")
          CHECK(tilejson["unplaced_individuals"] == unplaced.people);
        const auto of_tiles = query + (one_by_one ? "&cluster=false" : "");
        for (const auto& sum : sums_of_tiles(world, asked.collection, asked.measure, of_tiles, one_by_one))
          CHECK(sum == placed);
        compared += placed.features > 0 ? 1 : 0;
      }
  }
  // Random filters that left nothing would show nothing.
  CHECK(compared > 80);
}

/// Every path on a small drawn country, without sockets or database.
#include "server/handlers.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <optional>

#include "server/problem.hpp"
#include "server/routes.hpp"
#include "support/catch.hpp"
#include "support/message_of.hpp"
#include "support/world.hpp"

using namespace sojourn;
using namespace sojourn::server;
using nlohmann::json;

namespace {

const auto day = [](std::string_view text) { return model::Date::parse(text).value(); };

std::shared_ptr<const model::RoundData> first_round() {
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

std::shared_ptr<const model::RoundData> second_round(const model::RoundData& previous) {
  test::RoundBuilder builder(2, day("2020-02-01"), day("2020-02-29"));
  builder.location("W", "XXA01", 120, geo::LonLat::make(10.5, 1.5));
  return model::make_round_data(test::small_operation(), builder.content, &previous);
}

model::RoundList two_rounds() {
  const auto first = first_round();
  return {first, second_round(*first)};
}

std::shared_ptr<const geo::BoundarySet> rounds_boundaries(const model::Edition& edition) {
  return edition.rounds.empty() ? test::small_country() : edition.rounds.front()->boundaries;
}

std::shared_ptr<const geo::BoundarySet> another_country() {
  std::vector<geo::Area> areas(1);
  areas[0].pcode = "YY";
  return std::make_shared<geo::BoundarySet>("YYY", "2031-01-01", std::move(areas),
                                            std::vector<std::string>{""});
}

class World {
 public:
  World() : World(two_rounds()) {}
  explicit World(model::RoundList rounds) {
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
    const Context context{resources_, snapshot_, "http://example.org", day("2020-03-01")};
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
  Settings settings_;
  Metrics metrics_;
  tiles::PreparedAreas areas_;
  exports::GeometryTexts texts_;
  query::SelectionCache selections_;
  VintageLinks vintages_;
  Resources resources_{settings_, metrics_, areas_, texts_, selections_, vintages_};
  std::shared_ptr<const Snapshot> snapshot_;
};

std::int64_t sum(const json& collection, const char* field) {
  std::int64_t total = 0;
  for (const auto& feature : collection["features"])
    if (const auto& value = feature["properties"][field]; !value.is_null())
      total += value.get<std::int64_t>();
  return total;
}

/// Ids of the features, in order.
std::vector<std::string> ids_of(const json& collection) {
  std::vector<std::string> ids;
  for (const auto& feature : collection["features"]) ids.push_back(feature["id"]);
  return ids;
}

}  // namespace

TEST_CASE("items of every level sum to the round in force at the date") {
  World world;
  for (const std::string name : {"admin0", "admin1", "admin2", "locations"}) {
    INFO(name);
    const auto path = "/ogc/collections/" + name + "/items?datetime=";
    CHECK(sum(world.document(path + "2020-02-10"), "idps_individuals") == 180);
    CHECK(sum(world.document(path + "2020-02-29"), "idps_individuals") == 120);
    CHECK(sum(world.document(path + "2019-12-31"), "idps_individuals") == 0);
  }
}

TEST_CASE("following next gives every feature once, and numberMatched of them") {
  World world;
  std::string target = "/ogc/collections/admin2/items?limit=2&round=1";
  std::vector<std::string> ids;
  std::size_t matched = 0;
  while (!target.empty()) {
    const auto page = world.document(target);
    matched = page["numberMatched"];
    CHECK(page["numberReturned"] == page["features"].size());
    for (const auto& feature : page["features"]) ids.push_back(feature["id"]);
    target.clear();
    for (const auto& link : page["links"])
      if (link["rel"] == "next")
        target = link["href"].get<std::string>().substr(std::string("http://example.org").size());
  }
  CHECK(ids.size() == matched);
  std::sort(ids.begin(), ids.end());
  CHECK(std::unique(ids.begin(), ids.end()) == ids.end());
}

TEST_CASE("a cursor finds its place in filters and boxes, whatever the page's size") {
  World world;
  for (const std::string query :
       {"items?round=1", "items?round=1&filter=level=2", "items?round=1&bbox=10,1,13,2"}) {
    const auto whole = world.document("/ogc/collections/admin2/" + query);
    for (const std::string limit : {"1", "2", "3", "5"}) {
      std::vector<std::string> ids;
      std::string target = "/ogc/collections/admin2/" + query + "&limit=" + limit;
      while (!target.empty()) {
        const auto page = world.document(target);
        CHECK(page["numberMatched"] == whole["numberMatched"]);
        for (auto& id : ids_of(page)) ids.push_back(id);
        std::string next;
        for (const auto& link : page["links"])
          if (link["rel"] == "next") next = link["href"].get<std::string>().substr(18);
        CHECK((next.empty() || next.find("&cursor=XXX.baseline.1.") != std::string::npos));
        target = next;
      }
      CHECK(ids == ids_of(whole));
    }
  }
}

TEST_CASE("a cursor goes on in the round that it was made of, as long as that is public") {
  World world;
  const auto next_of = [](const json& page) {
    for (const auto& link : page["links"])
      if (link["rel"] == "next") return link["href"].get<std::string>().substr(18);
    return std::string();
  };
  // As if the second round had been published after the first page was sent.
  auto target = next_of(world.document("/ogc/collections/locations/items?limit=1&datetime=2020-02-10"));
  const std::string time = "datetime=2020-02-10";
  target.replace(target.find(time), time.size(), "datetime=2020-03-01");
  const auto page = world.document(target);
  CHECK(page["numberMatched"] == 3);
  CHECK(page["features"][0]["properties"]["round"] == 1);
  CHECK_FALSE(next_of(page).empty());
  // Back by offset would lead into the round that is in force now.
  for (const auto& link : page["links"]) CHECK(link["rel"] != "prev");
  const auto of_round = [&](const std::string& number) {
    auto changed = target;
    const std::string later = "datetime=2020-03-01";
    return changed.replace(changed.find(later), later.size(), "round=" + number);
  };
  CHECK(test::contains(world.body(of_round("1")), "\"prev\""));
  CHECK(test::contains(test::message_of([&] { world.body(of_round("2")); }),
                       "another round than 'round' says"));
  auto other = target;
  other.replace(other.find("baseline.1."), 11, "baseline.9.");
  CHECK(world.status(other) == 400);
  CHECK(world.status(target + "&offset=1") == 400);
  for (const std::string cursor :
       {"", "x", "XXX.baseline.1.zzzzzzzz.1", "XXX.baseline.1.00000000.-1", "a.b.c.d.e"})
    CHECK(world.status("/ogc/collections/locations/items?cursor=" + cursor) == 400);
}

TEST_CASE("a bbox selects by geometry; features without geometry lie in none") {
  World world;
  const auto count = [&](const std::string& collection, const std::string& box) {
    return world.document("/ogc/collections/" + collection + "/items?round=1&bbox=" + box)["numberMatched"]
        .get<int>();
  };
  CHECK(count("locations", "10,1,11,2") == 1);
  CHECK(count("locations", "-180,-90,180,90") == 2);
  CHECK(count("locations", "20,1,21,2") == 0);
  CHECK(count("admin2", "10.2,1.2,10.3,1.3") == 1);
  CHECK(count("admin2", "10.5,1.5,12.5,1.6") == 3);
  CHECK(count("locations", "11.8,1,10.7,2") == 1);  // across the antimeridian
}

/// Ids of the features, in order.
TEST_CASE("a filter chooses features, beside bbox, fields by name and time") {
  World world;
  const auto ids = [&](const std::string& query) {
    auto found = ids_of(world.document("/ogc/collections/locations/items?" + query));
    std::sort(found.begin(), found.end());
    return found;
  };
  using Ids = std::vector<std::string>;
  CHECK(ids("round=1&filter=idps_individuals%20%3E=%2050") == Ids{"XXX.M", "XXX.W"});
  CHECK(ids("round=2&filter=idps_individuals%20%3E=%2050") == Ids{"XXX.W"});
  CHECK(ids("datetime=2020-02-10&filter=name%20IS%20NULL&filter-lang=cql2-text").size() == 3);
  CHECK(ids("round=1&filter=idps_individuals%3C100") == Ids{"XXX.M", "XXX.P"});
  CHECK(ids("round=1&filter=idps_individuals%3C100&bbox=11,1,12,2") == Ids{"XXX.M"});
  CHECK(ids("round=1&filter=idps_individuals%3C100&location_id=P") == Ids{"XXX.P"});
  CHECK(ids("round=1&idps_individuals=30") == Ids{"XXX.P"});
  CHECK(ids("round=1&filter=FALSE").empty());
  const auto page =
      world.document("/ogc/collections/locations/items?round=1&filter=idps_individuals%3C100&limit=1");
  CHECK(page["numberMatched"] == 2);
  CHECK(page["numberReturned"] == 1);
  CHECK(ids_of(world.document("/ogc/collections/assessments/items?filter=idps_individuals%3E=100")) ==
        Ids{"XXX.baseline.1.W", "XXX.baseline.2.W"});
  CHECK(
      world.body(
          "/ogc/collections/locations/items?f=csv&properties=location_id&round=1&filter=unit='settlement'%20"
          "AND%20idps_individuals=30") == "id,location_id,longitude,latitude\r\nXXX.P,P,,\r\n");
}

TEST_CASE("paging through a filter gives every feature once, whatever the page's size") {
  World world;
  const auto all = ids_of(world.document("/ogc/collections/admin2/items?round=1&filter=level=2"));
  REQUIRE(all.size() > 4);
  for (const std::string limit : {"1", "2", "3", "4", "5", "6"}) {
    std::vector<std::string> ids;
    for (std::size_t offset = 0; offset < all.size(); offset += std::stoul(limit)) {
      const auto page = world.document("/ogc/collections/admin2/items?round=1&filter=level=2&limit=" + limit +
                                       "&offset=" + std::to_string(offset));
      CHECK(page["numberMatched"] == all.size());
      for (auto& id : ids_of(page)) ids.push_back(id);
    }
    CHECK(ids == all);
  }
}

TEST_CASE("equal requests have one key and one body, however they are spelled") {
  World world;
  const auto same = [&](const std::string& path, const std::vector<std::string>& queries) {
    for (const auto& query : queries) {
      INFO(query);
      CHECK(world.key(path + query) == world.key(path + queries.front()));
      CHECK(world.body(path + query) == world.body(path + queries.front()));
    }
  };
  const std::string one = "?round=1&filter=unit='settlement'%20AND%20idps_individuals%3E5";
  const std::vector<std::string> spellings = {
      one, "?filter=(idps_individuals%20%3E%205.0)%20and%20unit=%27settlement%27&round=01",
      "?unit=settlement&round=1&filter=5%3Cidps_individuals",
      "?round=1&filter-lang=cql2-text&filter=\"unit\"%20in%20('settlement')%20AND%20NOT%20idps_individuals%"
      "3C=5"};
  for (const std::string path :
       {"/ogc/collections/locations/items", "/tiles/locations/0/0/0.mvt", "/tiles/locations.json",
        "/ogc/collections/locations/tiles/WebMercatorQuad/0/0/0"})
    same(path, spellings);
  same("/ogc/collections/locations/items",
       {"", "?limit=100", "?offset=0", "?f=json", "?f=geojson", "?filter=TRUE", "?offset=00"});
  same("/ogc/collections/locations/items",
       {"?bbox=10,1,11.5,2", "?bbox=10.0,1,0,1.15e1,2,9", "?bbox=10,1.0,11.50,2"});
  same("/ogc/collections/locations/items", {"?datetime=2020-02-10&properties=name,unit",
                                            "?properties=unit,name,unit&datetime=2020-02-10T10:00:00Z"});
  same("/ogc/collections/locations/items/XXX.W", {"?round=1", "?round=01&f=json"});
  same("/tiles/locations.json", {"", "?filter=TRUE%20OR%20unit='x'"});
  CHECK(world.key("/tiles/locations/0/0/0.mvt") != world.key("/tiles/locations/0/0/0.mvt?filter=unit='x'"));
  CHECK(world.key("/ogc/collections/locations/items") != world.key("/ogc/collections/locations/items?f=csv"));
  CHECK(world.key("/ogc/collections/locations/items") !=
        world.key("/ogc/collections/locations/items?offset=1"));
  CHECK(world.key("/ogc/collections/locations/items") !=
        world.key("/ogc/collections/locations/items?limit=99"));
}

TEST_CASE("links keep what was asked for") {
  World world;
  const auto page = world.document(
      "/ogc/collections/locations/"
      "items?limit=1&offset=1&round=1&unit=settlement&bbox=-180,-90,180,90&properties=name");
  std::map<std::string, std::string> links;
  for (const auto& link : page["links"]) links[link["rel"]] = link["href"];
  const std::string same =
      "http://example.org/ogc/collections/locations/"
      "items?round=1&properties=name&filter=unit%3D%27settlement%27&"
      "bbox=-180%2C-90%2C180%2C90&limit=1";
  CHECK(links.at("self") == same + "&offset=1&f=json");
  CHECK(links.at("prev") == same + "&f=json");
  CHECK(links.at("alternate").starts_with(same + "&offset=1&f="));
  CHECK(links.count("next") == 0);
  const auto tiles = world.document(
      "/tiles/"
      "locations.json?datetime=2020-02-10&method=baseline&operation=XXX&properties=name&filter=round=1");
  CHECK(
      tiles["tiles"][0] ==
      "http://example.org/tiles/locations/{z}/{x}/{y}.mvt?operation=XXX&method=baseline&datetime=2020-02-10&"
      "properties=name&filter=round%3D1");
}

TEST_CASE("a refused filter names the parameter, the place and what to do") {
  World world;
  const auto refusal = [&](const std::string& target) {
    try {
      world.body(target);
      return std::string("accepted");
    } catch (const Problem& problem) {
      CHECK(problem.status() == 400);
      return problem.parameter() + "|" + problem.what();
    }
  };
  for (const std::string path :
       {"/ogc/collections/locations/items", "/tiles/locations/0/0/0.mvt", "/tiles/locations.json"}) {
    CHECK(refusal(path + "?filter=unit%20=%205") ==
          "filter|Parameter 'filter': at character 8: unit is text: compare it with one in single quotes "
          "such as "
          "'site'");
    CHECK(refusal(path + "?filter=phone=1").find("no property 'phone'") != std::string::npos);
    CHECK(refusal(path + "?filter=").find("filter|") == 0);
    CHECK(refusal(path + "?filter=%7B%7D&filter-lang=cql2-json").find("filter-lang|") == 0);
    CHECK(refusal(path + "?idps_individuals=many").find("idps_individuals|") == 0);
    CHECK(refusal(path + "?household_size=nan").find("household_size|") == 0);
    CHECK(refusal(path + "?assessed_on=yesterday").find("assessed_on|") == 0);
    CHECK(refusal(path + "?name=a%5C").find("name|") == 0);
    CHECK(refusal(path + "?filter=unit='" + std::string(3900, 'a') + "'&name=" + std::string(200, 'b'))
              .find("filter|") == 0);
  }
}

TEST_CASE("one feature has no filter, no bbox and no pages") {
  World world;
  for (const std::string parameter : {"bbox=1,1,2,2", "limit=1", "offset=1", "filter=TRUE", "unit=site"}) {
    INFO(parameter);
    CHECK(world.status("/ogc/collections/locations/items/XXX.W?" + parameter) == 400);
  }
}

TEST_CASE("a tile shows what the filter leaves, and TileJSON counts who has no place on it") {
  World world;
  const std::string tile = "/tiles/locations/3/4/3.mvt?round=1";
  CHECK(world.body(tile + "&filter=idps_individuals%3E60") != world.body(tile));
  CHECK(world.body(tile + "&filter=idps_individuals%3E1000").empty());
  CHECK(world.body(tile + "&filter=idps_individuals%3E0") == world.body(tile));
  const auto unplaced = [&](const std::string& filter) {
    return world.document("/tiles/locations.json?round=1&filter=" + filter)["unplaced_individuals"]
        .get<int>();
  };
  CHECK(unplaced("TRUE") == 30);
  CHECK(unplaced("idps_individuals=30") == 30);
  CHECK(unplaced("idps_individuals%3E30") == 0);
}

TEST_CASE("queryables are the fields as JSON Schema") {
  World world;
  const auto schema = world.document("/ogc/collections/locations/queryables");
  CHECK(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema");
  CHECK(schema["$id"] == "http://example.org/ogc/collections/locations/queryables");
  CHECK(schema["type"] == "object");
  CHECK(schema["additionalProperties"] == false);
  CHECK(schema["properties"].size() == model::fields_of(model::Collection::locations).size());
  CHECK(schema["properties"]["unit"]["type"] == "string");
  CHECK(schema["properties"]["idps_individuals"]["type"] == "integer");
  CHECK(schema["properties"]["household_size"]["type"] == "number");
  CHECK(schema["properties"]["assessed_on"]["format"] == "date");
  // Each of them can be filtered by, in a filter and by name.
  for (const auto& [name, about] : schema["properties"].items()) {
    INFO(name);
    CHECK(world.status("/ogc/collections/locations/items?filter=" + name + "%20IS%20NULL") == 200);
  }
  CHECK(world.status("/ogc/collections/nonsense/queryables") == 404);
  CHECK(world.status("/ogc/collections/locations/queryables?limit=1") == 400);
}

TEST_CASE("fields, properties and single features") {
  World world;
  CHECK(world.document("/ogc/collections/locations/items?round=1&location_id=W")["numberMatched"] == 1);
  CHECK(world.document("/ogc/collections/locations/items?round=1&unit=site")["numberMatched"] == 0);
  const auto feature =
      world.document("/ogc/collections/locations/items/XXX.W?round=1&properties=idps_individuals,name");
  CHECK(feature["properties"] == json::parse(R"({"name":null,"idps_individuals":100})"));
  CHECK(feature["geometry"]["coordinates"] == json::parse("[10.5,1.5]"));
  CHECK(feature["links"].size() == 2);
  CHECK(world.document(
            "/ogc/collections/assessments/items/XXX.baseline.1.P")["properties"]["idps_individuals"] == 30);
  CHECK(world.document(
            "/ogc/collections/admin2/items/XXX.XXA.unknown?round=1")["properties"]["idps_individuals"] == 30);
}

TEST_CASE("assessments are every row of every round") {
  World world;
  CHECK(world.document("/ogc/collections/assessments/items")["numberMatched"] == 4);
  CHECK(world.document("/ogc/collections/assessments/items?round=2")["numberMatched"] == 1);
}

TEST_CASE("a table has the row of HXL hashtags on request") {
  World world;
  const auto csv = world.body("/ogc/collections/admin0/items?f=csv&properties=pcode,idps_individuals");
  CHECK(csv == "id,pcode,idps_individuals\r\nXXX.XX,XX,120\r\n");
  const auto hxl = world.body("/ogc/collections/admin0/items?f=hxl&properties=pcode,idps_individuals");
  CHECK(hxl.find("#adm+code,#affected+idps+ind") != std::string::npos);
}

TEST_CASE("origins of an area add up to its stock, unknown included") {
  World world;
  const auto all = world.document("/analysis/origins?round=1&level=2");
  CHECK(all["individuals"] == 180);
  std::int64_t total = 0;
  for (const auto& row : all["rows"]) total += row["individuals"].get<std::int64_t>();
  CHECK(total == 180);
  CHECK(all["rows"][0]["pcode"] == "XXB01");
  CHECK(all["rows"].back()["pcode"].is_null());
  CHECK(all["rows"].back()["individuals"] == 105);
  CHECK(world.document("/analysis/origins?round=1&level=1&area=XXA01")["rows"][0]["individuals"] == 75);
}

TEST_CASE("a round that says nothing of origins has one row, unknown") {
  World world;
  const auto all = world.document("/analysis/origins?round=2");
  CHECK(all["individuals"] == 120);
  REQUIRE(all["rows"].size() == 1);
  CHECK(all["rows"][0]["pcode"].is_null());
  CHECK(all["rows"][0]["individuals"] == 120);
}

TEST_CASE("destinations say where those from an area are now") {
  World world;
  const auto from = world.document("/analysis/destinations?round=1&area=XXB&level=2");
  CHECK(from["individuals"] == 75);
  CHECK(from["rows"][0]["pcode"] == "XXA01");
  CHECK(world.body("/analysis/destinations?round=1&area=XXB&level=2&f=csv") ==
        "pcode,name,level,individuals,basis,share\r\nXXA01,Name of XXA01,2,75,all,1\r\n");
}

TEST_CASE("Moves after the first are answered as the source states them, for the area and all in it") {
  World world;
  const auto all = world.document("/analysis/secondary?round=1");
  REQUIRE(all["rows"].size() == 2);
  CHECK(all["rows"][0]["kind"] == "times");
  CHECK(all["rows"][0]["rank"] == "2");
  CHECK(all["rows"][0]["share"] == 0.25);
  CHECK(all["rows"][0]["individuals"].is_null());
  CHECK(all["rows"][0]["location_id"].is_null());  // about all in the area
  CHECK(all["rows"][0]["pcode"] == "XXA01");
  CHECK(all["rows"][0]["previous_pcode"] == "XXB01");
  CHECK(all["rows"][1]["individuals"] == 40);
  CHECK(all["rows"][1]["location_id"].is_string());
  CHECK(world.document("/analysis/secondary?round=1&area=XXA01")["rows"].size() == 2);
  CHECK(world.document("/analysis/secondary?round=1&area=XXB")["rows"].empty());
  CHECK(world.document("/analysis/secondary?round=2")["rows"].empty());
  const auto csv = world.body("/analysis/secondary?round=1&f=csv");
  CHECK(csv.starts_with("pcode,location_id,kind,rank,share,"));
  CHECK(csv.find("XXA01,,times,2,0.25,,,XXB01,Name of XXB01,2,2014,") != std::string::npos);
  CHECK(world.status("/analysis/secondary?area=ZZ") == 400);
  CHECK(world.status("/analysis/secondary?level=1") == 400);
}

TEST_CASE("operations list their rounds") {
  World world;
  const auto operation = world.document("/api/operations")["operations"][0];
  CHECK(operation["code"] == "XXX");
  CHECK(operation["edition"] == 7);
  CHECK(operation["bbox"] == json::parse("[10.0,1.0,13.0,2.0]"));
  CHECK(operation["rounds"].size() == 2);
  CHECK(operation["rounds"][1]["idps_individuals"] == 120);
}

TEST_CASE("what is asked wrongly is refused with the right status") {
  World world;
  struct Case {
    std::string target;
    int status;
  };
  const std::vector<Case> cases = {
      {"/ogc/collections/nonsense", 404},
      {"/ogc/collections/nonsense/items", 404},
      {"/ogc/collections/locations/items/XXX.nobody", 404},
      {"/ogc/collections/locations/items/nobody", 404},
      {"/ogc/collections/assessments/items/XXX.baseline.x.W", 404},
      {"/ogc/collections/locations/items?limit=0", 400},
      {"/ogc/collections/locations/items?colour=red", 400},
      {"/ogc/collections?limit=1", 400},
      {"/ogc?f=html", 400},
      {"/tiles/nonsense/0/0/0.mvt", 404},
      {"/tiles/assessments/0/0/0.mvt", 404},
      {"/tiles/admin1/0/0/1.mvt", 404},
      {"/tiles/admin1/23/0/0.mvt", 404},
      {"/tiles/admin1/x/0/0.mvt", 400},
      {"/tiles/admin1/00/0/0.mvt", 400},
      {"/tiles/admin1/0/0/-1.mvt", 400},
      {"/tiles/admin1/0/0/0.pbf", 404},
      {"/tiles/admin1/0/0/0.mvt?colour=red", 400},
      {"/tiles/locations/0/0/0.mvt?cluster=1", 400},
      {"/tiles/locations.json?cluster=maybe", 400},
      {"/tiles/admin1.xml", 404},
      {"/analysis/origins?area=ZZ", 400},
      {"/analysis/origins?level=5", 400},
      {"/health/live?x=1", 400},
      {"/metrics", 200},
      {"/health/ready", 200},
      {"/ogc/", 200},
      {"/ogc/conformance", 200},
      {"/ogc/collections", 200},
      {"/ogc/collections/admin4", 200},
      {"/tiles/admin1/0/0/0.mvt", 200},
      {"/tiles/admin1.json", 200},
      {"/ogc/collections/admin1/tiles/WebMercatorQuad/0/0/0", 200},
      {"/ogc/collections/admin1/tiles/WorldCRS84Quad/0/0/0", 404},
  };
  for (const auto& one : cases) {
    INFO(one.target);
    CHECK(world.status(one.target) == one.status);
  }
}

TEST_CASE("the key of a body names the rounds it shows, and not the moment of the request") {
  World world;
  CHECK(world.key("/tiles/admin1/0/0/0.mvt") == world.key("/tiles/admin1/0/0/0.mvt?datetime=2020-02-29"));
  CHECK(world.key("/tiles/admin1/0/0/0.mvt") != world.key("/tiles/admin1/0/0/0.mvt?datetime=2020-02-28"));
  CHECK(world.key("/tiles/admin1/4/0/0.mvt") == world.key("/tiles/admin1/4/0/0.mvt?datetime=2020-02-28"));
}

TEST_CASE("clusters and single locations are other bytes, of areas the same") {
  World world;
  CHECK(world.key("/tiles/locations/0/0/0.mvt") == world.key("/tiles/locations/0/0/0.mvt?cluster=true"));
  CHECK(world.key("/tiles/locations/0/0/0.mvt") != world.key("/tiles/locations/0/0/0.mvt?cluster=false"));
  CHECK(world.key("/tiles/admin1/0/0/0.mvt") == world.key("/tiles/admin1/0/0/0.mvt?cluster=false"));
  CHECK(world.document("/tiles/locations.json?cluster=false")["tiles"][0].get<std::string>().ends_with(
      "?cluster=false"));
}

TEST_CASE("a tile is made at once if it has few values, those of locations in its buffer counted") {
  // Column 4 of zoom 3 begins at the first meridian, and its buffer 0.7 degrees west of it.
  test::RoundBuilder builder(1, day("2020-01-01"), day("2020-01-31"));
  for (int i = 0; i < 1000; ++i) {
    builder.location(fmt::format("E{}", i), "XXA01", 1, geo::LonLat::make(1, 1.5));
    builder.location(fmt::format("W{}", i), "XXA01", 1, geo::LonLat::make(-0.1, 1.5));
  }
  World world({model::make_round_data(test::small_operation(), builder.content, nullptr)});
  const auto quick = [&](const std::string& query) {
    return std::get<Rendition>(world.answer("/tiles/locations/3/4/3.mvt" + query)).is_quick;
  };
  std::string all;
  for (const auto& field : model::fields_of(model::Collection::locations))
    all.append(all.empty() ? "" : ",").append(field.name);
  CHECK(quick(""));
  CHECK(quick("?properties=name"));
  CHECK_FALSE(quick("?properties=" + all));
  CHECK_FALSE(quick("?cluster=false"));
}

TEST_CASE("tilejson counts the people that no tile can show") {
  World world;
  CHECK(world.document("/tiles/admin2.json?round=1")["unplaced_individuals"] == 30);
}

namespace {
/// "YA1E 6 YA1W 5~": people by area of a level; `~` where estimated, `?` what is known to no area.
std::string people_by_area(const json& shown) {
  std::string text;
  for (const auto& row : shown["rows"]) {
    const auto& estimated = row["estimated"];
    const bool marked = std::ranges::find(estimated, "idps_individuals") != estimated.end();
    text += fmt::format("{}{} {}{}", text.empty() ? "" : ", ",
                        row["pcode"].is_null() ? "?" : row["pcode"].get<std::string>(),
                        row["idps_individuals"].dump(), marked ? "~" : "");
  }
  return text;
}
}  // namespace

TEST_CASE("a round is shown on another vintage: what was divided is marked, and the total is kept") {
  World world;
  const auto later = world.document("/analysis/areas?round=1&boundary_version=2030-01-01&level=2");
  CHECK(people_by_area(later) == "YA1E 50~, YA1W 50~, YA2 50, ? 30");
  CHECK(later["placed_on"] == "2020-01-01");
  CHECK(later["boundary_version"] == "2030-01-01");
  CHECK(later["rows"].back()["name"].is_null());
  const auto provinces = world.document("/analysis/areas?round=1&boundary_version=2030-01-01");
  CHECK(people_by_area(provinces) == "YA 180");
  CHECK(people_by_area(world.document("/analysis/areas?datetime=2020-02-10&level=2")) ==
        "XXA01 100, XXA02 50, ? 30");
  CHECK(world.body("/analysis/areas?round=1&boundary_version=2030-01-01&level=2&f=csv")
            .find("YA1E,Later YA1E,2,2030-01-01,50,true,") != std::string::npos);
  const auto hashtags = world.body("/analysis/areas?round=1&level=2&f=hxl");
  CHECK(hashtags.find("#adm+code,#adm+name,#adm+level,#meta+boundary+version,#affected+") !=
        std::string::npos);
}

TEST_CASE("what a round looks like on a vintage has a key of its own, and of nothing else") {
  World world;
  const std::string later = "/analysis/areas?round=1&boundary_version=2030-01-01";
  CHECK(world.key(later) != world.key("/analysis/areas?round=1"));
  CHECK(world.key(later) != world.key(later + "&level=2"));
  CHECK(world.key("/analysis/areas?round=1") ==
        world.key("/analysis/areas?round=1&boundary_version=2020-01-01"));
  CHECK(world.key(later) ==
        world.key("/analysis/areas?boundary_version=2030-01-01&datetime=2020-02-10&level=1"));
}

TEST_CASE("a vintage that is none, or has no such areas, is refused by name") {
  World world;
  const auto refusal = [&](const std::string& query) {
    try {
      world.body("/analysis/areas?" + query);
      return std::string("accepted");
    } catch (const Problem& problem) {
      return fmt::format("{} {}: {}", problem.status(), problem.parameter(), problem.what());
    }
  };
  CHECK(refusal("boundary_version=2025-01-01").find("400 boundary_version: ") == 0);
  CHECK(refusal("boundary_version=2031-01-01").find("400 boundary_version: ") == 0);  // another country's
  CHECK(refusal("boundary_version=2025-01-01").find("there are those of 2020-01-01, 2030-01-01") !=
        std::string::npos);
  for (const std::string version :
       {"", "2030", "2030-1-1", "2030-02-30", "2030-01-01T00:00:00Z", "../2030", "latest"})
    CHECK(refusal("boundary_version=" + version).find("400 boundary_version: ") == 0);
  CHECK(refusal("level=3&boundary_version=2030-01-01").find("the deepest is 2") != std::string::npos);
  CHECK(refusal("level=5").find("400 level: ") == 0);
  CHECK(refusal("level=-1").find("400 level: ") == 0);
  CHECK(refusal("operation=YYY").find("400 operation: ") == 0);
  CHECK(refusal("area=XX").find("400 area: ") == 0);
  CHECK(refusal("method=people-in-need").find("400 method: ") == 0);
  CHECK(refusal("round=1&datetime=2020-01-31").find("400 round: ") == 0);
  CHECK(refusal("round=9").find("404 ") == 0);
  CHECK(refusal("datetime=2019-01-01").find("404 ") == 0);
}

#include "server/parameters.hpp"

#include <array>

#include "server/problem.hpp"
#include "support/catch.hpp"
#include "support/property.hpp"

using namespace sojourn;
using namespace sojourn::server;
using sojourn::test::holds;

namespace {

constexpr std::array<std::string_view, 12> known = {"operation",  "method", "datetime", "round",
                                                    "include",    "bbox",   "limit",    "offset",
                                                    "properties", "unit",   "level",    "f"};

model::Published published() {
  model::Published all;
  auto edition = std::make_shared<model::Edition>();
  edition->operation.code = "NGA";
  all.operations.emplace("NGA", edition);
  return all;
}

/// The parameter named by the refusal; "" if there is none.
template <typename Read>
std::string refused(std::vector<QueryParameter> query, Read read) {
  try {
    const Parameters parameters(query, known);
    read(parameters);
  } catch (const Problem& problem) {
    CHECK(problem.status() == 400);
    CHECK(std::string(problem.what()).find(problem.parameter()) != std::string::npos);
    return problem.parameter();
  }
  return "";
}

std::string refused_state(std::vector<QueryParameter> query) {
  return refused(std::move(query), [](const auto& parameters) { parse_state(parameters, published()); });
}
std::string refused_bbox(const std::string& text) {
  return refused({{"bbox", text}}, [](const auto& parameters) { parse_bbox(parameters); });
}
std::string refused_page(std::vector<QueryParameter> query) {
  return refused(std::move(query), [](const auto& parameters) { parse_page(parameters, {}); });
}

}  // namespace

TEST_CASE("unknown and repeated parameters are refused by name") {
  const auto nothing = [](const auto&) {};
  CHECK(refused({{"colour", "red"}}, nothing) == "colour");
  CHECK(refused({{"limit", "1"}, {"limit", "1"}}, nothing) == "limit");
  CHECK(refused({{"Limit", "1"}}, nothing) == "Limit");
  CHECK(refused({{"limit", "1"}, {"offset", "1"}}, nothing).empty());
}

TEST_CASE("the state asked for is parsed strictly") {
  CHECK(refused_state({{"operation", "NGA"}, {"method", "site"}, {"round", "28"}, {"include", "event"}})
            .empty());
  CHECK(refused_state({{"operation", "nga"}}) == "operation");
  CHECK(refused_state({{"operation", "NGA,"}}) == "operation");
  CHECK(refused_state({{"operation", "XXX"}}) == "operation");
  CHECK(refused_state({{"operation", ""}}) == "operation");
  CHECK(refused_state({{"method", "BA"}}) == "method");
  CHECK(refused_state({{"datetime", "yesterday"}}) == "datetime");
  CHECK(refused_state({{"round", "-1"}}) == "round");
  CHECK(refused_state({{"round", "1.5"}}) == "round");
  CHECK(refused_state({{"round", "28"}, {"datetime", "2019-01-01"}}) == "round");
  CHECK(refused_state({{"include", "events"}}) == "include");
}

TEST_CASE("a bbox is four or six numbers on the earth") {
  CHECK(refused_bbox("1,2,3,4").empty());
  CHECK(refused_bbox("1,2,-5,3,4,5").empty());
  for (const std::string text :
       {"", "1", "1,2,3", "1,2,3,4,5", "1,2,3,4,5,6,7", "a,b,c,d", "1,2,3,", "1,,3,4", "1 ,2,3,4", "1,4,3,2",
        "nan,2,3,4", "1,2,inf,4", "181,2,3,4", "1,-91,3,4", "0x1,2,3,4", "1,2,9,3,4,5"}) {
    INFO(text);
    CHECK(refused_bbox(text) == "bbox");
  }
}

TEST_CASE("a bbox across the antimeridian is two boxes") {
  const std::vector<QueryParameter> query = {{"bbox", "177,65,-177,70"}};
  const auto boxes = parse_bbox(Parameters(query, known));
  REQUIRE(boxes);
  CHECK(*boxes == std::vector{geo::Box{177, 65, 180, 70}, geo::Box{-180, 65, -177, 70}});
}

TEST_CASE("a limit above the most is the most; what is no count is refused") {
  const auto limit = [](const std::string& text) {
    const std::vector<QueryParameter> query = {{"limit", text}};
    return parse_page(Parameters(query, known), {10, 1000}).limit;
  };
  CHECK(limit("1") == 1);
  CHECK(limit("1000") == 1000);
  CHECK(limit("1001") == 1000);
  CHECK(limit("999999999999") == 1000);
  for (const std::string text : {"0", "-1", "", "x", "1e3", "+1", " 1", "1.0", "99999999999999999999999"}) {
    INFO(text);
    CHECK(refused_page({{"limit", text}}) == "limit");
  }
  CHECK(refused_page({{"offset", "-1"}}) == "offset");
  CHECK(refused_page({{"offset", "0"}}).empty());
}

TEST_CASE("no text makes the parsers of parameters do anything but parse or refuse") {
  CHECK(holds([] {
    const auto text = *rc::gen::container<std::string>(
        rc::gen::element('0', '9', '-', '+', '.', ',', '/', 'T', 'Z', 'e', 'N', ':', ' '));
    refused_bbox(text);
    refused_state({{"datetime", text}});
    refused_page({{"limit", text}, {"offset", text}});
  }));
}

TEST_CASE("properties are fields of the collection") {
  const auto fields = model::fields_of(model::Collection::origins);
  const auto select = [&](const std::string& text) {
    const std::vector<QueryParameter> query = {{"properties", text}};
    return parse_properties(Parameters(query, known), fields).value();
  };
  CHECK(select("name,operation,name") == std::vector<std::size_t>{0, 2});
  CHECK(select("").empty());
  CHECK_THROWS_AS(select("name,"), Problem);
  CHECK_THROWS_AS(select("phone"), Problem);
}

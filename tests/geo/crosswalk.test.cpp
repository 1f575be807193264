/// From one scheme of areas to another, and whole numbers in parts.
#include "geo/crosswalk.hpp"

#include <cmath>
#include <numeric>

#include "geo/distance.hpp"
#include "support/catch.hpp"
#include "support/message_of.hpp"
#include "support/property.hpp"

using namespace sojourn;
using geo::Crosswalk;
using sojourn::test::holds;
using test::contains;

namespace {

geo::MultiPolygon square(double west, double south, double east, double north) {
  return {{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}};
}

std::string message_of(const std::string& csv) {
  return test::message_of([&] { Crosswalk::parse(csv); });
}

}  // namespace

TEST_CASE("A crosswalk is a table of codes, compared without case") {
  const auto crosswalk = Crosswalk::parse(
      "\xEF\xBB\xBF"
      "from,note,to\r\nBO02,x,NG008002\r\n\r\n\"BO03\",,NG008003\r\n");
  CHECK(crosswalk.size() == 2);
  REQUIRE(crosswalk.find("bo02 ").size() == 1);
  CHECK(crosswalk.find("BO02")[0].to == "NG008002");
  CHECK(crosswalk.find("BO02")[0].share == 1);
  CHECK(crosswalk.find("BO03")[0].to == "NG008003");
  CHECK(crosswalk.find("BO04").empty());
}

TEST_CASE("Shares of one code add up to 1, the largest first") {
  const auto crosswalk = Crosswalk::parse("from,to,share\nA,X,0.2\nA,Y,0.6\n");
  const auto& shares = crosswalk.find("A");
  REQUIRE(shares.size() == 2);
  CHECK(shares[0].to == "Y");
  CHECK(shares[0].share == Approx(0.75));
  CHECK(Crosswalk::parse(crosswalk.csv()).find("A")[1].share == Approx(0.25));
}

TEST_CASE("A crosswalk that cannot be read is refused with its line and what to write") {
  CHECK(contains(message_of(""), "from,to,share"));
  CHECK(contains(message_of("old,new\nA,B\n"), "from,to"));
  CHECK(contains(message_of("from,to\nA\n"), "line 2"));
  CHECK(contains(message_of("from,to,share\nA,B,1\nA,C,half\n"), "line 3: `half` is no share"));
  for (const std::string share : {"0", "-0.5", "1.5", "nan", "inf", "0.5x"})
    CHECK(contains(message_of("from,to,share\nA,B," + share + "\n"), "no share"));
}

TEST_CASE("Two vintages' overlap gives shares; borders drawn a little otherwise give none") {
  const auto set = [](const std::string& version,
                      const std::vector<std::pair<std::string, geo::MultiPolygon>>& areas) {
    std::vector<geo::Area> list;
    std::vector<std::string> parents;
    geo::Area country;
    country.pcode = "XX";
    list.push_back(country);
    parents.emplace_back("");
    for (const auto& [pcode, geometry] : areas) {
      geo::Area area;
      area.pcode = pcode;
      area.level = 1;
      area.geometry = geometry;
      list.push_back(area);
      parents.emplace_back("XX");
    }
    return geo::BoundarySet("XXX", version, std::move(list), parents);
  };
  // A was split into AN (a quarter) and AS; B only had its border moved by a thousandth; C has no shape.
  const auto before = set("2010-01-01", {{"A", square(0, 0, 1, 4)}, {"B", square(1, 0, 2, 4)}, {"C", {}}});
  const auto after = set("2020-01-01", {{"AN", square(0, 3, 1.001, 4)},
                                        {"AS", square(0, 0, 1.001, 3)},
                                        {"B2", square(1.001, 0, 2, 4)},
                                        {"C", {}}});
  const auto crosswalk = Crosswalk::from_overlap(before, after, 1);
  const auto& split = crosswalk.find("A");
  REQUIRE(split.size() == 2);
  CHECK(split[0].to == "AS");
  CHECK(split[0].share == Approx(0.75));
  CHECK(split[1].share == Approx(0.25));
  REQUIRE(crosswalk.find("B").size() == 1);
  CHECK(crosswalk.find("B")[0].to == "B2");
  CHECK(crosswalk.find("B")[0].share == 1);
  REQUIRE(crosswalk.find("C").size() == 1);
  CHECK(crosswalk.find("C")[0].to == "C");
}

TEST_CASE("A number in parts: by largest remainder, to the last one") {
  CHECK(geo::apportion(10, {1, 1, 1}) == std::vector<std::int64_t>{4, 3, 3});
  CHECK(geo::apportion(100, {0.5, 0.25, 0.25}) == std::vector<std::int64_t>{50, 25, 25});
  CHECK(geo::apportion(7, {0, 0}) == std::vector<std::int64_t>{4, 3});
  CHECK(geo::apportion(0, {1, 2}) == std::vector<std::int64_t>{0, 0});
  CHECK(geo::apportion(5, {0, 1}) == std::vector<std::int64_t>{0, 5});
  CHECK(geo::apportion(5, {}).empty());
}

TEST_CASE("Parts add up to the whole, and none is a whole person off its share") {
  CHECK(holds([] {
    const auto total = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000);
    const auto weights = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 1000)));
    const std::vector<double> shares(weights.begin(), weights.end());
    const auto parts = geo::apportion(total, shares);
    const auto whole = std::accumulate(shares.begin(), shares.end(), 0.0);
    RC_ASSERT(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}) == total);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const auto share = whole > 0 ? shares[i] / whole : 1 / static_cast<double>(shares.size());
      RC_ASSERT(std::abs(static_cast<double>(parts[i]) - share * static_cast<double>(total)) < 1.001);
    }
  }));
}

TEST_CASE("A position's distance to an area is in kilometres") {
  const auto area = square(10, 0, 11, 1);
  CHECK(geo::kilometres_to_border(*geo::LonLat::make(12, 0.5), area) == Approx(111.19).epsilon(0.001));
  CHECK(geo::kilometres_to_border(*geo::LonLat::make(10.5, 2), area) == Approx(111.19).epsilon(0.001));
  CHECK(geo::kilometres_to_border(*geo::LonLat::make(10.5, 0.5), area) == Approx(55.6).epsilon(0.001));
  // A degree of longitude is half as long at 60 degrees north.
  CHECK(geo::kilometres_to_border(*geo::LonLat::make(12, 60.5), square(10, 60, 11, 61)) ==
        Approx(54.8).epsilon(0.01));
  CHECK(std::isinf(geo::kilometres_to_border(*geo::LonLat::make(0, 0), {})));
}

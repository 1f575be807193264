#include "ingest/boundary_import.hpp"

#include <algorithm>

#include "support/catch.hpp"
#include "support/message_of.hpp"

using namespace sojourn::ingest;
namespace geo = sojourn::geo;
using sojourn::model::Date;
using sojourn::test::contains;
using sojourn::test::message_of;

namespace {

geo::MultiPolygon square(double x, double y, double size = 1) {
  return {{{{x, y}, {x + size, y}, {x + size, y + size}, {x, y + size}, {x, y}}}};
}

BoundaryFeature feature(const std::string& pcode, const std::string& name, geo::MultiPolygon geometry,
                        const std::string& parent = {}, int level = 0) {
  BoundaryFeature result;
  result.pcode = pcode;
  result.name = name;
  result.geometry = std::move(geometry);
  if (level > 0) result.ancestors.at(static_cast<std::size_t>(level) - 1).pcode = parent;
  return result;
}

BoundaryLayer layer(int level, std::vector<BoundaryFeature> features) {
  BoundaryLayer result;
  result.file = "level" + std::to_string(level) + ".geojson";
  result.name = "areas";
  result.level = level;
  result.features = std::move(features);
  return result;
}

const BoundaryImportOptions in_2020 = {"XSA", Date::make(2020, 1, 1)};

/// Two states of one square each, side by side.
std::vector<BoundaryLayer> two_states() {
  return {layer(1, {feature("XS01", "West", square(0, 0)), feature("XS02", "East", square(1, 0))})};
}

std::size_t count(const BoundaryImport& import, const std::string& rule) {
  return static_cast<std::size_t>(std::count_if(import.findings.begin(), import.findings.end(),
                                                [&](const BoundaryFinding& f) { return f.rule == rule; }));
}

std::string parent_of(const BoundaryImport& import, const std::string& pcode) {
  const auto& area = import.set.area(import.set.find(pcode));
  return import.set.area(area.parent).pcode;
}

}  // namespace

TEST_CASE("a missing country is dissolved from the highest level, its code from what the codes share") {
  const auto import = import_boundaries(two_states(), in_2020);
  CHECK(import.set.country() == "XSA");
  CHECK(import.set.version() == "2020-01-01");
  REQUIRE(import.set.areas().size() == 3);
  const auto& country = import.set.area(0);
  CHECK(country.pcode == "XS");
  REQUIRE(country.geometry.size() == 1);
  CHECK(country.geometry[0].size() == 1);
  CHECK(geo::bounds(country.geometry) == geo::Box{0, 0, 2, 1});
  CHECK(parent_of(import, "XS02") == "XS");
  CHECK(count(import, "dissolved") == 1);
}

TEST_CASE("the country's code and name come from the file's columns where it has them") {
  auto layers = two_states();
  for (auto& area : layers[0].features) area.ancestors[0] = {"XSX", "Sojournia", "سوجورنيا"};
  const auto import = import_boundaries(layers, in_2020);
  CHECK(import.set.area(0).pcode == "XSX");
  CHECK(import.set.area(0).name == "Sojournia");
  CHECK(import.set.area(0).name_local == "سوجورنيا");
}

TEST_CASE("codes that share no letters leave the country with its ISO code") {
  auto layers = two_states();
  layers[0].features[0].pcode = "W";
  const auto import = import_boundaries(layers, in_2020);
  CHECK(import.set.area(0).pcode == "XSA");
  CHECK(import.set.area(0).name == "XSA");
}

TEST_CASE("a gap of millimetres between neighbours is no hole in the country") {
  const double gap = 2e-8;
  // Two halves of a square which part by a hair around the middle.
  std::vector<BoundaryLayer> layers = {
      layer(1, {feature("XS01", "West",
                        {{{{0, 0}, {1, 0}, {1, 0.3}, {1 - gap, 0.5}, {1, 0.7}, {1, 1}, {0, 1}, {0, 0}}}}),
                feature("XS02", "East",
                        {{{{1, 0}, {2, 0}, {2, 1}, {1, 1}, {1, 0.7}, {1 + gap, 0.5}, {1, 0.3}, {1, 0}}}})})};
  const auto import = import_boundaries(layers, in_2020);
  REQUIRE(import.set.area(0).geometry.size() == 1);
  CHECK(import.set.area(0).geometry[0].size() == 1);
  CHECK(contains(import.findings.at(0).message, "1 slivers"));
}

TEST_CASE("a real hole in the country stays") {
  auto around = square(0, 0, 3);
  around[0].push_back({{1, 1}, {1, 2}, {2, 2}, {2, 1}, {1, 1}});
  const auto import = import_boundaries({layer(1, {feature("XS01", "Around the lake", around)})}, in_2020);
  CHECK(import.set.area(0).geometry.at(0).size() == 2);
}

TEST_CASE("invalid rings are repaired, with the place and the reason") {
  auto layers = two_states();
  layers[0].features[0].geometry = {{{{0, 0}, {1, 1}, {1, 0}, {0, 1}, {0, 0}}}};  // a bow-tie
  const auto import = import_boundaries(layers, in_2020);
  REQUIRE(count(import, "repaired") == 1);
  const auto& finding = import.findings.at(0);
  CHECK(finding.pcode == "XS01");
  CHECK(finding.file == "level1.geojson");
  CHECK(contains(finding.message, "Self-intersection near 0.500000 0.500000"));
  CHECK(import.set.area(import.set.find("XS01")).geometry.size() == 2);
}

TEST_CASE("an area without area on the map is kept by name, and it is said") {
  auto layers = two_states();
  layers[0].features.push_back(feature("XS03", "Line", {{{{5, 5}, {6, 6}, {5, 5}}}}));
  layers[0].features.push_back(feature("XS04", "Nothing", {}));
  const auto import = import_boundaries(layers, in_2020);
  CHECK(count(import, "no-geometry") == 2);
  CHECK(import.set.area(import.set.find("XS03")).geometry.empty());
}

TEST_CASE("parents come from the file's code, else the code's beginning, else where the area lies") {
  auto layers = two_states();
  layers.push_back(layer(
      2, {feature("A1", "By code", square(1, 0, 0.1), "XS01", 2),  // though it lies in XS02
          feature("XS0201", "By prefix", square(0, 0, 0.1)),
          feature("XS0299", "By prefix, unknown parent", square(0, 0, 0.1), "XS77", 2),
          feature("B7", "By place", square(1.2, 0.2, 0.1)), feature("B8", "Across", square(0.8, 0.2, 0.3))}));
  const auto import = import_boundaries(layers, in_2020);
  CHECK(parent_of(import, "A1") == "XS01");
  CHECK(parent_of(import, "XS0201") == "XS02");
  CHECK(parent_of(import, "XS0299") == "XS02");
  CHECK(parent_of(import, "B7") == "XS02");
  CHECK(parent_of(import, "B8") == "XS01");
  CHECK(count(import, "parent-by-containment") == 2);
  CHECK(count(import, "parent-by-prefix") == 1);
}

TEST_CASE("an area without any parent is refused") {
  auto layers = two_states();
  layers.push_back(layer(2, {feature("Z9", "Abroad", square(40, 40))}));
  CHECK(contains(message_of([&] { import_boundaries(layers, in_2020); }), "Z9 (Abroad, in level2.geojson)"));
}

TEST_CASE("a missing level between is made from the codes of the areas below, else refused") {
  std::vector<BoundaryLayer> layers = {layer(0, {feature("XS", "Sojournia", square(0, 0, 2))}),
                                       layer(2, {feature("XS0101", "A", square(0, 0), "XS01", 2),
                                                 feature("XS0102", "B", square(1, 0), "XS01", 2)})};
  layers[1].features[1].ancestors[1].name = "State";
  const auto import = import_boundaries(layers, in_2020);
  REQUIRE(import.set.find("XS01") != geo::no_area);
  const auto& state = import.set.area(import.set.find("XS01"));
  CHECK(state.name == "State");
  CHECK(state.level == 1);
  CHECK(geo::bounds(state.geometry) == geo::Box{0, 0, 2, 1});

  layers[1].features[0].ancestors[1].pcode.clear();
  CHECK(contains(message_of([&] { import_boundaries(layers, in_2020); }), "level 1 is missing"));
}

TEST_CASE("features with one P-code are parts of one area if their names agree") {
  auto layers = two_states();
  layers[0].features.push_back(feature("XS02", "EAST", square(2, 0)));
  const auto import = import_boundaries(layers, in_2020);
  CHECK(count(import, "merged") == 1);
  CHECK(count(import, "repaired") == 0);
  const auto& east = import.set.area(import.set.find("XS02"));
  CHECK(geo::bounds(east.geometry) == geo::Box{1, 0, 3, 1});
  CHECK(east.geometry.size() == 1);

  layers[0].features.back().name = "Islands";
  const auto refusal = message_of([&] { import_boundaries(layers, in_2020); });
  CHECK(contains(refusal, "P-code XS02"));
  CHECK(contains(refusal, "Islands"));
}

TEST_CASE("one code on two levels is refused") {
  auto layers = two_states();
  layers.push_back(layer(2, {feature("XS02", "District", square(0, 0, 0.1), "XS01", 2)}));
  CHECK(contains(message_of([&] { import_boundaries(layers, in_2020); }), "XS02 appears twice"));
}

TEST_CASE("features without a P-code are left out, counted") {
  auto layers = two_states();
  layers[0].features.push_back(feature("", "Lake", square(2, 0)));
  const auto import = import_boundaries(layers, in_2020);
  CHECK(import.set.areas().size() == 3);
  REQUIRE(count(import, "no-pcode") == 1);
  CHECK(contains(import.findings.at(0).message, "1 features"));
}

TEST_CASE("the vintage is what the user says, else the files' latest date, else refused") {
  auto layers = two_states();
  const BoundaryImportOptions no_date = {"XSA", std::nullopt};
  CHECK(contains(message_of([&] { import_boundaries(layers, no_date); }), "--valid-on"));
  layers[0].features[0].valid_on = Date::make(2018, 5, 1);
  CHECK(import_boundaries(layers, no_date).set.version() == "2018-05-01");
  CHECK(import_boundaries(layers, in_2020).set.version() == "2020-01-01");
  layers[0].features[1].valid_on = Date::make(2019, 5, 1);
  const auto import = import_boundaries(layers, no_date);
  CHECK(import.set.version() == "2019-05-01");
  CHECK(count(import, "several-dates") == 1);
}

TEST_CASE("another country's boundaries are refused") {
  auto layers = two_states();
  layers[0].features[0].pcode = "IQ01";
  layers[0].features[1].pcode = "IQ02";
  const BoundaryImportOptions nigeria = {"NGA", Date::make(2020, 1, 1)};
  CHECK(contains(message_of([&] { import_boundaries(layers, nigeria); }), "IRQ"));
  layers[0].features[0].ancestors[0].pcode = "IQ";
  layers[0].features[1].ancestors[0].pcode = "IR";
  CHECK(contains(message_of([&] { import_boundaries(layers, {"IRQ", Date::make(2020, 1, 1)}); }),
                 "more than one country"));
  CHECK_THROWS_AS(import_boundaries({}, nigeria), BoundaryError);
}

TEST_CASE("population travels with its year") {
  auto layers = two_states();
  layers[0].population_year = 2019;
  layers[0].features[0].population = 5000;
  const auto import = import_boundaries(layers, in_2020);
  const auto& west = import.set.area(import.set.find("XS01"));
  CHECK(west.population == 5000);
  CHECK(west.population_year == 2019);
  CHECK_FALSE(import.set.area(import.set.find("XS02")).population_year);
}

TEST_CASE("the report counts areas by level before it lists findings") {
  auto layers = two_states();
  layers[0].notes.emplace_back("something assumed");
  const auto lines = report_lines(import_boundaries(layers, in_2020));
  REQUIRE(lines.size() == 4);
  CHECK(lines[0] == "level 0: 1 areas");
  CHECK(lines[1] == "level 1: 2 areas");
  CHECK(lines[2] == "note in level1.geojson: something assumed");
}

/// The boundary sets that OCHA really published.
#include <algorithm>

#include "geo/gazetteer.hpp"
#include "ingest/boundary_import.hpp"
#include "ingest/boundary_reader.hpp"
#include "support/catch.hpp"
#include "support/covering_check.hpp"
#include "support/real_data.hpp"

using namespace sojourn::ingest;
namespace geo = sojourn::geo;
using sojourn::test::real_data;

namespace {

BoundaryImport import_files(const std::filesystem::path& folder, const std::vector<std::string>& files,
                            const BoundaryImportOptions& options) {
  std::vector<BoundaryLayer> layers;
  for (const auto& file : files)
    for (auto& layer : boundary_layers_from_file(folder / file)) layers.push_back(std::move(layer));
  auto import = import_boundaries(std::move(layers), options);
  for (const auto& line : report_lines(import)) UNSCOPED_INFO(line);
  return import;
}

/// "1/37/774/714": areas by level.
std::string areas_by_level(const geo::BoundarySet& set) {
  std::string text;
  for (int level = 0; level <= set.deepest_level(); ++level) {
    const auto [first, last] = set.level_range(level);
    text += (level > 0 ? "/" : "") + std::to_string(last - first);
  }
  return text;
}

std::size_t holes(const geo::MultiPolygon& geometry) {
  std::size_t count = 0;
  for (const auto& polygon : geometry) count += polygon.size() - 1;
  return count;
}

}  // namespace

TEST_CASE("Nigeria has 1, 37, 774 and 714 areas, valid since 2019-04-17") {
  const auto folder = real_data("nigeria/boundaries");
  if (!folder) return;
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(*folder))
    files.push_back(entry.path().filename().string());
  const auto import = import_files(*folder, files, {"NGA", std::nullopt});
  CHECK(areas_by_level(import.set) == "1/37/774/714");
  CHECK(import.set.version() == "2019-04-17");
  CHECK(import.set.area(0).pcode == "NG");
  const auto& ward = import.set.area(import.set.find("NG008022002"));
  CHECK(ward.name == "A Lawant");
  CHECK(ward.other_names == std::vector<std::string>{"Alla Lawanti"});
  CHECK(import.set.area(ward.parent).pcode == "NG008022");
}

TEST_CASE("Iraq's country is dissolved from its 18 governorates, without the sliver they leave") {
  const auto folder = real_data("iraq/boundaries");
  if (!folder) return;
  const auto import =
      import_files(*folder, {"irq_admbnda_adm1_ocha_20140717.shp", "irq_admbnda_adm2_ocha_20140717.shp"},
                   {"IRQ", sojourn::model::Date::make(2014, 7, 17)});
  CHECK(areas_by_level(import.set) == "1/18/109");
  const auto& country = import.set.area(0);
  CHECK(country.pcode == "IQ");
  CHECK(country.geometry.size() == 1);
  CHECK(holes(country.geometry) == 0);
  const auto& anbar = import.set.area(import.set.find("IQ-G01"));
  CHECK(anbar.name == "Anbar");
  CHECK(anbar.name_local == "الانبار");
  CHECK(std::find(anbar.other_names.begin(), anbar.other_names.end(), "Al Anbar") != anbar.other_names.end());
  CHECK(import.set.area(import.set.area(import.set.find("IQ-D088")).parent).pcode == "IQ-G15");
  const geo::Gazetteer gazetteer(import.set);
  CHECK(gazetteer.by_name("الأنبار", 1).area == import.set.find("IQ-G01"));
}

TEST_CASE("Iraq's districts alone give governorates and country, and 481 slivers less") {
  const auto folder = real_data("iraq/boundaries");
  if (!folder) return;
  const auto import = import_files(*folder, {"irq_admbnda_adm2_ocha_20140717.shp"},
                                   {"IRQ", sojourn::model::Date::make(2014, 7, 17)});
  CHECK(areas_by_level(import.set) == "1/18/109");
  CHECK(holes(import.set.area(0).geometry) == 0);
  CHECK(import.set.area(import.set.find("IQ-G01")).name == "Anbar");
  CHECK_THROWS_AS(import_files(*folder, {"irq_admbnda_adm2_ocha_20140717.shp"}, {"IRQ", std::nullopt}),
                  BoundaryError);
}

TEST_CASE("Sudan's states and localities go together, each with its parent and Arabic name") {
  const auto folder = real_data("sudan");
  if (!folder) return;
  const auto import = import_files(*folder, {"ADMIN1.json", "Locality.json"}, {"SDN", std::nullopt});
  CHECK(areas_by_level(import.set) == "1/19/172");
  CHECK(import.set.version() == "2020-08-31");
  CHECK(import.set.area(import.set.find("SD15")).name_local == "الجزيرة");
  CHECK(import.set.area(import.set.area(import.set.find("SD01001")).parent).pcode == "SD01");
  CHECK(import.set.area(0).name_local == "السودان");
}

TEST_CASE("four countries' TopoJSON") {
  const auto folder = real_data("topojson");
  if (!folder) return;
  struct Expected {
    std::string file, country, pcode, areas, version;
  };
  const std::vector<Expected> expected = {{"afg_adm1.json", "AFG", "AF", "1/34", "2018-05-22"},
                                          {"eth_adm1.json", "ETH", "ET", "1/11", "2019-08-27"},
                                          {"ssd_adm1.json", "SSD", "SS", "1/10", "2018-08-17"},
                                          {"tcd_adm1.json", "TCD", "TD", "1/23", "2016-05-09"}};
  for (const auto& [file, country, pcode, areas, version] : expected) {
    INFO(file);
    const auto import = import_files(*folder, {file}, {country, std::nullopt});
    CHECK(areas_by_level(import.set) == areas);
    CHECK(import.set.area(0).pcode == pcode);
    CHECK(import.set.version() == version);
    for (const auto& area : import.set.areas()) CHECK_FALSE(area.geometry.empty());
  }
}

TEST_CASE(
    "positions on and near the borders of Nigeria's and Iraq's districts are placed as ST_Covers would") {
  struct Case {
    std::string country, file;
    std::size_t step;
  };
  for (const auto& [country, file, step] :
       {Case{"NGA", "nigeria/boundaries/nga_admbnda_adm2_osgof_20190417.shp", 131},
        Case{"IRQ", "iraq/boundaries/irq_admbnda_adm2_ocha_20140717.shp", 47}}) {
    const auto path = real_data(file);
    if (!path) return;
    const auto import = import_boundaries(boundary_layers_from_file(*path),
                                          {country, sojourn::model::Date::make(2020, 1, 1)});
    const auto positions = sojourn::test::critical_positions(import.set, 2, step, 5000, 1);
    const auto wrong = sojourn::test::first_wrong(import.set, 2, positions);
    INFO(country << ", " << positions.size() << " positions: " << wrong.value_or(""));
    CHECK_FALSE(wrong);
  }
}

#include "demo/boundary_files.hpp"

#include <fmt/format.h>

#include <iterator>

#include "demo/text.hpp"

namespace sojourn::demo {
namespace {

void append_ring(TextBuffer& out, const PointRing& ring) {
  char separator = '[';
  for (const auto point : ring) {
    out.push_back(separator);
    out.push_back('[');
    append_degrees(out, point.x);
    out.push_back(',');
    append_degrees(out, point.y);
    out.push_back(']');
    separator = ',';
  }
  out.push_back(']');
}

void append_polygon(TextBuffer& out, const PointPolygon& polygon) {
  char separator = '[';
  for (const auto& ring : polygon) {
    out.push_back(separator);
    append_ring(out, ring);
    separator = ',';
  }
  out.push_back(']');
}

void append_geometry(TextBuffer& out, const std::vector<PointPolygon>& polygons) {
  if (polygons.size() == 1) {
    append(out, R"({"type":"Polygon","coordinates":)");
    append_polygon(out, polygons.front());
    out.push_back('}');
    return;
  }
  append(out, R"({"type":"MultiPolygon","coordinates":)");
  char separator = '[';
  for (const auto& polygon : polygons) {
    out.push_back(separator);
    append_polygon(out, polygon);
    separator = ',';
  }
  append(out, "]}");
}

// Codes and names are made here and have nothing that JSON would need escaped.
void append_properties(TextBuffer& out, const Country& country, int level, std::uint32_t index) {
  for (int of = level; of >= 0; --of) {
    const auto& division = country.divisions[static_cast<std::size_t>(of)][country.above(index, level, of)];
    fmt::format_to(std::back_inserter(out), R"("ADM{0}_EN":"{1}","ADM{0}_AR":"{2}","ADM{0}_PCODE":"{3}",)",
                   of, division.name.latin, division.name.arabic, division.pcode);
  }
  const auto& division = country.divisions[static_cast<std::size_t>(level)][index];
  fmt::format_to(std::back_inserter(out),
                 R"("date":"{0}","validOn":"{0}","validTo":null,"population_{2}":{1},"source":"{3}")",
                 boundaries_valid_on, division.population, population_year, source_name);
}

std::filesystem::path write_level(const Country& country, int level, const std::filesystem::path& directory) {
  auto path = directory / fmt::format("xs_admbnda_adm{}.geojson", level);
  OutputFile file(path);
  TextBuffer out;
  fmt::format_to(std::back_inserter(out),
                 "{{\"type\":\"FeatureCollection\",\"name\":\"xs_admbnda_adm{}\",\"features\":[", level);
  const auto& divisions = country.divisions[static_cast<std::size_t>(level)];
  for (std::uint32_t i = 0; i < divisions.size(); ++i) {
    append(out, i == 0 ? "\n" : ",\n");
    append(out, R"({"type":"Feature","properties":{)");
    append_properties(out, country, level, i);
    append(out, R"(},"geometry":)");
    append_geometry(out, divisions[i].polygons);
    out.push_back('}');
    file.write(out);
  }
  append(out, "\n]}\n");
  file.write(out);
  file.close();
  return path;
}

}  // namespace

std::vector<std::filesystem::path> write_boundaries(const Country& country,
                                                    const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> paths;
  for (int level = 0; level < levels; ++level) paths.push_back(write_level(country, level, directory));
  return paths;
}

}  // namespace sojourn::demo

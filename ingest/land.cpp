#include "ingest/land.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "embedded/land_files.hpp"
#include "geo/distance.hpp"
#include "geo/point_in_polygon.hpp"

namespace sojourn::ingest {
namespace {

/// More than the coarse coast is off, and than small islands that it leaves out lie off it.
constexpr double sure_kilometres = 40;

/// TopoJSON (specification 1.0, sections 2.1.4 and 2.1.3): arcs of whole numbers, each position the
/// difference to the one before.
std::vector<geo::Ring> read_arcs(const nlohmann::json& topology) {
  const auto& scale = topology.at("transform").at("scale");
  const auto& translate = topology.at("transform").at("translate");
  std::vector<geo::Ring> arcs;
  for (const auto& arc : topology.at("arcs")) {
    auto& positions = arcs.emplace_back();
    double x = 0;
    double y = 0;
    for (const auto& step : arc) {
      x += step.at(0).get<double>();
      y += step.at(1).get<double>();
      positions.push_back({x * scale.at(0).get<double>() + translate.at(0).get<double>(),
                           y * scale.at(1).get<double>() + translate.at(1).get<double>()});
    }
  }
  return arcs;
}

geo::Ring read_ring(const nlohmann::json& indexes, const std::vector<geo::Ring>& arcs) {
  geo::Ring ring;
  for (const auto& index : indexes) {
    const auto number = index.get<int>();
    // A negative index is the arc of its complement, backwards.
    auto arc = arcs.at(static_cast<std::size_t>(number < 0 ? ~number : number));
    if (number < 0) std::ranges::reverse(arc);
    ring.insert(ring.end(), arc.begin() + (ring.empty() ? 0 : 1), arc.end());
  }
  return ring;
}

geo::MultiPolygon read_land() {
  geo::MultiPolygon land;
  for (const auto& file : land_files()) {
    const auto topology = nlohmann::json::parse(file.content);
    const auto arcs = read_arcs(topology);
    for (const auto& geometry : topology.at("objects").at("land").at("geometries"))
      for (const auto& polygon : geometry.at("arcs")) {
        auto& rings = land.emplace_back();
        for (const auto& ring : polygon) rings.push_back(read_ring(ring, arcs));
      }
  }
  return land;
}

}  // namespace

const geo::MultiPolygon& world_land() {
  static const auto land = read_land();
  return land;
}

bool is_at_sea(geo::LonLat position) {
  const auto& land = world_land();
  return !land.empty() && !geo::covers(land, {position.lon(), position.lat()}) &&
         geo::kilometres_to_border(position, land) > sure_kilometres;
}

}  // namespace sojourn::ingest

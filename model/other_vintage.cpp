#include "model/other_vintage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace sojourn::model {
namespace {

using Values = std::array<std::optional<std::int64_t>, shown_measures.size()>;

void add(Values& sums, const Values& values) {
  for (std::size_t i = 0; i < sums.size(); ++i)
    if (values[i]) sums[i] = sums[i].value_or(0) + *values[i];
}

class OtherVintage {
 public:
  OtherVintage(const RoundData& round, const VintageLink& link)
      : round_(round), link_(link), other_(*link.boundaries) {}

  std::vector<ShownArea> run() {
    gather();
    for (const auto& [code, values] : to_split_) split(code, values);
    std::vector<ShownArea> shown;
    for (const auto& [area, figures] : areas_) shown.push_back({area, figures});
    return shown;
  }

 private:
  // no_area, the highest number, comes last by itself.
  using Figures = std::array<ShownFigure, shown_measures.size()>;

  // The area of the other set that a code of it names, at the level asked for.
  std::uint32_t area_of(std::string_view pcode) const {
    const auto area = other_.find(pcode);
    return area != geo::no_area && other_.area(area).level == link_.level ? area : geo::no_area;
  }

  void gather() {
    const auto& block = round_.locations;
    const auto& pcodes = block.column(fmt::format("admin{}_pcode", link_.level));
    const auto& kind = block.column("point");
    for (std::size_t row = 0; row < block.rows(); ++row) {
      Values values;
      for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = block.column(shown_measures[i]).optional_integer(row);
      if (pcodes.is_null(row)) {
        count(geo::no_area, values);
        continue;
      }
      const auto code = pcodes.text(row);
      const auto& shares = link_.crosswalk.find(code);
      if (shares.size() < 2) {
        count(area_of(shares.empty() ? code : std::string_view(shares.front().to)), values);
      } else if (const auto measured = kind.is_null(row) || kind.text(row) != "measured"
                                           ? geo::no_area
                                           : by_point(block.point(row), shares);
                 measured != geo::no_area) {
        count(measured, values);
      } else {
        add(to_split_[std::string(code)], values);
      }
    }
  }

  // Only among the areas that the code may stand for: a point off its area says nothing.
  std::uint32_t by_point(PointE7 point, const std::vector<geo::CrosswalkShare>& shares) const {
    const auto position =
        point.exists() ? geo::LonLat::make(point.lon_degrees(), point.lat_degrees()) : std::nullopt;
    if (!position || !link_.index) return geo::no_area;
    const auto area = link_.index->find(*position);
    const bool possible = area != geo::no_area && std::ranges::any_of(shares, [&](const auto& share) {
                            return share.to == other_.area(area).pcode;
                          });
    return possible ? area : geo::no_area;
  }

  void count(std::uint32_t area, const Values& values) {
    auto& figures = areas_[area];
    for (std::size_t i = 0; i < values.size(); ++i)
      if (values[i]) figures[i].value = figures[i].value.value_or(0) + *values[i];
  }

  void split(const std::string& code, const Values& values) {
    const auto& shares = link_.crosswalk.find(code);
    std::vector<double> weights;
    for (const auto& share : shares) weights.push_back(share.share);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!values[i]) continue;
      const auto parts = geo::apportion(*values[i], weights);
      for (std::size_t part = 0; part < parts.size(); ++part) {
        auto& figure = areas_[area_of(shares[part].to)][i];
        figure.value = figure.value.value_or(0) + parts[part];
        figure.estimated = figure.estimated || *values[i] > 0;
      }
    }
  }

  const RoundData& round_;
  const VintageLink& link_;
  const geo::BoundarySet& other_;
  std::map<std::uint32_t, Figures> areas_;
  std::map<std::string, Values> to_split_;
};

}  // namespace

VintageLink::VintageLink(std::shared_ptr<const geo::BoundarySet> to, int at_level, geo::Crosswalk given)
    : boundaries(std::move(to)), level(at_level), crosswalk(std::move(given)) {
  if (crosswalk.splits()) index.emplace(*boundaries, level);
}

VintageLink VintageLink::by_overlap(const geo::BoundarySet& from, std::shared_ptr<const geo::BoundarySet> to,
                                    int level) {
  const bool same = from.country() == to->country() && from.version() == to->version();
  auto crosswalk = same ? geo::Crosswalk() : geo::Crosswalk::from_overlap(from, *to, level);
  return {std::move(to), level, std::move(crosswalk)};
}

std::size_t VintageLink::memory_bytes() const {
  return sizeof *this + crosswalk.memory_bytes() + (index ? index->memory() : 0);
}

std::vector<ShownArea> show_on(const RoundData& round, const VintageLink& link) {
  return OtherVintage(round, link).run();
}

}  // namespace sojourn::model

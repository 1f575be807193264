#include "ingest/boundary_import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "geo/country_code.hpp"
#include "geo/gazetteer.hpp"
#include "geo/geos.hpp"
#include "ingest/boundary_overlaps.hpp"

namespace sojourn::ingest {
namespace {

/// An area in the making.
struct Candidate {
  BoundaryFeature feature;
  std::string file;
  std::string parent;
  std::optional<int> population_year;
};

/// Areas of one level by P-code.
using Level = std::map<std::string, Candidate>;

class Importer {
 public:
  Importer(std::vector<BoundaryLayer> layers, const BoundaryImportOptions& options)
      : layers_(std::move(layers)), options_(options) {}

  BoundaryImport run() {
    if (layers_.empty()) throw BoundaryError("there are no layers of areas in these files");
    const auto version = vintage().to_string();
    for (auto& layer : layers_) take(layer);
    repair();
    make_missing_levels();
    make_country();
    check_country();
    find_parents();
    return finish(version);
  }

 private:
  void find(std::string rule, const std::string& pcode, const std::string& file, std::string message) {
    findings_.push_back({std::move(rule), pcode, file, std::move(message)});
  }

  Level& level(int number) { return levels_[static_cast<std::size_t>(number)]; }

  model::Date vintage() {
    if (options_.valid_on) return *options_.valid_on;
    std::set<model::Date> dates;
    for (const auto& layer : layers_)
      for (const auto& feature : layer.features)
        if (feature.valid_on) dates.insert(*feature.valid_on);
    if (dates.empty())
      throw BoundaryError(
          "the files do not say since when their boundaries are valid: pass --valid-on YYYY-MM-DD");
    if (dates.size() > 1)
      find("several-dates", "", "",
           fmt::format("the files name {} dates, {} to {}; the latest is taken. --valid-on sets another",
                       dates.size(), dates.begin()->to_string(), dates.rbegin()->to_string()));
    return *dates.rbegin();
  }

  void take(BoundaryLayer& layer) {
    for (auto& note : layer.notes) find("note", "", layer.file, std::move(note));
    std::size_t without_pcode = 0;
    for (auto& feature : layer.features) {
      if (feature.pcode.empty()) {
        ++without_pcode;
      } else {
        add(layer.level, {std::move(feature), layer.file, {}, layer.population_year});
      }
    }
    if (without_pcode > 0)
      find("no-pcode", "", layer.file,
           fmt::format("{} features of layer {} have no P-code and are left out", without_pcode, layer.name));
    layer.features.clear();
  }

  void add(int number, Candidate candidate) {
    const std::string pcode = candidate.feature.pcode;
    const auto known = level(number).find(pcode);
    if (known == level(number).end()) {
      level(number).emplace(pcode, std::move(candidate));
    } else {
      merge(known->second, candidate);
    }
  }

  /// Parts of an area stand as several features in some files.
  void merge(Candidate& area, Candidate& part) {
    const auto& a = area.feature;
    const auto& b = part.feature;
    if (geo::normalise_name(a.name) != geo::normalise_name(b.name) && !a.name.empty() && !b.name.empty())
      throw BoundaryError(
          fmt::format("the P-code {} stands for both {} (in {}) and {} (in {}); correct the file", a.pcode,
                      a.name, area.file, b.name, part.file));
    find("merged", a.pcode, part.file,
         fmt::format("several features have this P-code and the name {}; they are made one area", a.name));
    merged_.insert(part.feature.pcode);
    auto& geometry = area.feature.geometry;
    for (auto& polygon : part.feature.geometry) geometry.push_back(std::move(polygon));
  }

  void repair() {
    for (auto& areas : levels_) {
      for (auto& [pcode, area] : areas) {
        auto valid = geo::make_valid(area.feature.geometry);
        // Parts that were put together may share edges or be given twice, which is no fault of theirs.
        if (valid.repaired && !merged_.contains(pcode))
          find("repaired", pcode, area.file,
               fmt::format("{}: {} near {:.6f} {:.6f}; repaired", area.feature.name, valid.reason,
                           valid.where.x, valid.where.y));
        if (valid.geometry.empty())
          find(
              "no-geometry", pcode, area.file,
              fmt::format("{} has no area on the map; it is known by code and name only", area.feature.name));
        area.feature.geometry = std::move(valid.geometry);
      }
    }
  }

  int highest_level() const {
    for (int number = 0; number < geo::level_count; ++number)
      if (!levels_[static_cast<std::size_t>(number)].empty()) return number;
    throw BoundaryError("no feature in these files has a P-code");
  }

  /// Every level between the country and the deepest, from below: an area of a missing level is what
  /// the areas below name as their parent.
  void make_missing_levels() {
    for (int number = geo::level_count - 2; number >= 1; --number)
      if (level(number).empty() && !level(number + 1).empty()) dissolve_level(number);
  }

  void dissolve_level(int number) {
    std::map<std::string, std::vector<const Candidate*>> children;
    for (const auto& [pcode, area] : level(number + 1)) {
      const auto& parent = area.feature.ancestors[static_cast<std::size_t>(number)].pcode;
      if (parent.empty())
        throw BoundaryError(fmt::format(
            "level {} is missing and {} of level {} does not name its parent: give the file of level {} too",
            number, pcode, number + 1, number));
      children[parent].push_back(&area);
    }
    for (const auto& [pcode, below] : children) level(number).emplace(pcode, dissolved(number, pcode, below));
  }

  /// An area of `number` from the areas below it, with what those say about it.
  Candidate dissolved(int number, const std::string& pcode, const std::vector<const Candidate*>& below) {
    Candidate area;
    area.feature.pcode = pcode;
    std::vector<const geo::MultiPolygon*> geometries;
    for (const auto* child : below) {
      geometries.push_back(&child->feature.geometry);
      const auto& ancestors = child->feature.ancestors;
      const auto& named = ancestors[static_cast<std::size_t>(number)];
      if (area.feature.name.empty()) area.feature.name = named.name;
      if (area.feature.name_local.empty()) area.feature.name_local = named.name_local;
      for (std::size_t above = 0; above < static_cast<std::size_t>(number); ++above)
        if (area.feature.ancestors[above].pcode.empty()) area.feature.ancestors[above] = ancestors[above];
    }
    std::size_t slivers = 0;
    area.feature.geometry = dissolve_without_slivers(geometries, slivers);
    find("dissolved", pcode, "",
         fmt::format("level {} was missing: made from {} areas of the next level, {} slivers removed", number,
                     below.size(), slivers));
    return area;
  }

  static geo::MultiPolygon dissolve_without_slivers(const std::vector<const geo::MultiPolygon*>& geometries,
                                                    std::size_t& slivers) {
    auto whole = geo::remove_slivers(geo::dissolve(geometries));
    slivers = whole.removed;
    if (slivers == 0) return std::move(whole.geometry);
    // What lay inside a filled hole now lies inside another part.
    const geo::MultiPolygon* filled = &whole.geometry;
    return geo::dissolve({&filled, 1});
  }

  void make_country() {
    const int highest = highest_level();
    if (highest == 0) return;
    std::vector<const Candidate*> below;
    for (const auto& [pcode, area] : level(highest)) below.push_back(&area);
    const auto pcode = country_pcode(below);
    auto country = dissolved(0, pcode, below);
    // Where the file does not name its country, the world does.
    if (country.feature.name.empty()) {
      const auto known = geo::country_name(options_.country);
      country.feature.name = known.english;
      if (known.local != known.english) country.feature.name_local = known.local;
    }
    level(0).emplace(pcode, std::move(country));
  }

  /// What all areas name as their country, else the letters that all codes begin with, else ISO alpha-3.
  std::string country_pcode(const std::vector<const Candidate*>& areas) const {
    std::set<std::string> named;
    for (const auto* area : areas)
      if (const auto& code = area->feature.ancestors[0].pcode; !code.empty()) named.insert(code);
    if (named.size() > 1)
      throw BoundaryError(
          fmt::format("the files hold areas of more than one country: {}", fmt::join(named, ", ")));
    if (named.size() == 1) return *named.begin();
    const auto letters = [](const std::string& code) {
      const auto end = std::find_if(code.begin(), code.end(), [](char c) { return c < 'A' || c > 'Z'; });
      return std::string(code.begin(), end);
    };
    const auto prefix = letters(areas.front()->feature.pcode);
    const bool shared = std::all_of(areas.begin(), areas.end(), [&](const Candidate* area) {
      return letters(area->feature.pcode) == prefix;
    });
    return shared && (prefix.size() == 2 || prefix.size() == 3) ? prefix : options_.country;
  }

  void check_country() const {
    const auto& countries = levels_[0];
    if (countries.size() > 1)
      throw BoundaryError(fmt::format("the files hold more than one country: {} and {}",
                                      countries.begin()->first, countries.rbegin()->first));
    const auto& pcode = countries.begin()->first;
    const auto country = geo::country_alpha3(pcode);
    if (country && geo::country_alpha3(options_.country) && *country != options_.country)
      throw BoundaryError(
          fmt::format("the files hold boundaries of {} ({}), not of {}", *country, pcode, options_.country));
  }

  void find_parents() {
    for (int number = 1; number < geo::level_count; ++number) {
      by_prefix_ = 0;
      for (auto& [pcode, area] : level(number)) area.parent = parent_of(area, number);
      if (by_prefix_ > 0)
        find("parent-by-prefix", "", "",
             fmt::format("{} areas of level {} got the parent that their P-code begins with", by_prefix_,
                         number));
    }
  }

  std::string parent_of(const Candidate& area, int number) {
    const auto& above = level(number - 1);
    const auto& named = area.feature.ancestors[static_cast<std::size_t>(number) - 1].pcode;
    if (above.contains(named)) return named;
    if (number == 1) return only_country(area, named);
    if (const auto prefix = longest_prefix(area.feature.pcode, above); !prefix.empty()) {
      ++by_prefix_;
      return prefix;
    }
    if (const auto container = container_of(area, above); !container.empty()) {
      find("parent-by-containment", area.feature.pcode, area.file,
           fmt::format("{} names {} as its parent; it got {}, in which most of it lies", area.feature.name,
                       named.empty() ? "nothing" : named, container));
      return container;
    }
    throw BoundaryError(
        fmt::format("{} ({}, in {}) of level {} has no parent: {} is not among the areas of level {}, and it "
                    "lies in none",
                    area.feature.pcode, area.feature.name, area.file, number,
                    named.empty() ? "no code" : named, number - 1));
  }

  /// Codes of the country vary (AF, AFG) within one country's files; another country's is a wrong file.
  std::string only_country(const Candidate& area, const std::string& named) {
    const auto country = geo::country_alpha3(named);
    if (country && geo::country_alpha3(options_.country) && *country != options_.country)
      throw BoundaryError(fmt::format("{} ({}, in {}) belongs to {}, not to {}", area.feature.pcode,
                                      area.feature.name, area.file, named, options_.country));
    return level(0).begin()->first;
  }

  static std::string longest_prefix(const std::string& pcode, const Level& above) {
    for (std::size_t size = pcode.size() - 1; size > 0; --size)
      if (const auto found = above.find(pcode.substr(0, size)); found != above.end()) return found->first;
    return {};
  }

  static std::string container_of(const Candidate& area, const Level& above) {
    std::string best;
    double largest = 0;
    for (const auto& [pcode, candidate] : above) {
      const double common = geo::intersection_area(area.feature.geometry, candidate.feature.geometry);
      if (common <= largest) continue;
      largest = common;
      best = pcode;
    }
    return best;
  }

  BoundaryImport finish(const std::string& version) {
    std::vector<geo::Area> areas;
    std::vector<std::string> parents;
    for (int number = 0; number < geo::level_count; ++number) {
      for (auto& [pcode, candidate] : level(number)) {
        auto& from = candidate.feature;
        if (from.name.empty()) from.name = pcode;
        areas.push_back({pcode, std::move(from.name), std::move(from.name_local), std::move(from.other_names),
                         number, geo::no_area, std::move(from.geometry), from.population,
                         from.population ? candidate.population_year : std::nullopt});
        parents.push_back(std::move(candidate.parent));
      }
    }
    try {
      geo::BoundarySet set(options_.country, version, std::move(areas), parents);
      note_overlaps(set);
      return {std::move(set), std::move(findings_)};
    } catch (const std::invalid_argument& error) {
      throw BoundaryError(fmt::format("these boundaries do not fit together: {}", error.what()));
    }
  }

  // One finding for a level: how many, and the worst.
  void note_overlaps(const geo::BoundarySet& set) {
    for (int number = 1; number <= set.deepest_level(); ++number) {
      const auto overlaps = find_overlaps(set, number);
      if (overlaps.empty()) continue;
      const auto& [first, second, share] = overlaps.front();
      find("overlapping", "", "",
           fmt::format("{} {} of areas of level {} overlap, most of all {} ({}) and {} ({}), by {:.1f} % of "
                       "the smaller; a position in both counts for the one whose P-code comes first",
                       overlaps.size(), overlaps.size() == 1 ? "pair" : "pairs", number, set.area(first).name,
                       set.area(first).pcode, set.area(second).name, set.area(second).pcode, 100 * share));
    }
  }

  std::vector<BoundaryLayer> layers_;
  const BoundaryImportOptions& options_;
  std::array<Level, geo::level_count> levels_;
  std::set<std::string> merged_;
  std::vector<BoundaryFinding> findings_;
  std::size_t by_prefix_ = 0;
};

}  // namespace

BoundaryImport import_boundaries(std::vector<BoundaryLayer> layers, const BoundaryImportOptions& options) {
  return Importer(std::move(layers), options).run();
}

std::vector<std::string> report_lines(const BoundaryImport& import) {
  std::vector<std::string> lines;
  for (int level = 0; level <= import.set.deepest_level(); ++level) {
    const auto [first, last] = import.set.level_range(level);
    lines.push_back(fmt::format("level {}: {} areas", level, last - first));
  }
  for (const auto& finding : import.findings)
    lines.push_back(fmt::format("{}{}{}{}{}: {}", finding.rule, finding.pcode.empty() ? "" : " ",
                                finding.pcode, finding.file.empty() ? "" : " in ", finding.file,
                                finding.message));
  return lines;
}

}  // namespace sojourn::ingest

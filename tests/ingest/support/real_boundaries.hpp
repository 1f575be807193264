/// The boundary sets of the real-data folder, read once for a test run.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "ingest/boundary_import.hpp"
#include "ingest/boundary_reader.hpp"
#include "ingest/import.hpp"

namespace sojourn::test {

/// Of NGA and IRQ; null for other countries. `folder` is what SOJOURN_REAL_DATA names.
inline std::shared_ptr<const geo::BoundarySet> real_boundaries(const std::filesystem::path& folder,
                                                               const std::string& country) {
  static std::map<std::string, std::shared_ptr<const geo::BoundarySet>> sets;
  if (const auto found = sets.find(country); found != sets.end()) return found->second;
  const std::string name = country == "NGA" ? "nigeria" : country == "IRQ" ? "iraq" : "";
  if (name.empty()) return nullptr;
  std::vector<ingest::BoundaryLayer> layers;
  for (const auto& entry : std::filesystem::directory_iterator(folder / name / "boundaries"))
    for (auto& layer : ingest::boundary_layers_from_file(entry.path())) layers.push_back(std::move(layer));
  ingest::BoundaryImportOptions options;
  options.country = country;
  options.valid_on = model::Date::parse(country == "NGA" ? "2019-04-17" : "2014-07-17");
  auto set =
      std::make_shared<const geo::BoundarySet>(ingest::import_boundaries(std::move(layers), options).set);
  sets.emplace(country, set);
  return set;
}

inline ingest::ImportResult import_real(const std::filesystem::path& folder, ingest::ImportOptions options) {
  options.file = folder / options.file;
  return ingest::import_file(
      options, [&](const std::string& country, model::Date) { return real_boundaries(folder, country); });
}

}  // namespace sojourn::test

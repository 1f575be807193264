#include "tiles/detail.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sojourn::tiles {
namespace {

constexpr int most_coarser_zooms = 3;
constexpr PropertyDetail fewer_properties[] = {PropertyDetail::without_labels, PropertyDetail::figures};

void add_clusters(std::vector<Detail>& details) {
  for (int bits = standard_cluster_bits; bits >= 0; --bits) details.push_back({.cluster_bits = bits});
  for (const auto properties : fewer_properties)
    details.push_back({.cluster_bits = 0, .properties = properties});
}

std::vector<Detail> details_of_areas(TileId tile) {
  std::vector<Detail> details(1);
  const int coarser = std::min(most_coarser_zooms, tile.zoom());
  for (int zooms = 1; zooms <= coarser; ++zooms) details.push_back({.coarser_zooms = zooms});
  for (const auto properties : fewer_properties)
    details.push_back({.properties = properties, .coarser_zooms = coarser});
  return details;
}

void append(std::string& text, std::string_view what) {
  if (!text.empty()) text += ", ";
  text += what;
}

}  // namespace

std::vector<Detail> details_for(model::Collection collection, TileId tile, bool cluster) {
  if (collection != model::Collection::locations) return details_of_areas(tile);
  std::vector<Detail> details;
  if (!cluster || tile.zoom() > last_cluster_zoom) {
    details.emplace_back();
    for (const auto properties : fewer_properties) details.push_back({.properties = properties});
  }
  add_clusters(details);
  return details;
}

bool shows(PropertyDetail detail, const model::Field& field) {
  if (detail == PropertyDetail::all) return true;
  if (detail == PropertyDetail::without_labels) return field.role != model::Role::label;
  // Without its operation an id, or a figure, says nothing.
  return field.role == model::Role::id || field.role == model::Role::measure || field.name == "operation";
}

std::string difference(const Detail& wanted, const Detail& shown) {
  std::string text;
  if (shown.cluster_bits != wanted.cluster_bits)
    append(text, fmt::format("clusters={}", 1 << shown.cluster_bits));
  if (shown.coarser_zooms != wanted.coarser_zooms)
    append(text, fmt::format("outlines={}", shown.coarser_zooms));
  if (shown.properties != wanted.properties)
    append(text,
           shown.properties == PropertyDetail::figures ? "properties=figures" : "properties=without-labels");
  return text;
}

}  // namespace sojourn::tiles

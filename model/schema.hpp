/// What a collection's features look like: the one description from which the
/// stores' SQL, items, tiles, tables and TileJSON take names, order and meaning.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace sojourn::model {

enum class FieldType : std::uint8_t { integer, real, text, date };
/// What a field is for: naming a feature, describing it, or counting people in it.
enum class Role : std::uint8_t { id, label, dimension, measure };
/// How values of a measure combine when features are put together.
enum class Aggregate : std::uint8_t { none, sum, max };

struct Field {
  std::string_view name;
  FieldType type = FieldType::text;
  Role role = Role::dimension;
  Aggregate aggregate = Aggregate::none;
  std::string_view unit;  ///< "individuals", "households", "ratio" or empty
  std::string_view hxl;   ///< HXL hashtag with attributes
  bool in_tiles = false;  ///< in the default set of a tile's properties
  bool stored = false;  ///< a column of the assessment's own row in the store (else from round or boundaries)
};

enum class Collection : std::uint8_t {
  locations,
  admin0,
  admin1,
  admin2,
  admin3,
  admin4,
  origins,
  assessments,
  people_in_need,
  relocation_areas,
  services
};
inline constexpr std::size_t collection_count = 11;

/// What the features of a collection are on a map.
enum class GeometryKind : std::uint8_t {
  areas,   ///< of a boundary set
  points,  ///< assessed places
  shapes   ///< each its own: an area or a point
};

struct CollectionInfo {
  Collection id;
  std::string_view name;  ///< as in paths
  std::string_view title;
  std::string_view description;
  bool has_tiles = true;
  GeometryKind geometry = GeometryKind::areas;
  /// The table of its rows, in the schema `sojourn`, and the view of those that are public, in `published`;
  /// empty: derived from other rows.
  std::string_view table;
};

/// Fields in the order of the contract. `locations` and `assessments` share one.
std::span<const Field> fields_of(Collection collection);
std::span<const CollectionInfo> collections();
const CollectionInfo& info_of(Collection collection);
std::optional<Collection> find_collection(std::string_view name);
/// The level of admin0 … admin4; nothing for other collections.
std::optional<int> admin_level(Collection collection);

inline constexpr std::size_t no_field = static_cast<std::size_t>(-1);
/// Position of a field by name, or no_field.
std::size_t field_index(std::span<const Field> fields, std::string_view name);

/// Sectors by their cluster codes that may be shown at points (protection is for areas only).
std::span<const std::string_view> sectors();
/// Sectors by which people in need are counted: those, multi-sectoral assistance, protection and its parts.
std::span<const std::string_view> need_sectors();

}  // namespace sojourn::model

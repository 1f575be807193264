/// What is known of a round's locations when their rows have left.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ingest/fingerprint_set.hpp"
#include "model/large_pages.hpp"
#include "model/text_pool.hpp"
#include "model/text_table.hpp"

namespace sojourn::ingest {

/// Counts that are mostly small, or not known, four bytes each.
class SmallCounts {
 public:
  void reserve(std::size_t counts) { values_.reserve(counts); }
  void push_back(std::optional<std::int64_t> count);
  std::optional<std::int64_t> operator[](std::size_t index) const;

 private:
  static constexpr std::int32_t unknown = std::numeric_limits<std::int32_t>::min();
  static constexpr std::int32_t large = unknown + 1;
  model::LargeVector<std::int32_t> values_;
  std::unordered_map<std::size_t, std::int64_t> large_;  ///< by index, what does not fit
};

/// What rules that look at all locations of a round need of each, in some forty bytes: who it is, where its
/// row stands, its area, people and households. All else can be read again from its row.
class KnownLocations {
 public:
  struct Location {
    std::string_view id = {};
    std::string_view name = {};  ///< may be empty
    std::string_view unit = {};
    std::uint32_t table_row = 0;  ///< its first, in the source table
    std::uint32_t area = 0;
    std::optional<std::int64_t> people = {};
    std::optional<std::int64_t> households = {};
    bool has_several_rows = false;
  };

  /// That so many may come.
  void expect(std::size_t locations);
  /// Whether the location is new; it gets the next number anyway.
  bool add(const Location& location);
  /// That a location with this id is added, or asked for, soon.
  void expect(std::string_view id) const { ids_.expect(fingerprint(id)); }

  std::size_t size() const { return areas_.size(); }
  std::optional<std::uint32_t> find(std::string_view id) const { return ids_.find(fingerprint(id)); }
  std::uint32_t table_row(std::size_t location) const { return table_rows_[location]; }
  std::uint32_t area(std::size_t location) const { return areas_[location]; }
  std::optional<std::int64_t> people(std::size_t location) const { return people_[location]; }
  std::optional<std::int64_t> households(std::size_t location) const { return households_[location]; }
  std::string_view unit(std::size_t location) const { return units_[unit_codes_[location]]; }
  /// Whether it is called that, an empty name aside.
  bool has_name(std::size_t location) const { return names_[location] != no_name; }
  bool is_named(std::size_t location, std::string_view name) const {
    return names_[location] == name_code(name);
  }
  /// The name, if it comes of several rows: then none of them needs to say it.
  std::optional<std::string_view> merged_name(std::uint32_t location) const;

 private:
  static constexpr std::uint32_t no_name = 0;
  static std::uint64_t fingerprint(std::string_view text);
  static std::uint32_t name_code(std::string_view name);

  FingerprintIndex ids_;
  model::LargeVector<std::uint32_t> table_rows_;
  model::LargeVector<std::uint32_t> areas_;
  model::LargeVector<std::uint32_t> names_;  ///< hashes
  model::LargeVector<std::uint8_t> unit_codes_;
  model::TextPool units_;
  SmallCounts people_;
  SmallCounts households_;
  std::vector<std::uint32_t> merged_;  ///< locations of several rows, in order …
  model::TextTable merged_names_;      ///< … and their names
};

}  // namespace sojourn::ingest

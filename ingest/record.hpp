/// One row of a source, its cells read as what they mean.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "geo/boundary_set.hpp"
#include "ingest/field_lists.hpp"
#include "ingest/profile.hpp"
#include "model/schema.hpp"

namespace sojourn::ingest {

/// Codes and names by level as reported; empty: not said. Level 0 is the country.
struct ReportedPlace {
  std::array<std::string_view, geo::level_count> codes;
  std::array<std::string_view, geo::level_count> names;

  bool empty() const {
    for (std::size_t i = 1; i < codes.size(); ++i)
      if (!codes[i].empty() || !names[i].empty()) return false;
    return true;
  }

  /// The deepest level of which something is said; 0: none.
  int deepest() const {
    for (std::size_t i = codes.size(); i-- > 1;)
      if (!codes[i].empty() || !names[i].empty()) return static_cast<int>(i);
    return 0;
  }
};

/// What is wrong with a cell: no value of its kind, a count below zero, one of more people than any area
/// holds, a value that the profile's code list lacks.
enum class Fault : std::uint8_t { unreadable, negative, absurd, unknown_code };

/// A cell that could not be read as its column wants.
struct BadCell {
  std::size_t column = 0;  ///< index into SourceTable::columns
  std::string_view text;
  Fault fault = Fault::unreadable;
};

/// The five reasons in the order of reason_names.
enum class Reason : std::uint8_t { conflict, disaster, mixed, other, unknown };

/// What a row says of one move after the first.
struct ReportedMove {
  SecondaryMove move;
  std::optional<double> share;
  std::optional<std::int64_t> individuals;
  std::optional<std::int64_t> households;
  ReportedPlace place;  ///< where they had been displaced to before
  std::string_view period;
};

/// What a row says of people who were displaced within the area of `level` that the row lies in.
struct ReportedWithin {
  int level = 0;  ///< 0: the row was not asked
  std::optional<bool> any;
  std::optional<std::int64_t> individuals;
};

/// Room for the fields of `locations`.
inline constexpr std::size_t most_fields = 128;
using FieldSet = std::bitset<most_fields>;

/// One value for each field of the schema. Which fields were written is remembered, since a row has values in
/// a few of some seventy: only those are cleared for the next row, and looked at where all are gone through.
template <typename Value>
class FieldValues {
 public:
  const Value& operator[](std::size_t field) const { return values_[field]; }
  /// The field counts as touched from now on, also if it is only read.
  Value& operator[](std::size_t field) {
    touched_.set(field);
    return values_[field];
  }
  const FieldSet& touched() const { return touched_; }
  void clear();

 private:
  std::array<Value, most_fields> values_{};
  FieldSet touched_;
};

/// Calls visit(field) for each field of the set, in order.
template <typename Visit>
void each_field(const FieldSet& fields, Visit&& visit) {
  // The standard's own interface would ask for each bit.
  for (auto field = fields._Find_first(); field < fields.size(); field = fields._Find_next(field))
    visit(field);
}

template <typename Value>
void FieldValues<Value>::clear() {
  each_field(touched_, [&](std::size_t field) { values_[field] = Value{}; });
  touched_.reset();
}

/// Values of the schema's fields by their index in `locations`; texts lie in the source table, the profile or
/// the reader that filled the record, and stay as long as these.
struct Record {
  std::size_t table_row = 0;
  std::int64_t row = 0;  ///< as a spreadsheet shows it
  FieldValues<std::optional<std::int64_t>> integers;
  FieldValues<std::optional<double>> reals;
  FieldValues<std::string_view> texts;

  ReportedPlace place;
  ReportedPlace origin;
  std::string_view origin_country;
  std::optional<std::int64_t> origin_individuals;
  std::string_view origin_basis;
  std::vector<std::pair<std::string_view, std::int64_t>>
      origin_counts;  ///< area as the profile names it, people
  std::vector<ReportedMove> moves;
  ReportedWithin displaced_within;
  std::optional<double> latitude;
  std::optional<double> longitude;
  std::optional<Reason> reason;       ///< of all people of the row
  std::string_view population_group;  ///< whom the two below count: `idps`, `returnees` …
  std::optional<std::int64_t> group_individuals;
  std::optional<std::int64_t> group_households;
  std::string_view label;
  std::vector<std::pair<std::string_view, std::string_view>> restricted;  ///< field, value
  std::vector<BadCell> bad;

  void clear();
};

}  // namespace sojourn::ingest

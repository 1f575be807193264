/// From a row's cells to a record, as the profile's columns say.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ingest/record.hpp"
#include "ingest/source_table.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {

/// Positions of the schema's fields that ingest names itself.
std::size_t location_field(std::string_view name);

/// Reads rows of one table. Not for several threads; `table` has to outlive it and the records it fills.
class RowReader {
 public:
  explicit RowReader(const SourceTable& table);

  /// Fills `record`. Values that a code list does not know go to `log`.
  void read(std::size_t row, Record& record);
  /// The cells of the row read last.
  const std::vector<std::string_view>& cells() const { return cells_; }

 private:
  enum class Kind : std::uint8_t {
    key,  ///< of the round; read elsewhere
    place_code,
    place_name,
    origin_code,
    origin_name,
    origin_country,
    origin_individuals,
    origin_basis,
    origin_count,
    displaced_within,
    displaced_within_any,
    latitude,
    longitude,
    coordinates,
    text,
    coded_text,
    count,
    real,
    date,
    period,
    severity,
    access,
    priority_needs,
    reason,
    shelter_count,
    sex_age_count,
    population_group,
    group_individuals,
    group_households,
    secondary,
    restricted,
    label,
  };
  struct Action {
    Kind kind = Kind::key;
    std::size_t field = model::no_field;
    std::size_t level = 0;
    SecondaryMove move = {};
    const CodeList* codes = nullptr;
    std::unordered_map<std::string_view, std::string_view> known;  ///< values seen and what they became
  };

  static Kind kind_of(const ProfileColumn& column);
  bool is_blank(std::size_t column) const;
  void apply(std::size_t column, std::string_view cell, Record& record);
  void apply_count(std::size_t column, std::string_view cell, Record& record);
  void apply_within_any(std::size_t column, std::string_view cell, Record& record);
  void apply_access(std::size_t column, std::string_view cell, Record& record);
  void apply_sex_age(std::string_view band, std::int64_t people, Record& record);
  void apply_group(Record& record);
  void apply_needs(std::size_t column, std::string_view cell, Record& record);
  void apply_reason(std::size_t column, std::string_view cell, Record& record);
  void apply_shelter(std::size_t column, std::string_view cell, Record& record);
  void apply_severity(std::size_t column, std::string_view cell, Record& record);
  void apply_date(std::size_t column, std::string_view cell, Record& record);
  void apply_secondary(std::size_t column, std::string_view cell, Record& record);
  void apply_secondary_count(std::size_t column, std::string_view cell, Record& record);
  void apply_secondary_share(std::size_t column, std::string_view cell, Record& record);
  ReportedMove& move_of(std::size_t column, Record& record) const;
  bool shares_are_percent();
  std::string_view period_of(std::string_view cell);
  void apply_period(std::size_t column, std::string_view cell, Record& record);
  void apply_origin_basis(std::size_t column, std::string_view cell, Record& record);
  std::optional<double> degrees(std::size_t column, std::string_view cell, Record& record);
  void apply_size(std::size_t column, std::string_view cell, Record& record);
  void apply_coordinates(std::size_t column, std::string_view cell, Record& record);
  std::string_view code_of(std::size_t column, std::string_view cell, Record& record);
  std::string_view keep(std::string text);

  const SourceTable& table_;
  MissingValues missing_;
  std::vector<Action> actions_;
  std::vector<std::string_view> cells_;
  std::deque<std::string> kept_;  ///< texts made here
  std::unordered_map<std::string_view, std::string_view> periods_;
  std::int64_t largest_shelter_ = 0;
  std::optional<bool> percent_;  ///< whether shares of moves are percent; found out when first asked for
};

}  // namespace sojourn::ingest

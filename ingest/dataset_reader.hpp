/// Rows of a dataset that is no round of assessments, their cells read as what they mean.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/field_lists.hpp"
#include "ingest/record.hpp"
#include "ingest/source_table.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {

/// Texts lie in the source table, the profile or the reader, and stay as long as these.
struct DatasetRecord {
  std::int64_t row = 0;  ///< as a spreadsheet shows it
  /// By the position of the collection's fields; where several columns are of one field, the first filled.
  std::vector<std::optional<std::int64_t>> integers;
  std::vector<std::optional<double>> reals;
  std::vector<std::string_view> texts;  ///< of a list of codes: these, joined by `; `
  std::optional<double> latitude;
  std::optional<double> longitude;
  std::string_view geometry;  ///< well-known text
  ReportedPlace place;
  std::string_view label;
  std::array<std::string_view, need_texts.size()> need_inputs;               ///< in the order of need_texts
  std::array<std::optional<std::int64_t>, need_counts.size()> need_figures;  ///< in that of need_counts
  std::vector<std::pair<std::string_view, std::string_view>> restricted;     ///< field, value
  std::vector<BadCell> bad;
};

/// No country holds more people.
inline constexpr std::int64_t most_people_of_a_country = 2'000'000'000;
/// In a code list: the value says nothing, another column may.
inline constexpr std::string_view says_nothing = "-";

/// `table` has to outlive it and the records it fills.
class DatasetReader {
 public:
  DatasetReader(const SourceTable& table, model::Collection collection);
  void read(std::size_t row, DatasetRecord& record);

 private:
  enum class Kind : std::uint8_t {
    key,
    place_code,
    place_name,
    label,
    text,
    count,
    real,
    date,
    latitude,
    longitude,
    coordinates,
    geometry,
    need_text,
    need_count,
    restricted
  };
  struct Action {
    Kind kind = Kind::key;
    std::size_t at = 0;  ///< the level, the field, or the position in the list of inputs
    const CodeList* codes = nullptr;
  };
  Action action_of(const ProfileColumn& column) const;
  bool is_blank(std::size_t column) const;
  void apply(std::size_t column, std::string_view cell, DatasetRecord& record);
  void apply_text(std::size_t column, std::string_view cell, std::string_view& text, DatasetRecord& record);
  void apply_list(std::size_t column, std::string_view cell, std::string_view& text, DatasetRecord& record);
  void apply_number(std::size_t column, std::string_view cell, std::optional<double> number,
                    std::optional<double>& value, DatasetRecord& record);
  void apply_date(std::size_t column, std::string_view cell, DatasetRecord& record);
  void apply_coordinates(std::size_t column, std::string_view cell, DatasetRecord& record);
  void apply_count(std::size_t column, std::string_view cell, std::optional<std::int64_t>& count,
                   DatasetRecord& record);

  const SourceTable& table_;
  std::span<const model::Field> fields_;
  MissingValues missing_;
  std::vector<Action> actions_;
  std::vector<std::string_view> cells_;
  std::deque<std::string> kept_;  ///< lists made here
};

}  // namespace sojourn::ingest

/// What a file's own text says of its round outside the table: in titles, names of sheets, and its name.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/dates.hpp"

namespace sojourn::ingest {

/// The method of assessment that a title or a sheet's name says, as `site` in `Site Assessment Dataset`;
/// empty if it says none, or several.
std::string_view method_named_in(std::string_view title);

/// Several numbers, or periods, are none: then somebody has to say which is meant.
class TitledRound {
 public:
  /// Keeps each once, whatever comes again. What is no number of a round or no date is passed over.
  void add_number(std::optional<int> number);
  void add_period(const std::optional<DateSpan>& period);

  bool has_numbers() const { return !numbers_.empty(); }
  std::optional<int> number() const;
  std::optional<DateSpan> period() const;
  /// That the text says another number than the one given; of `several` sheets that are read together none
  /// may say another. Empty where all is well.
  std::string difference_from(int given, bool several) const;
  /// What to do, where there is no number, or no period.
  std::string why_no_number() const;
  std::string why_no_period(int number) const;

 private:
  std::set<int> numbers_;
  std::vector<DateSpan> periods_;
};

}  // namespace sojourn::ingest

/// What the cells of a column look like, whatever its header says.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "ingest/values.hpp"

namespace sojourn::ingest {

/// Counted over a sheet's first rows. `missing` words do not count as filled.
class ColumnShape {
 public:
  void add(std::string_view cell, const MissingValues& missing);

  std::int64_t filled() const { return filled_; }
  /// Shares of the filled cells, 0 to 1.
  double counts() const { return share(counts_); }
  double decimals() const { return share(decimals_); }  ///< any number
  double degrees() const { return share(degrees_); }    ///< any number, or degrees with minutes
  double dates() const { return share(dates_); }        ///< with at least a month
  double answers() const { return share(answers_); }
  double codes() const { return share(codes_); }    ///< like P-codes: letters, then digits, no blanks
  double phones() const { return share(phones_); }  ///< like telephone numbers
  double emails() const { return share(emails_); }
  double fractions() const { return share(fractions_); }  ///< numbers with three decimals or more
  double lowest() const { return lowest_; }
  double highest() const { return highest_; }
  /// Different values, up to the most that are kept.
  const std::map<std::string, std::int64_t, std::less<>>& values() const { return values_; }
  /// Whether the same few short values come again and again, as codes and categories do.
  bool is_categorical() const;

 private:
  static constexpr std::size_t most_values = 60;
  double share(std::int64_t count) const {
    return filled_ == 0 ? 0 : static_cast<double>(count) / static_cast<double>(filled_);
  }
  std::int64_t filled_ = 0, counts_ = 0, decimals_ = 0, degrees_ = 0, dates_ = 0, answers_ = 0, codes_ = 0,
               phones_ = 0, emails_ = 0, fractions_ = 0;
  double lowest_ = 0, highest_ = 0;
  bool overflowed_ = false;  ///< more different values than are kept
  std::map<std::string, std::int64_t, std::less<>> values_;
};

}  // namespace sojourn::ingest

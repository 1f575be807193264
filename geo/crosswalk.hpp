/// From one scheme of areas to another: an older vintage's codes to today's, or another publisher's.
#pragma once

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "geo/boundary_set.hpp"

namespace sojourn::geo {

/// The share of an area of one scheme that lies in an area of the other.
struct CrosswalkShare {
  std::string to;
  double share = 1;  ///< above 0, at most 1
};

/// Text of a crosswalk that cannot be read; the message names the line.
class CrosswalkError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Shares by code. What one code stands for adds up to 1: codes are compared as they are, but for case and
/// blanks around them.
class Crosswalk {
 public:
  /// CSV with a header: `from`, `to` and perhaps `share` (1 where it is missing or blank; else shares of one
  /// code are brought to a sum of 1). Other columns are ignored. Throws CrosswalkError.
  static Crosswalk parse(std::string_view csv);
  /// From the areas of `level` in `from` to those in `to`, by the area that they share on the map. Overlaps
  /// below a hundredth of an area are taken for borders drawn differently. Areas without geometry go to the
  /// same code.
  static Crosswalk from_overlap(const BoundarySet& from, const BoundarySet& to, int level);

  void add(std::string_view from, std::string to, double share);
  /// The largest share first; empty if the code is not known.
  const std::vector<CrosswalkShare>& find(std::string_view from) const;
  /// Whether any code stands for several.
  bool splits() const;
  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }
  std::size_t memory_bytes() const;
  /// The form that parse() reads.
  std::string csv() const;

 private:
  void settle();
  struct Entry {
    std::string from;  ///< as it was written first
    std::vector<CrosswalkShare> shares;
  };
  std::map<std::string, Entry, std::less<>> entries_;  ///< by the code in lower case
};

/// A whole number in parts: each its share rounded down, and what is left to those whose remainder is largest
/// (ties: the earlier), so that the parts add up exactly. Shares are weights, none below 0; all 0 counts as
/// all alike. No shares give no parts. For counts from 0.
std::vector<std::int64_t> apportion(std::int64_t total, const std::vector<double>& shares);

}  // namespace sojourn::geo

/// What a round says about every area of a boundary set, before it is laid out as blocks.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "model/area_sums.hpp"
#include "model/round_data.hpp"

namespace sojourn::model {

enum class Coverage : std::uint8_t { none, partial, full };
std::string_view to_string(Coverage coverage);

/// The five reasons, as fields of locations and areas.
std::span<const std::string_view> reason_fields();

class AreaFigures {
 public:
  AreaFigures(const RoundContent& content, const std::vector<OriginFlow>& flows);

  /// Measures by field name; a field that no row states is absent.
  const std::map<std::string_view, AreaSums>& measures() const { return measures_; }
  Coverage coverage(std::uint32_t area) const { return coverage_[area]; }
  /// The one basis of all figures in the area, `mixed` if there are several; empty if none is stated.
  /// `below` false: of what is known to the area and no deeper.
  std::string_view basis(std::string_view field, std::uint32_t area, bool below) const;
  /// The five reasons of an area: they add up to its IDPs, or nothing. People without a stated reason are in
  /// the last, `unknown_reason_individuals`.
  std::optional<std::array<std::int64_t, 5>> reasons(std::uint32_t area, bool below) const;

 private:
  AreaSums& sums(std::string_view field);
  void add_rows();
  void add_needs();
  void add_reasons();
  void add_flows(const std::vector<OriginFlow>& flows);
  using Shared = std::map<std::uint32_t, std::int64_t>;  ///< people by the lowest area that holds both ends
  void add_within(const std::vector<OriginFlow>& flows);
  void add_counted(std::uint32_t area, std::int64_t people, const Shared& shared);
  void find_coverage();
  void find_bases();

  const RoundContent& content_;
  std::map<std::string_view, AreaSums> measures_;
  std::vector<Coverage> coverage_;
  struct Bases {
    std::vector<std::string_view> direct;
    std::vector<std::string_view> total;
  };
  std::map<std::string_view, Bases> bases_;
};

}  // namespace sojourn::model

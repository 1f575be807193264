/// From rows about people in need to one plan's areas: a feature for each area, a field for each figure.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "ingest/dataset_reader.hpp"
#include "ingest/finding_log.hpp"
#include "ingest/place_notes.hpp"
#include "ingest/placer.hpp"
#include "ingest/round_plan.hpp"
#include "ingest/row_checks.hpp"
#include "model/round_draft.hpp"

namespace sojourn::ingest {

/// Totals of all people of an area are kept. Rows about a part of them (by sex, age or group) are counted as
/// rejected, with their reason. Nothing is added up: neither clusters, nor parts, nor levels.
class NeedBuilder {
 public:
  NeedBuilder(const SourceTable& table, const RoundPlan& plan,
              std::shared_ptr<const geo::BoundarySet> boundaries);

  /// Reads, checks and adds one row of the source table. `level`: what the row says it is about; -1: nothing.
  void add(std::uint32_t table_row, int level);
  /// Call once, after the last row.
  model::RoundDraft finish();
  FindingLog& log() { return log_; }

 private:
  /// A field of the schema and its value.
  using Figure = std::pair<std::size_t, std::int64_t>;
  struct Feature {
    std::uint32_t area = 0;
    std::string name;
    std::string parent;
    PlacedBy by = PlacedBy::nothing;
    double confidence = 0;
    std::int64_t row = 0;  ///< the first of the file about it
    std::map<std::size_t, std::int64_t> figures;
    std::vector<std::pair<std::string, std::string>> restricted;
  };
  /// By level, then code.
  using FeatureKey = std::pair<int, std::string>;

  std::optional<Rejection> check(std::uint32_t table_row, int level);
  std::optional<Rejection> check_counts() const;
  std::optional<Rejection> check_place(int level) const;
  std::optional<Rejection> check_sector();
  std::optional<Rejection> collect_figures();
  void add_figure(std::string_view figure, std::optional<std::int64_t> value);
  std::optional<FeatureKey> place(Feature& feature);
  std::optional<Rejection> store(const FeatureKey& key, Feature& feature);
  void reject(const Rejection& rejection);
  void note_codes();
  void check_feature(const FeatureKey& key, const Feature& feature);
  void write_feature(const FeatureKey& key, const Feature& feature);
  void finish_totals();
  std::string_view sector() const { return record_.need_inputs[0]; }

  const SourceTable& table_;
  const Profile& profile_;
  Placer placer_;
  DatasetReader reader_;
  FindingLog log_;
  PlaceNotes notes_;
  DatasetRecord record_;
  std::vector<Figure> figures_;  ///< of the row at hand
  std::map<FeatureKey, Feature> features_;
  std::unordered_set<std::uint64_t> seen_rows_;
  model::RoundDraft draft_;
};

}  // namespace sojourn::ingest

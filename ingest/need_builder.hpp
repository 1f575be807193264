/// From rows about people in need to one plan's areas: a feature for each area, a field for each figure.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ingest/dataset_reader.hpp"
#include "ingest/finding_log.hpp"
#include "ingest/fingerprint_set.hpp"
#include "ingest/place_notes.hpp"
#include "ingest/placer.hpp"
#include "ingest/round_plan.hpp"
#include "ingest/row_checks.hpp"
#include "model/round_draft.hpp"

namespace sojourn::ingest {

/// Totals of all people of an area are kept. Rows about a part of them (by sex, age or group) are counted as
/// rejected, with their reason. Nothing is added up: neither clusters, nor parts, nor levels. Rows that
/// contradict each other are all rejected, so that their order decides nothing.
class NeedBuilder {
 public:
  NeedBuilder(const SourceTable& table, const RoundPlan& plan,
              std::shared_ptr<const geo::BoundarySet> boundaries);

  /// Reads, checks and adds one row of the source table. `level`: what the row says it is about; -1: nothing.
  /// `refused` (may be null): why it does not count, whatever else it says.
  void add(std::uint32_t table_row, int level, const Rejection* refused = nullptr);
  /// Call once, after the last row.
  model::RoundDraft finish();
  FindingLog& log() { return log_; }

 private:
  /// A field of the schema and its value.
  using Figure = std::pair<std::size_t, std::int64_t>;
  /// What rows say of one figure: two values contradict each other.
  struct Stated {
    std::int64_t lowest = 0;
    std::int64_t highest = 0;
  };
  struct Feature {
    std::uint32_t area = 0;
    std::string name;
    std::string parent;
    PlacedBy by = PlacedBy::nothing;
    double confidence = 0;
    std::int64_t row = 0;  ///< the first of the file about it
    std::map<std::size_t, Stated> stated;
    std::map<std::size_t, std::int64_t> figures;  ///< of the rows that count
    std::set<std::pair<std::string, std::string>> restricted;
  };
  /// By level, then code.
  using FeatureKey = std::pair<int, std::string>;
  using Features = std::map<FeatureKey, Feature>;
  /// Nothing contradicts it so far; rows to come may.
  struct Row {
    std::int64_t number = 0;
    std::int64_t people = 0;
    const SourceColumn* place_column = nullptr;
    Features::value_type* feature = nullptr;
    std::vector<Figure> figures;
    std::vector<std::pair<std::string_view, std::string_view>> restricted;
  };

  std::optional<Rejection> check(std::uint32_t table_row, int level);
  std::optional<Rejection> check_counts() const;
  std::optional<Rejection> check_place(int level) const;
  std::optional<Rejection> check_sector();
  std::optional<Rejection> collect_figures();
  void add_figure(std::string_view figure, std::optional<std::int64_t> value);
  std::optional<Rejection> place(FeatureKey& key, Feature& feature);
  std::optional<Rejection> place_unknown(int level, FeatureKey& key, Feature& feature);
  void keep(const FeatureKey& key, const Feature& feature);
  std::int64_t people_in_need() const;
  void reject(const Rejection& rejection, std::int64_t row, std::int64_t people);
  void note_codes();
  void settle();
  static std::optional<Rejection> contradiction(const Row& row, const std::set<std::string>& ambiguous);
  std::set<std::string> codes_of_several_levels() const;
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
  Features features_;
  std::vector<Row> rows_;
  FingerprintSet seen_rows_;
  model::RoundDraft draft_;
};

}  // namespace sojourn::ingest

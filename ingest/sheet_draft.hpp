/// One sheet, read as if one of its rows were the header, or as if it had none.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ingest/column_shape.hpp"
#include "ingest/profile_draft.hpp"

namespace sojourn::ingest {

class SheetDraft {
 public:
  /// `header` is an index into the sample's rows. Shapes are taken from so many rows.
  SheetDraft(const SheetSample& sheet, const Profile& vocabulary, std::optional<std::size_t> header,
             std::size_t rows);

  /// The more columns are understood the better; counts weigh most.
  double score() const;
  /// How sure it is that the rows are of the vocabulary's collection (0: they are not), and by which fields.
  std::pair<double, std::vector<std::string>> recognised() const;
  ProfileDraft finish(const std::string& file, bool has_header);

 private:
  DraftColumn column(std::size_t i) const;
  void name_columns();
  std::size_t first_of(const std::string& plain) const;
  void settle_codes();
  void settle_need();
  bool names_a_cluster(const DraftColumn& column) const;
  bool is_of_all_clusters(const DraftColumn& column) const;
  void settle_doubles();
  void take_for_another_level(DraftColumn& one) const;
  std::string country() const;

  const SheetSample& sheet_;
  const Profile& vocabulary_;
  MissingValues missing_;
  std::vector<ColumnShape> shapes_;
  std::vector<HeaderCell> cells_;
  std::vector<DraftColumn> columns_;
  std::int64_t header_row_ = 0;
};

}  // namespace sojourn::ingest

/// Rounds as rows of COPY, both ways: assessments, origins, area figures, findings.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/progress.hpp"
#include "model/round_draft.hpp"
#include "sql/connection.hpp"
#include "sql/copy_binary.hpp"

namespace sojourn::sql {

/// Positions of the stored fields that have a value in at least one of the first rows, so many of them.
std::vector<std::size_t> reported_fields(const model::TableBuilder& table, std::size_t rows);
/// The positions of a collection's fields by their names; a name that this program does not know throws
/// Error.
std::vector<std::size_t> fields_by_name(model::Collection collection, const std::vector<std::string>& names);
std::vector<std::string> names_of(model::Collection collection, const std::vector<std::size_t>& fields);

/// Rows without shapes of their own in COPY's binary format.
class RowEncoder {
 public:
  /// Asks the database for the types of the round's table.
  RowEncoder(Connection& connection, model::Collection collection, std::int64_t round_id,
             const std::vector<std::size_t>& fields);

  const std::string& statement() const { return statement_; }
  /// `restricted`: the document of its restricted values, empty without any.
  void add(const model::RoundContent& content, std::size_t row, std::string_view restricted);
  /// What was added, to be cleared by who has sent it.
  std::string& buffer() { return writer_.buffer(); }

 private:
  bool points_;
  std::vector<std::size_t> fields_;
  std::string statement_;
  BinaryCopyWriter writer_;
};

/// Into the tables of the round: those of its own, and the shared ones. The rows are assessments, or what a
/// dataset of another kind holds.
void copy_table_rows(Connection& connection, const model::RoundDraft& draft, std::int64_t round_id,
                     const std::vector<std::size_t>& fields, const model::ProgressSink& progress = {});
void copy_origins(Connection& connection, const model::RoundContent& content, std::int64_t round_id);
void copy_area_figures(Connection& connection, const model::RoundContent& content, std::int64_t round_id);
void copy_secondary(Connection& connection, const model::RoundContent& content, std::int64_t round_id);
void copy_findings(Connection& connection, const model::RoundDraft& draft, std::int64_t round_id);
void copy_rejected(Connection& connection, const model::RoundDraft& draft, std::int64_t round_id);

/// From the schema `published` into the content, whose `round` and `boundaries` are set. Throws Error for
/// rows that do not fit them.
void read_table_rows(Connection& connection, model::RoundContent& content, std::int64_t round_id,
                     const std::vector<std::size_t>& fields);
void read_origins(Connection& connection, model::RoundContent& content, std::int64_t round_id);
void read_area_figures(Connection& connection, model::RoundContent& content, std::int64_t round_id);
void read_secondary(Connection& connection, model::RoundContent& content, std::int64_t round_id);

}  // namespace sojourn::sql

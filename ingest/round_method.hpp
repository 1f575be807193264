/// How the people of a round were counted, of all that may say it.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "ingest/finding_log.hpp"
#include "ingest/import.hpp"
#include "ingest/source_table.hpp"
#include "model/round_content.hpp"

namespace sojourn::ingest {

/// Asks a column, the options, titles and the profile, in this order. All that it is made of has to outlive
/// it.
class RoundMethod {
 public:
  /// `reasons`: where it is said what the user has to say.
  RoundMethod(const SourceTable& table, const ImportOptions& options, FindingLog& log,
              std::set<std::string>& reasons);

  /// `cell`: of the column of methods; may be empty. Nothing where nobody says it, or two say different ones,
  /// and a reason for that.
  std::optional<model::Method> find(std::string_view cell);

 private:
  std::optional<model::Method> of_dataset();
  std::optional<model::Method> titled() const;
  std::optional<model::Method> contradicted_by(model::Method titled);
  std::optional<model::Method> assumed();

  const SourceTable& table_;
  const Profile& profile_;
  const ImportOptions& options_;
  FindingLog& log_;
  std::set<std::string>& reasons_;
};

}  // namespace sojourn::ingest

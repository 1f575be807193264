/// What the corpora of broken files share: whatever a file holds, it is read as far as its totals hold, or
/// refused with reasons.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ingest/support/small_import.hpp"
#include "ingest/support/workbook.hpp"
#include "support/catch.hpp"

namespace sojourn::test {

/// What no answer may ever hold: it stands in a file beside the source.
inline const std::string secret = "4A7-canary-of-another-file";

struct Hostile {
  std::string name;
  std::string bytes;
};

/// A round that was read adds up: nothing was lost between the file and the draft.
inline void check_round(const model::RoundDraft& draft) {
  const auto& totals = draft.content.round.totals;
  CHECK(totals.rows_read == totals.rows_accepted + totals.rows_rejected);
  for (const auto& finding : draft.findings) CHECK_FALSE(contains(finding.message, secret));
  const auto& assessments = draft.content.assessments;
  for (std::size_t field = 0; field < assessments.fields().size(); ++field)
    for (std::size_t row = 0; row < assessments.rows(); ++row)
      if (const auto& column = assessments.column(field);
          column.type() == model::FieldType::text && !column.is_null(row))
        CHECK_FALSE(contains(std::string(column.text(row)), secret));
  if (!model::is_assessment(draft.content.round.key.method)) return;
  const auto& people = draft.content.assessments.column("idps_individuals");
  std::int64_t sum = 0;
  for (std::size_t row = 0; row < people.size(); ++row) sum += people.is_null(row) ? 0 : people.integer(row);
  CHECK(sum == totals.individuals);
  CHECK(totals.individuals <= totals.individuals_read);
}

/// Reads a file that may hold anything. Nothing but a refusal may be thrown.
inline void take(SmallImport& import, const std::filesystem::path& file) {
  import.options.limits.cpu_seconds = 20;
  import.options.limits.wall_seconds = 300;
  try {
    for (const auto& draft : import.file(file).drafts) check_round(draft);
  } catch (const ingest::ImportRefused& refusal) {
    REQUIRE_FALSE(refusal.reasons().empty());
    for (const auto& reason : refusal.reasons()) {
      INFO(reason);
      CHECK(reason.size() > 10);
      CHECK_FALSE(contains(reason, secret));
      CHECK_FALSE(contains(reason, "of processor time"));
      CHECK_FALSE(contains(reason, "crashed the reader"));
      CHECK_FALSE(contains(reason, "ended early"));
    }
  }
}

inline void take(SmallImport& import, const std::string& name, const std::string& bytes) {
  take(import, import.folder.write(name, bytes));
}

inline std::string zip_bytes(const SmallImport& import,
                             const std::vector<std::pair<std::string, std::string>>& entries) {
  const auto path = import.folder.path() / "made.zip";
  write_zip(path, entries);
  return file_bytes(path);
}

inline std::string nested(std::string_view open, std::string_view close, std::size_t depth) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += open;
  for (std::size_t i = 0; i < depth; ++i) text += close;
  return text;
}

/// XML whose entities unfold to 10^11 words.
inline std::string entities(const std::string& around_open = "<x>",
                            const std::string& around_close = "</x>") {
  std::string text = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a0 \"people\">";
  for (int i = 1; i < 12; ++i) {
    text += "<!ENTITY a" + std::to_string(i) + " \"";
    for (int j = 0; j < 10; ++j) text += "&a" + std::to_string(i - 1) + ";";
    text += "\">";
  }
  return text + "]>" + around_open + "&a11;" + around_close;
}

}  // namespace sojourn::test

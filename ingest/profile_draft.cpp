#include "ingest/profile_draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ingest/draft_guess.hpp"
#include "ingest/draft_titles.hpp"
#include "ingest/error.hpp"
#include "ingest/sheet_draft.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

constexpr std::size_t header_search_rows = 40;
constexpr std::size_t rows_to_choose_by = 100;

/// A row of headers is made of texts, and of more of them than of anything else.
bool may_be_header(const SampleRow& row) {
  std::size_t texts = 0;
  std::size_t others = 0;
  for (const auto& cell : row.cells)
    if (!cell.empty()) ++(parse_decimal(cell) ? others : texts);
  return texts >= 2 && texts > others * 2;
}

struct Choice {
  const Profile* vocabulary = nullptr;
  const SheetSample* sheet = nullptr;
  std::optional<std::size_t> header;
  double score = -1;
  bool has_required = false;

  // A list of all areas beside the records may know more columns, and has nobody in them.
  auto rank() const { return std::pair(has_required, score); }
};

/// As a round anything may be drafted, as another collection only what has what makes it one.
void consider(const SheetSample& sheet, std::optional<std::size_t> header, double factor,
              const Profile& vocabulary, Choice& best) {
  const SheetDraft draft(sheet, vocabulary, header, rows_to_choose_by);
  const bool is_round = vocabulary.collection == model::Collection::locations;
  const bool has_required = draft.recognised().first >= trusted_guess;
  if (!is_round && !has_required) return;
  const Choice choice{&vocabulary, &sheet, header, factor * draft.score(), has_required};
  if (choice.rank() > best.rank()) best = choice;
}

Choice choose(std::span<const SheetSample> sheets, const Profile& vocabulary) {
  Choice best;
  for (const auto& sheet : sheets) {
    if (sheet.rows.empty()) continue;
    for (std::size_t at = 0; at < std::min(sheet.rows.size(), header_search_rows); ++at)
      if (may_be_header(sheet.rows[at])) consider(sheet, at, sheet.joined ? 0.9 : 1, vocabulary, best);
    // Only where no row is a header at all.
    if (!sheet.joined && vocabulary.collection == model::Collection::locations)
      consider(sheet, std::nullopt, 0.5, vocabulary, best);
  }
  return best;
}

}  // namespace

ProfileDraft draft_profile(std::span<const SheetSample> sheets, std::span<const Profile> vocabularies,
                           const std::string& file) {
  Choice choice;
  for (const auto& vocabulary : vocabularies)
    if (const auto best = choose(sheets, vocabulary); best.score > choice.score) choice = best;
  if (choice.sheet == nullptr) throw ImportRefused(fmt::format("{} has no rows", file));
  SheetDraft best(*choice.sheet, *choice.vocabulary, choice.header, choice.sheet->rows.size());
  auto draft = best.finish(file, choice.header.has_value());
  read_titles(sheets, *choice.sheet, draft);
  return draft;
}

}  // namespace sojourn::ingest

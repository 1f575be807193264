#include "ingest/draft_guess.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "ingest/header_grammar.hpp"
#include "ingest/header_words.hpp"

namespace sojourn::ingest {
namespace {

/// How sure each sign is.
constexpr double by_hashtag = 0.97;
constexpr double by_name = 0.95;
constexpr double by_heading = 0.9;
constexpr double by_question = sure_by_question;
constexpr double by_words = 0.85;
constexpr double by_pattern = 0.75;

bool names(const ProfileColumn& column, const std::string& text) {
  return !text.empty() && std::ranges::find(column.headers, text) != column.headers.end();
}

bool resembles(const ProfileColumn& column, const std::string& text) {
  return !text.empty() && std::ranges::any_of(column.headers, [&](const auto& header) {
    return header.find('*') != std::string::npos && fits_pattern(text, header) &&
           !counts_something_else(column.field, text);
  });
}

Guess guess(const ProfileColumn& column, const HeaderCell& cell) {
  if (!cell.hashtag.empty() &&
      std::ranges::any_of(column.hxl, [&](const auto& pattern) { return pattern.matches(cell.hashtag); }))
    return {&column, by_hashtag, "its hashtag"};
  if (!cell.is_repeated && names(column, cell.plain)) return {&column, by_name, "its header"};
  if (names(column, cell.combined)) return {&column, by_heading, "its header and the heading above"};
  if (cell.is_repeated) return {};
  if (names(column, cell.question)) return {&column, by_question, "its header without the form's groups"};
  const bool is_share = cell.raw.find('%') != std::string::npos;
  for (const auto& text : {cell.plain, cell.question})
    if (!is_share && count_named_by_words(text) == column.field)
      return {&column, by_words, "the words of its header"};
  if (resembles(column, cell.plain) || resembles(column, cell.question))
    return {&column, by_pattern, "words in its header"};
  return {};
}

/// `HH` stands under `IDPs` and again under `Returnees`: it is read as if it said whose they are.
HeaderCell with_group(const Profile& vocabulary, HeaderCell cell) {
  constexpr std::pair<std::string_view, std::string_view> said[] = {
      {"idps", "idp "}, {"returnees", "returnee "}, {"host", "host community "}, {"migrants", "migrant "}};
  const auto* groups = vocabulary.code_list("group");
  const auto group = groups != nullptr ? groups->find(cell.heading) : std::string_view();
  for (const auto& [code, words] : said)
    if (code == group) cell.combined = std::string(words) + cell.plain;
  return cell;
}

/// How well cells agree with a meaning, as a factor of its confidence.
double agreement(model::Collection collection, const ProfileColumn& meaning, const ColumnShape& shape) {
  const std::string_view field = meaning.field;
  const auto needs = [](double share) { return share >= 0.9 ? 1.02 : share >= 0.6 ? 0.85 : 0.3; };
  if (shape.filled() == 0) return 0.8;
  if (is_count_field(collection, meaning.field)) return needs(shape.counts());
  if (field == "latitude" || field == "longitude") {
    const double limit = field == "latitude" ? 90 : 180;
    return needs(shape.degrees()) * (shape.lowest() < -limit || shape.highest() > limit ? 0.5 : 1);
  }
  if (field == "household_size") return needs(shape.decimals());
  if (field == "country")  // its code rather than its name, where there are both
    return std::ranges::all_of(shape.values(), [](const auto& one) { return one.first.size() <= 3; }) ? 1.02
                                                                                                      : 0.95;
  if (field == "assessed_on" || field == "period_start" || field == "period_end")
    return needs(std::max(shape.dates(), shape.counts() > 0.9 && shape.lowest() > 30'000 ? 1.0 : 0.0));
  if (field.starts_with("access_")) return needs(shape.answers());
  if (field.starts_with("severity_") || field == "level") return needs(shape.counts());
  if (field.starts_with("admin") && field.ends_with("_name")) return shape.decimals() > 0.5 ? 0.4 : 1;
  if (field.starts_with("admin") && field.ends_with("_code")) return shape.codes() > 0.8 ? 1.02 : 0.95;
  return 1;
}

// Women in need are no displaced women.
bool counts_needs(std::string_view hashtag) {
  return hashtag.starts_with("#inneed") || hashtag.starts_with("#targeted") ||
         hashtag.starts_with("#reached");
}

}  // namespace

Guess guess_of(const ProfileColumn& meaning, const Profile& vocabulary, const HeaderCell& cell,
               const ColumnShape& shape) {
  if (vocabulary.collection == model::Collection::locations && counts_needs(cell.hashtag)) return {};
  auto one = cell.is_repeated ? guess(meaning, with_group(vocabulary, cell)) : guess(meaning, cell);
  if (one.meaning != nullptr)
    one.confidence = std::min(0.99, one.confidence * agreement(vocabulary.collection, meaning, shape));
  return one;
}

Guess guess_meaning(const Profile& vocabulary, const HeaderCell& cell, const ColumnShape& shape) {
  Guess best;
  for (const auto& meaning : vocabulary.column)
    if (const auto one = guess_of(meaning, vocabulary, cell, shape); one.confidence > best.confidence)
      best = one;
  return best;
}

std::string about_persons(const Profile& vocabulary, const HeaderCell& cell, const ColumnShape& shape) {
  if (shape.emails() > 0.1) return "email";
  if (shape.phones() > 0.5) return "phone";
  if (cell.raw.empty()) return {};
  // What is known by its whole name is no remark: `Other` beside `Camp` may be a count.
  const auto* list = vocabulary.code_list("personal");
  const auto kind = list == nullptr ? std::string_view() : list->find(cell.raw);
  if (kind == "remark" && shape.filled() > 0 && shape.counts() > 0.9) return {};
  return std::string(kind);
}

}  // namespace sojourn::ingest

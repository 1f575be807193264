#include "geo/similar_names.hpp"

#include <edlib.h>

#include <algorithm>
#include <string>

namespace sojourn::geo {
namespace {

/// What is less alike is proposed, never taken.
constexpr double enough = 0.82;
/// What is not to be taken, however alike.
constexpr double doubtful = 0.8;
/// The next best has to be that much less alike, so that nobody could mean it.
constexpr double margin = 0.08;
/// `FCT` of Federal Capital Territory.
constexpr double abbreviated = 0.9;
/// In shorter names one other letter makes another place.
constexpr std::size_t shortest = 6;
/// `Biu` and `Bayo` sound alike and are two places.
constexpr double least_likeness = 0.6;
/// Lists cut long names off.
constexpr std::size_t shortest_cut = 14;
/// Fewer consonants say too little.
constexpr std::size_t fewest_consonants = 3;

// 1 less the share of letters that have to be changed (Levenshtein); 0 where that is below what anybody is
// told of, which is soon known.
double likeness(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return 0;
  if (a == b) return 1;
  const auto longer = static_cast<double>(std::max(a.size(), b.size()));
  const auto most = static_cast<int>((1 - SimilarNames::least_similarity) * longer + 1);
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > static_cast<std::size_t>(most)) return 0;
  const auto result = edlibAlign(a.data(), static_cast<int>(a.size()), b.data(), static_cast<int>(b.size()),
                                 edlibNewAlignConfig(most, EDLIB_MODE_NW, EDLIB_TASK_DISTANCE, nullptr, 0));
  const bool known = result.status == EDLIB_STATUS_OK && result.editDistance >= 0;
  const auto distance = static_cast<double>(result.editDistance);
  edlibFreeAlignResult(result);
  return known ? 1 - distance / longer : 0;
}

bool is_cut(const std::string& a, const std::string& b) {
  const auto& shorter = a.size() < b.size() ? a : b;
  const auto& longer = a.size() < b.size() ? b : a;
  return shorter.size() >= shortest_cut && longer.starts_with(shorter);
}

bool is_abbreviation(const NameForm& shorter, const NameForm& longer) {
  return !longer.initials.empty() && shorter.plain == longer.initials && shorter.distinctions.empty();
}

// Arabic script beside Latin: vowels cannot be compared.
double across_scripts(const NameForm& a, const NameForm& b) {
  if (std::min(a.consonants.size(), b.consonants.size()) < fewest_consonants)
    return !a.consonants.empty() && a.consonants == b.consonants ? doubtful : 0;
  return 0.95 * likeness(a.consonants, b.consonants);
}

}  // namespace

double similarity(const NameForm& a, const NameForm& b) {
  if (a.empty() || b.empty()) return 0;
  double best = 0;
  if (a.without_vowels != b.without_vowels) {
    best = across_scripts(a, b);
  } else {
    const bool same_sound = a.sound == b.sound || a.sorted_sound == b.sorted_sound;
    best = std::max({likeness(a.plain, b.plain), 0.98 * likeness(a.sound, b.sound),
                     0.97 * likeness(a.sorted_sound, b.sorted_sound), is_cut(a.plain, b.plain) ? 0.95 : 0.0});
    const bool is_short = std::min(a.plain.size(), b.plain.size()) < shortest;
    if (is_short && (!same_sound || likeness(a.plain, b.plain) < least_likeness))
      best = std::min(best, doubtful);
  }
  if (is_abbreviation(a, b) || is_abbreviation(b, a)) return abbreviated;
  return a.distinctions == b.distinctions ? best : std::min(best, doubtful);
}

const std::vector<NameForm>& SimilarNames::forms_of(std::uint32_t area) {
  const auto [found, fresh] = forms_.try_emplace(area);
  if (!fresh) return found->second;
  const auto& known = set_->area(area);
  const auto add = [&](const std::string& name) {
    if (auto form = former_.form(name); !form.empty()) found->second.push_back(std::move(form));
  };
  add(known.name);
  add(known.name_local);
  for (const auto& name : known.other_names) add(name);
  return found->second;
}

double SimilarNames::similarity(const NameForm& name, std::uint32_t area) {
  double best = 0;
  for (const auto& form : forms_of(area)) best = std::max(best, geo::similarity(name, form));
  return best;
}

std::vector<SimilarName> SimilarNames::near(std::string_view name, int level, std::uint32_t within,
                                            std::size_t most) {
  std::vector<SimilarName> near;
  if (level < 1 || level >= level_count) return near;
  const auto form = former_.form(name);
  if (form.empty()) return near;
  const auto [first, last] = set_->level_range(level);
  const int above = set_->area(within).level;
  for (auto area = first; area < last; ++area) {
    if (set_->ancestor(area, above) != within) continue;
    const auto alike = similarity(form, area);
    if (alike >= least_similarity) near.push_back({area, alike});
  }
  std::ranges::stable_sort(near, [](const auto& a, const auto& b) { return a.similarity > b.similarity; });
  if (near.size() > most) near.resize(most);
  return near;
}

std::uint32_t SimilarNames::clearly_best(const std::vector<SimilarName>& near) {
  if (near.empty() || near.front().similarity < enough) return no_area;
  if (near.size() > 1 && near.front().similarity - near[1].similarity < margin) return no_area;
  return near.front().area;
}

}  // namespace sojourn::geo

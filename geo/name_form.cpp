#include "geo/name_form.hpp"

#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/utrans.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "geo/gazetteer.hpp"

namespace sojourn::geo {
namespace {

using Replacement = std::pair<std::string_view, std::string_view>;

/// What a division is called tells no place from another; neither do articles.
constexpr auto generic_words = std::to_array<std::string_view>(
    {"al",         "el",     "an",         "ar",      "as",           "ash",         "at",
     "ad",         "az",     "the",        "of",      "de",           "du",          "des",
     "la",         "le",     "les",        "state",   "province",     "governorate", "region",
     "district",   "county", "department", "commune", "municipality", "lga",         "local",
     "government", "area",   "ward",       "council", "metropolitan", "metropolis",  "muhafazat",
     "mohafazat",  "qada",   "nahiyat",    "mhafzh",  "mhafzt",       "qda",         "nahyh"});

/// Words that a list may write in several languages, and that are never near each other.
constexpr auto distinct_words = std::to_array<Replacement>(
    {{"north", "north"},    {"nord", "north"},     {"northern", "north"}, {"south", "south"},
     {"sud", "south"},      {"southern", "south"}, {"east", "east"},      {"est", "east"},
     {"eastern", "east"},   {"west", "west"},      {"ouest", "west"},     {"western", "west"},
     {"central", "centre"}, {"centre", "centre"},  {"center", "centre"},  {"upper", "upper"},
     {"lower", "lower"},    {"new", "new"},        {"old", "old"},        {"shmal", "north"},
     {"jnwb", "south"},     {"shrq", "east"},      {"ghrb", "west"}});

constexpr auto roman_numbers = std::to_array<Replacement>({{"i", "1"},
                                                           {"ii", "2"},
                                                           {"iii", "3"},
                                                           {"iv", "4"},
                                                           {"v", "5"},
                                                           {"vi", "6"},
                                                           {"vii", "7"},
                                                           {"viii", "8"},
                                                           {"ix", "9"},
                                                           {"x", "10"}});

/// Longer ones first: each stands for one sound that transliterations write differently.
constexpr auto sounds = std::to_array<Replacement>(
    {{"tch", "s"}, {"sch", "s"}, {"sh", "s"}, {"ch", "s"}, {"kh", "h"}, {"gh", "g"}, {"dh", "d"},
     {"th", "t"},  {"ph", "f"},  {"ck", "k"}, {"dj", "j"}, {"zh", "j"}, {"ts", "s"}, {"ou", "u"},
     {"oo", "u"},  {"ee", "i"},  {"ei", "i"}, {"ai", "i"}, {"ay", "i"}, {"ey", "i"}, {"ie", "i"},
     {"aw", "u"},  {"au", "u"},  {"uw", "u"}, {"iy", "i"}, {"c", "k"},  {"q", "k"},  {"e", "i"},
     {"y", "i"},   {"o", "u"},   {"w", "u"},  {"v", "f"}});

bool is_vowel(char c) {
  return c == 'a' || c == 'i' || c == 'u';
}

bool is_number(std::string_view word) {
  return std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

template <std::size_t size>
std::string_view replaced(const std::array<Replacement, size>& list, std::string_view word) {
  const auto found = std::ranges::find(list, word, &Replacement::first);
  return found == list.end() ? std::string_view() : found->second;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  for (const char c : text) {
    const bool is_letter = c >= 'a' && c <= 'z';
    auto& word = words.back();
    // `Thawra2` and `Thawra 2`.
    const bool turns = !word.empty() && (is_letter || is_digit(c)) && is_digit(word.back()) != is_digit(c);
    if ((c == ' ' && !word.empty()) || turns) words.emplace_back();
    if (is_letter || is_digit(c)) words.back() += c;
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::string sound_of(std::string_view word) {
  std::string sound;
  while (!word.empty()) {
    const auto found =
        std::ranges::find_if(sounds, [&](const Replacement& one) { return word.starts_with(one.first); });
    const auto written = found == sounds.end() ? word.substr(0, 1) : found->second;
    for (const char c : written)
      if (sound.empty() || sound.back() != c) sound += c;
    word.remove_prefix(found == sounds.end() ? 1 : found->first.size());
  }
  // `Basra` and `Basrah`.
  if (sound.size() > 3 && sound.ends_with("ah")) sound.pop_back();
  return sound;
}

/// Letters that one script has and the other writes with a neighbour.
char shared_consonant(char c) {
  switch (c) {
    case 'p':
      return 'b';
    case 'z':
      return 'd';
    case 'j':
      return 'g';
    default:
      return c;
  }
}

std::string consonants_of(std::string_view sound) {
  std::string consonants;
  for (const char c : sound)
    if (!is_vowel(c) && (consonants.empty() || consonants.back() != shared_consonant(c)))
      consonants += shared_consonant(c);
  // The ta marbuta, which Latin script leaves out or writes as a vowel.
  if (consonants.size() > 1 && consonants.back() == 'h') consonants.pop_back();
  return consonants;
}

std::u16string wide(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  std::u16string result(text.size(), u'\0');
  std::int32_t length = 0;
  u_strFromUTF8WithSub(result.data(), static_cast<std::int32_t>(result.size()), &length, text.data(),
                       static_cast<std::int32_t>(text.size()), 0xFFFD, nullptr, &status);
  result.resize(U_FAILURE(status) != 0 ? 0 : static_cast<std::size_t>(length));
  return result;
}

bool has_script_without_vowels(const std::u16string& text) {
  for (std::size_t at = 0; at < text.size();) {
    UChar32 c = 0;
    U16_NEXT(text.data(), at, text.size(), c);
    UErrorCode status = U_ZERO_ERROR;
    const auto script = uscript_getScript(c, &status);
    if (script == USCRIPT_ARABIC || script == USCRIPT_HEBREW || script == USCRIPT_SYRIAC) return true;
  }
  return false;
}

// `M. C.`, `L.G.A.`: what a division is called, once more.
void drop_abbreviations(std::vector<std::string>& words) {
  const auto is_letter = [](const std::string& word) {
    return word.size() == 1 && (word[0] < '0' || word[0] > '9');
  };
  const auto is_numeral = [](const std::string& word) { return word == "i" || word == "v" || word == "x"; };
  std::vector<std::string> kept;
  for (auto at = words.begin(); at != words.end();) {
    const auto end = std::find_if_not(at, words.end(), is_letter);
    if (end - at < 2 || std::all_of(at, end, is_numeral)) {
      const auto until = std::max(end, at + 1);
      kept.insert(kept.end(), at, until);
      at = until;
    } else {
      at = end;
    }
  }
  if (!kept.empty()) words = std::move(kept);
}

std::string initials_of(const std::vector<std::string>& words) {
  std::string initials;
  if (words.size() >= 3)
    for (const auto& word : words) initials += word.front();
  return initials;
}

// Sorts out what tells places apart exactly; the rest is compared by likeness.
std::vector<std::string> take_distinctions(std::vector<std::string>& words) {
  std::vector<std::string> taken;
  std::erase_if(words, [&](const std::string& word) {
    auto known = replaced(roman_numbers, word);
    if (known.empty()) known = replaced(distinct_words, word);
    if (known.empty() && (word.size() == 1 || is_number(word))) known = word;
    if (!known.empty()) taken.emplace_back(known);
    return !known.empty();
  });
  std::ranges::sort(taken);
  return taken;
}

}  // namespace

struct NameFormer::Transliterator {
  Transliterator() {
    static constexpr std::u16string_view id = u"Any-Latin; Latin-ASCII; Lower";
    UErrorCode status = U_ZERO_ERROR;
    rules = utrans_openU(id.data(), static_cast<std::int32_t>(id.size()), UTRANS_FORWARD, nullptr, 0, nullptr,
                         &status);
    if (U_FAILURE(status) != 0)
      throw std::runtime_error(std::string("cannot transliterate names: ") + u_errorName(status));
  }
  ~Transliterator() { utrans_close(rules); }
  Transliterator(const Transliterator&) = delete;
  Transliterator& operator=(const Transliterator&) = delete;
  UTransliterator* rules = nullptr;
};

NameFormer::NameFormer() = default;
NameFormer::~NameFormer() = default;
NameFormer::NameFormer(NameFormer&&) noexcept = default;
NameFormer& NameFormer::operator=(NameFormer&&) noexcept = default;

std::string NameFormer::latin(std::u16string text) {
  if (transliterator_ == nullptr) transliterator_ = std::make_unique<Transliterator>();
  UErrorCode status = U_ZERO_ERROR;
  auto length = static_cast<std::int32_t>(text.size());
  // A letter becomes at most a few: `щ` is `shch`.
  text.resize(text.size() * 8 + 16);
  std::int32_t limit = length;
  utrans_transUChars(transliterator_->rules, text.data(), &length, static_cast<std::int32_t>(text.size()), 0,
                     &limit, &status);
  std::string result(static_cast<std::size_t>(length) * 3 + 1, '\0');
  std::int32_t bytes = 0;
  u_strToUTF8(result.data(), static_cast<std::int32_t>(result.size()), &bytes, text.data(), length, &status);
  if (U_FAILURE(status) != 0) return {};
  result.resize(static_cast<std::size_t>(bytes));
  return result;
}

NameForm NameFormer::form(std::string_view name) {
  NameForm form;
  const auto normalised = normalise_name(name);
  const bool ascii =
      std::ranges::all_of(normalised, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  const auto text = ascii ? std::u16string() : wide(normalised);
  form.without_vowels = has_script_without_vowels(text);
  auto words = words_of(ascii ? normalised : latin(text));
  // The article is a word of its own in Latin script only.
  if (form.without_vowels)
    for (auto& word : words)
      if (word.size() > 3 && word.starts_with("al")) word.erase(0, 2);
  form.initials = initials_of(words);
  drop_abbreviations(words);
  form.distinctions = take_distinctions(words);
  const auto all = words;
  std::erase_if(words, [](const std::string& word) {
    return std::ranges::find(generic_words, std::string_view(word)) != generic_words.end();
  });
  if (words.empty()) words = all;
  std::vector<std::string> by_sound;
  for (const auto& word : words) {
    form.plain += word;
    by_sound.push_back(sound_of(word));
    form.sound += by_sound.back();
    form.consonants += consonants_of(by_sound.back());
  }
  std::ranges::sort(by_sound);
  for (const auto& word : by_sound) form.sorted_sound += word;
  return form;
}

}  // namespace sojourn::geo

#include "demo/names.hpp"

#include <array>

namespace sojourn::demo {
namespace {

constexpr std::array<FixedName, 6> anduri = {{{"Arven", "أرفن"},
                                              {"Belkora", "بلكورة"},
                                              {"Cadris", "كدريس"},
                                              {"Dunmarsa", "دنمرسة"},
                                              {"Elvani", "إلفاني"},
                                              {"Farosh", "فاروش"}}};
constexpr std::array<FixedName, 6> kesmar = {{{"Ghelin", "غلين"},
                                              {"Haruneth", "هارونث"},
                                              {"Isvarel", "إسفاريل"},
                                              {"Jelaya", "جلايا"},
                                              {"Kettara", "كتارة"},
                                              {"Luvano", "لوفانو"}}};
constexpr std::array<FixedName, 5> talovar = {{{"Marovesh", "ماروفش"},
                                               {"Nortula", "نورتولة"},
                                               {"Olimba", "أوليمبا"},
                                               {"Pelora", "بلورا"},
                                               {"Qarimi", "قريمي"}}};
constexpr std::array<FixedName, 5> mirsan = {{{"Rosinda", "روسيندا"},
                                              {"Sulmera", "سلميرة"},
                                              {"Tivaro", "تيفارو"},
                                              {"Umbrin", "أمبرين"},
                                              {"Vessala", "فسالا"}}};
constexpr std::array<FixedName, 4> dorneth = {
    {{"Wadira", "وديرة"}, {"Yarimo", "ياريمو"}, {"Zelgani", "زلغاني"}, {"Brinoa", "برينوا"}}};
constexpr std::array<FixedName, 4> sahilune = {
    {{"Corvane", "كورفان"}, {"Drusha", "دروشة"}, {"Estomar", "إستومار"}, {"Fezalin", "فزالين"}}};

constexpr std::array<FirstLevel, 6> provinces = {{{{"Anduri", "أندوري"}, anduri},
                                                  {{"Kesmar", "كسمار"}, kesmar},
                                                  {{"Talovar", "تالوفار"}, talovar},
                                                  {{"Mirsan", "ميرسان"}, mirsan},
                                                  {{"Dorneth", "دورنث"}, dorneth},
                                                  {{"Sahilune", "ساحلون"}, sahilune}}};

constexpr std::array<Misspelling, 10> known_misspellings = {{{"Belkorah", "Belkora"},
                                                             {"Port Elvan", "Elvani"},
                                                             {"Harunath", "Haruneth"},
                                                             {"Ketara City", "Kettara"},
                                                             {"Luvanno", "Luvano"},
                                                             {"Nortulla", "Nortula"},
                                                             {"Karimi", "Qarimi"},
                                                             {"Tivarro", "Tivaro"},
                                                             {"Zelghani", "Zelgani"},
                                                             {"Stomar", "Estomar"}}};

constexpr std::array<FixedName, 18> onsets = {{{"b", "ب"},
                                               {"d", "د"},
                                               {"f", "ف"},
                                               {"g", "غ"},
                                               {"h", "ه"},
                                               {"j", "ج"},
                                               {"k", "ك"},
                                               {"l", "ل"},
                                               {"m", "م"},
                                               {"n", "ن"},
                                               {"r", "ر"},
                                               {"s", "س"},
                                               {"sh", "ش"},
                                               {"t", "ت"},
                                               {"v", "ف"},
                                               {"w", "و"},
                                               {"y", "ي"},
                                               {"z", "ز"}}};
constexpr std::array<FixedName, 5> vowels = {{{"a", "ا"}, {"e", ""}, {"i", "ي"}, {"o", "و"}, {"u", "و"}}};
constexpr std::array<FixedName, 10> endings = {{{"n", "ن"},
                                                {"r", "ر"},
                                                {"l", "ل"},
                                                {"m", "م"},
                                                {"sh", "ش"},
                                                {"th", "ث"},
                                                {"ra", "را"},
                                                {"ndo", "ندو"},
                                                {"lin", "لين"},
                                                {"", ""}}};

// Two open syllables and an ending: 81,000 names.
struct Parts {
  const FixedName& first_onset;
  const FixedName& first_vowel;
  const FixedName& second_onset;
  const FixedName& second_vowel;
  const FixedName& ending;
};

Parts parts_of(std::uint64_t number) {
  const auto pick = [&number](const auto& table) -> const FixedName& {
    const auto& chosen = table[number % table.size()];
    number /= table.size();
    return chosen;
  };
  const auto& a = pick(onsets);
  const auto& b = pick(vowels);
  const auto& c = pick(onsets);
  const auto& d = pick(vowels);
  return {a, b, c, d, pick(endings)};
}

}  // namespace

FixedName country_name() {
  return {"Selmora", "سلمورة"};
}

std::span<const FirstLevel> first_level() {
  return provinces;
}

std::span<const Misspelling> misspellings() {
  return known_misspellings;
}

void append_latin(std::uint64_t number, TextBuffer& out) {
  const auto parts = parts_of(number);
  const auto first = parts.first_onset.latin;
  out.push_back(static_cast<char>(first[0] - 'a' + 'A'));
  append(out, first.substr(1));
  for (const auto* part : {&parts.first_vowel, &parts.second_onset, &parts.second_vowel, &parts.ending})
    append(out, part->latin);
}

void append_arabic(std::uint64_t number, TextBuffer& out) {
  const auto parts = parts_of(number);
  for (const auto* part :
       {&parts.first_onset, &parts.first_vowel, &parts.second_onset, &parts.second_vowel, &parts.ending})
    append(out, part->arabic);
}

Name invented_name(std::uint64_t number) {
  TextBuffer latin;
  TextBuffer arabic;
  append_latin(number, latin);
  append_arabic(number, arabic);
  return {std::string(latin.view()), std::string(arabic.view())};
}

}  // namespace sojourn::demo

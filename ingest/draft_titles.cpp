#include "ingest/draft_titles.hpp"

#include <regex>

#include "ingest/dates.hpp"

namespace sojourn::ingest {

void read_titles(std::span<const SheetSample> sheets, const SheetSample& chosen, ProfileDraft& draft) {
  static const std::regex round(R"(\b(?:round|ronde|ronda|r)\s*[:#]?\s*(\d{1,3})\b)", std::regex::icase);
  static const std::pair<std::regex, const char*> methods[] = {
      {std::regex("site assessment|evaluation des sites", std::regex::icase), "site"},
      {std::regex("multi.?sectoral|location assessment|MSLA", std::regex::icase), "location"},
      {std::regex("event tracking|emergency tracking|flash", std::regex::icase), "event"},
      {std::regex("baseline|basline|master ?list", std::regex::icase), "baseline"}};
  static const std::regex period(
      R"(period of (.+?)(?: and includes|\.|$)|(\d{1,2}[^,;:]{0,12}(?:to|-).{1,14}20\d\d))",
      std::regex::icase);
  constexpr std::size_t longest = 400;  // std::regex recurses with the text's length
  const auto look = [&](const std::string& text) {
    std::smatch found;
    const auto piece = text.substr(0, longest);
    if (!draft.round && std::regex_search(piece, found, round)) draft.round = std::stoi(found[1].str());
    for (const auto& [pattern, method] : methods)
      if (draft.method.empty() && std::regex_search(piece, pattern)) draft.method = method;
    if (draft.period.empty() && std::regex_search(piece, found, period)) {
      const auto said = found[1].matched ? found[1].str() : found[2].str();
      if (parse_date(said)) draft.period = said;
    }
  };
  for (const auto& sheet : sheets) {
    if (sheet.joined) continue;
    look(sheet.name);
    for (const auto& row : sheet.rows) {
      if (sheet.name == chosen.name && row.number >= draft.header_row) break;
      for (const auto& cell : row.cells)
        if (!cell.empty()) look(cell);
    }
  }
}

}  // namespace sojourn::ingest

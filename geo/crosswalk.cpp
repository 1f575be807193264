#include "geo/crosswalk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <numeric>
#include <optional>

#include "geo/geos.hpp"

namespace sojourn::geo {
namespace {

/// Of an area: borders of two vintages never lie exactly upon each other.
constexpr double smallest_share = 0.01;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n\v\f";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string key_of(std::string_view code) {
  std::string key(trimmed(code));
  for (auto& c : key)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return key;
}

// Codes hold neither quotes nor commas, so a cell ends at the next comma; quotes around it are dropped.
std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  for (std::size_t at = 0; at <= line.size();) {
    const auto end = std::min(line.find(',', at), line.size());
    auto cell = trimmed(line.substr(at, end - at));
    if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') cell = cell.substr(1, cell.size() - 2);
    cells.emplace_back(trimmed(cell));
    at = end + 1;
  }
  return cells;
}

struct Columns {
  std::size_t from = 0;
  std::size_t to = 0;
  std::optional<std::size_t> share;
};

Columns columns_of(std::string_view line) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (line.starts_with(mark)) line.remove_prefix(mark.size());
  const auto cells = cells_of(line);
  const auto find = [&](std::string_view name) -> std::optional<std::size_t> {
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (key_of(cells[i]) == name) return i;
    return std::nullopt;
  };
  const auto from = find("from");
  const auto to = find("to");
  if (!from || !to)
    throw CrosswalkError("a crosswalk begins with a line that names its columns: from,to or from,to,share");
  return {*from, *to, find("share")};
}

double share_in(const std::vector<std::string>& cells, const Columns& columns, std::size_t line) {
  if (!columns.share || *columns.share >= cells.size() || cells[*columns.share].empty()) return 1;
  const auto& text = cells[*columns.share];
  double share = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), share);
  if (error != std::errc() || end != text.data() + text.size() || !(share > 0) || share > 1)
    throw CrosswalkError(
        fmt::format("line {}: `{}` is no share; write a number above 0 and at most 1, as 0.25", line,
                    text.substr(0, 40)));
  return share;
}

}  // namespace

Crosswalk Crosswalk::parse(std::string_view csv) {
  Crosswalk crosswalk;
  std::optional<Columns> columns;
  std::size_t number = 0;
  for (std::size_t at = 0; at < csv.size();) {
    const auto end = std::min(csv.find('\n', at), csv.size());
    const auto line = csv.substr(at, end - at);
    at = end + 1;
    ++number;
    if (trimmed(line).empty()) continue;
    if (!columns) {
      columns = columns_of(line);
      continue;
    }
    const auto cells = cells_of(line);
    if (std::max(columns->from, columns->to) >= cells.size() || cells[columns->from].empty() ||
        cells[columns->to].empty())
      throw CrosswalkError(fmt::format("line {}: a line needs a code in `from` and one in `to`", number));
    crosswalk.add(cells[columns->from], cells[columns->to], share_in(cells, *columns, number));
  }
  if (!columns) throw CrosswalkError("the crosswalk is empty; it begins with the line from,to,share");
  crosswalk.settle();
  return crosswalk;
}

Crosswalk Crosswalk::from_overlap(const BoundarySet& from, const BoundarySet& to, int level) {
  Crosswalk crosswalk;
  const auto [first, last] = from.level_range(level);
  const auto [first_to, last_to] = to.level_range(level);
  for (auto area = first; area < last; ++area) {
    const auto& known = from.area(area);
    std::vector<CrosswalkShare> shares;
    double whole = 0;
    for (auto other = first_to; other < last_to; ++other) {
      if (!from.box(area).intersects(to.box(other))) continue;
      const auto common = intersection_area(known.geometry, to.area(other).geometry);
      if (common <= 0) continue;
      whole += common;
      shares.push_back({to.area(other).pcode, common});
    }
    std::erase_if(shares, [&](const CrosswalkShare& share) { return share.share < smallest_share * whole; });
    for (auto& share : shares) crosswalk.add(known.pcode, std::move(share.to), share.share);
    if (shares.empty() && to.find(known.pcode) != no_area) crosswalk.add(known.pcode, known.pcode, 1);
  }
  crosswalk.settle();
  return crosswalk;
}

void Crosswalk::add(std::string_view from, std::string to, double share) {
  auto& entry = entries_[key_of(from)];
  if (entry.from.empty()) entry.from = trimmed(from);
  auto& shares = entry.shares;
  const auto known = std::ranges::find(shares, to, &CrosswalkShare::to);
  if (known == shares.end())
    shares.push_back({std::move(to), share});
  else
    known->share += share;
}

std::size_t Crosswalk::memory_bytes() const {
  constexpr std::size_t node = 32;  // of the map, beside what it holds
  std::size_t bytes = 0;
  for (const auto& [code, entry] : entries_)
    bytes += node + sizeof(Entry) + sizeof(std::string) + code.capacity() + entry.from.capacity() +
             entry.shares.capacity() * sizeof(CrosswalkShare);
  return bytes;
}

// Shares of one code add up to 1, the largest first.
void Crosswalk::settle() {
  for (auto& [code, entry] : entries_) {
    auto& shares = entry.shares;
    const auto whole =
        std::accumulate(shares.begin(), shares.end(), 0.0,
                        [](double sum, const CrosswalkShare& share) { return sum + share.share; });
    for (auto& share : shares) share.share /= whole;
    std::ranges::stable_sort(shares, [](const auto& a, const auto& b) { return a.share > b.share; });
  }
}

const std::vector<CrosswalkShare>& Crosswalk::find(std::string_view from) const {
  static const std::vector<CrosswalkShare> none;
  const auto found = entries_.find(key_of(from));
  return found == entries_.end() ? none : found->second.shares;
}

bool Crosswalk::splits() const {
  return std::ranges::any_of(entries_, [](const auto& entry) { return entry.second.shares.size() > 1; });
}

std::string Crosswalk::csv() const {
  std::string text = "from,to,share\n";
  for (const auto& [code, entry] : entries_)
    for (const auto& share : entry.shares)
      fmt::format_to(std::back_inserter(text), "{},{},{:.6f}\n", entry.from, share.to, share.share);
  return text;
}

std::vector<std::int64_t> apportion(std::int64_t total, const std::vector<double>& shares) {
  if (shares.empty()) return {};
  const auto whole = std::accumulate(shares.begin(), shares.end(), 0.0);
  std::vector<std::int64_t> parts;
  std::vector<std::pair<double, std::size_t>> remainders;
  std::int64_t given = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const auto share = whole > 0 ? shares[i] / whole : 1 / static_cast<double>(shares.size());
    const auto exact = static_cast<double>(total) * share;
    parts.push_back(std::min(static_cast<std::int64_t>(std::floor(exact)), total - given));
    given += parts.back();
    remainders.emplace_back(exact - std::floor(exact), i);
  }
  std::ranges::stable_sort(remainders, [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t i = 0; given < total; i = (i + 1) % remainders.size(), ++given)
    ++parts[remainders[i].second];
  return parts;
}

}  // namespace sojourn::geo

#include "ingest/workbook_cells.hpp"

#include <cpl_vsi.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string_view>

#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

/// `<x:c r="B2" t="s">text`: a tag and what follows it up to the next.
struct Tag {
  std::string_view name;  ///< without its prefix; of an end tag with `/`
  std::string_view inside;
  std::string_view text;

  /// Of an attribute, with or without a prefix; empty where there is none. Entities stay as they are.
  std::string_view attribute(std::string_view wanted) const {
    for (auto at = inside.find(wanted); at != std::string_view::npos; at = inside.find(wanted, at + 1)) {
      const auto before = at == 0 ? ' ' : inside[at - 1];
      const auto rest = inside.substr(at + wanted.size());
      if ((before != ':' && before > ' ') || !(rest.starts_with("=\"") || rest.starts_with("='"))) continue;
      return rest.substr(2, rest.find(rest[1], 2) - 2);
    }
    return {};
  }
};

Tag tag_of(std::string_view piece) {
  const auto end = std::min(piece.find('>'), piece.size());
  auto name = piece.substr(1, std::min(piece.find_first_of(" \t\r\n/>", 2), end) - 1);
  Tag tag{name, piece.substr(1 + name.size(), end - 1 - name.size()),
          piece.substr(std::min(end + 1, piece.size()))};
  if (const auto prefix = name.find(':'); prefix != std::string_view::npos)
    tag.name = name.substr(prefix + 1);
  return tag;
}

/// Calls visit(tag) for each of a file's tags, from the first on that has `from` in its name: to pass over
/// what stands before costs little more than unpacking it.
template <typename Visit>
void each_tag(const std::string& path, std::string_view from, Visit&& visit) {
  struct Close {
    void operator()(VSILFILE* file) const { VSIFCloseL(file); }
  };
  const std::unique_ptr<VSILFILE, Close> file(VSIFOpenL(path.c_str(), "rb"));
  if (file == nullptr) return;
  std::string bytes;
  std::string more(std::size_t{1} << 16, '\0');
  while (const auto count = VSIFReadL(more.data(), 1, more.size(), file.get())) {
    auto seen = bytes.size();
    bytes.append(more, 0, count);
    if (!from.empty()) {
      constexpr std::size_t longest_name = 64;  // with its prefix
      const auto found = bytes.find(from);
      const auto start = std::min(found, bytes.size());
      bytes.erase(0, start - std::min(start, longest_name));
      if (found == std::string::npos) continue;
      from = {};
      seen = 0;
    }
    std::size_t start = bytes.find('<');
    if (start == std::string::npos) {
      bytes.clear();
      continue;
    }
    for (auto next = bytes.find('<', std::max(seen, start + 1)); next != std::string::npos;
         next = bytes.find('<', start + 1)) {
      visit(tag_of(std::string_view(bytes).substr(start, next - start)));
      start = next;
    }
    bytes.erase(0, start);
  }
  if (bytes.starts_with('<')) visit(tag_of(bytes));
}

struct Address {
  std::int64_t row = 0;
  std::size_t column = 0;  ///< from 0
};

std::optional<std::int64_t> row_of(std::string_view text) {
  const auto row = parse_count(text);
  return row && *row >= 1 ? row : std::nullopt;
}

/// Of `AB12`; nothing for anything else.
std::optional<Address> address_of(std::string_view text) {
  Address address;
  std::size_t letters = 0;
  for (; letters < text.size() && letters < 3 && text[letters] >= 'A' && text[letters] <= 'Z'; ++letters)
    address.column = address.column * 26 + static_cast<std::size_t>(text[letters] - 'A') + 1;
  const auto row = row_of(text.substr(letters));
  if (letters == 0 || !row) return std::nullopt;
  return Address{*row, address.column - 1};
}

std::uint64_t key_of(const Address& cell) {
  return static_cast<std::uint64_t>(cell.row) * RowLimit::max_columns + cell.column;
}

std::optional<MergedCells> merged_of(std::string_view range) {
  const auto colon = range.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto first = address_of(range.substr(0, colon));
  const auto last = address_of(range.substr(colon + 1));
  if (!first || !last || last->row <= first->row) return std::nullopt;
  return MergedCells{first->row, last->row, first->column};
}

std::unordered_set<std::uint64_t> certain_numbers(const std::string& path) {
  std::unordered_set<std::uint64_t> numbers;
  Address next{0, 0};  // of a cell or row that does not say where it is
  Address cell;
  bool is_number = false;
  each_tag(path, "", [&](const Tag& tag) {
    if (tag.name == "row") {
      next = {row_of(tag.attribute("r")).value_or(next.row + 1), 0};
    } else if (tag.name == "c") {
      cell = address_of(tag.attribute("r")).value_or(next);
      next = {cell.row, cell.column + 1};
      const auto type = tag.attribute("t");
      is_number = type.empty() || type == "n";
    } else if (tag.name == "v" && is_number && with_certain_point(tag.text)) {
      numbers.insert(key_of(cell));
    }
  });
  return numbers;
}

}  // namespace

// As in the workbook, without what are no worksheets (charts): these GDAL leaves out, too.
WorkbookCells::WorkbookCells(const std::string& path) {
  const auto inside = "/vsizip/" + path + "/xl/";
  std::map<std::string, std::string, std::less<>> targets;
  each_tag(inside + "_rels/workbook.xml.rels", "", [&](const Tag& tag) {
    if (tag.name != "Relationship" || !tag.attribute("Type").ends_with("/worksheet")) return;
    const auto target = tag.attribute("Target");
    targets.emplace(tag.attribute("Id"), target.starts_with('/') ? "/vsizip/" + path + std::string(target)
                                                                 : inside + std::string(target));
  });
  each_tag(inside + "workbook.xml", "", [&](const Tag& tag) {
    if (tag.name != "sheet") return;
    if (const auto target = targets.find(tag.attribute("id")); target != targets.end())
      sheets_.push_back({target->second, {}});
  });
}

bool WorkbookCells::is_certain_number(std::size_t index, std::int64_t row, std::size_t column) const {
  if (index >= sheets_.size()) return false;
  auto& sheet = sheets_[index];
  if (!sheet.numbers) sheet.numbers = certain_numbers(sheet.path);
  return sheet.numbers->contains(key_of({row, column}));
}

std::vector<MergedCells> WorkbookCells::merged(std::size_t index) const {
  std::vector<MergedCells> all;
  if (index >= sheets_.size()) return all;
  each_tag(sheets_[index].path, "mergeCell", [&](const Tag& tag) {
    if (tag.name != "mergeCell") return;
    if (const auto merged = merged_of(tag.attribute("ref"))) all.push_back(*merged);
  });
  return all;
}

}  // namespace sojourn::ingest

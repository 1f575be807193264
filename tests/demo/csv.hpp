/// As much CSV as the demonstration's own files need, written apart from the reader of imports so that
/// the two can be compared.
#pragma once

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::test {

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Csv {
 public:
  using Row = std::vector<std::string>;

  explicit Csv(const std::filesystem::path& path) {
    auto text = read_text(path);
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    delimiter_ = text.substr(0, text.find('\n')).find(';') == std::string::npos ? ',' : ';';
    parse(text);
    for (std::size_t i = 0; i < rows_.front().size(); ++i) columns_[rows_.front()[i]] = i;
    rows_.erase(rows_.begin());
  }

  const std::vector<Row>& rows() const { return rows_; }
  bool has(const std::string& column) const { return columns_.contains(column); }

  /// The column of whichever of the names there is.
  std::size_t column(std::initializer_list<const char*> names) const {
    for (const auto* name : names)
      if (const auto found = columns_.find(name); found != columns_.end()) return found->second;
    throw std::runtime_error("no such column");
  }

 private:
  void parse(std::string_view text) {
    Row row;
    std::string cell;
    bool quoted = false;
    for (const char c : text) {
      if (c == '"')
        quoted = !quoted;
      else if (c == delimiter_ && !quoted)
        row.push_back(std::exchange(cell, {}));
      else if (c == '\n') {
        row.push_back(std::exchange(cell, {}));
        rows_.push_back(std::exchange(row, {}));
      } else if (c != '\r')
        cell += c;
    }
  }

  char delimiter_ = ',';
  std::vector<Row> rows_;
  std::map<std::string, std::size_t> columns_;
};

/// A whole number, thousands set apart or not; nothing for what is none.
inline std::optional<std::int64_t> count_in(std::string cell) {
  std::erase_if(cell, [](char c) { return c == ',' || c == ' '; });
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (cell.empty() || error != std::errc{} || end != cell.data() + cell.size()) return std::nullopt;
  return value;
}

}  // namespace sojourn::test

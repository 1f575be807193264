/// A real file's cells, so that tests can derive others of its kind from it.
#pragma once

#include <fmt/format.h>

#include <filesystem>

#include "ingest/source_reader.hpp"
#include "workbook.hpp"

namespace sojourn::test {

/// All rows of the sheet with so many columns, headers too.
inline TableRows real_rows(const std::filesystem::path& file, std::size_t columns) {
  std::string all = "[recognise]\nheader = \"none\"\nrequired = [\"restricted_c1\"]\n";
  for (std::size_t i = 1; i <= columns; ++i)
    all +=
        fmt::format("[[column]]\nfield = \"restricted_c{0}\"\nposition = {0}\nsensitivity = \"high\"\n", i);
  const ingest::ProfileText profile{"all", "all.toml", all};
  const auto table = ingest::read_source(file, "", {&profile, 1}, {});
  TableRows rows;
  std::vector<std::string_view> cells(columns);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    table.cells(row, cells);
    rows.emplace_back(cells.begin(), cells.end());
  }
  return rows;
}

inline std::string csv_text(const TableRows& rows, char delimiter = ',') {
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += delimiter;
      text += '"';
      for (const char c : row[i]) text += c == '"' ? std::string("\"\"") : std::string(1, c);
      text += '"';
    }
    text += '\n';
  }
  return text;
}

}  // namespace sojourn::test

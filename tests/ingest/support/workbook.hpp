/// XLSX files made by tests, cell by cell, as small as the format allows.
#pragma once

#include <cpl_vsi.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sojourn::test {

using TableRows = std::vector<std::vector<std::string>>;
struct SheetOfRows {
  std::string name;
  TableRows rows;  ///< empty cells are left out; with an apostrophe in front, digits are a text
  std::vector<std::string> merged = {};  ///< `A2:A5`
};

inline std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '&')
      result += "&amp;";
    else if (c == '<')
      result += "&lt;";
    else if (c == '"')
      result += "&quot;";
    else
      result += c;
  }
  return result;
}

/// `AB12`.
inline std::string cell_address(std::size_t row, std::size_t column) {
  std::string letters;
  for (auto left = column + 1; left > 0; left = (left - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (left - 1) % 26));
  return letters + std::to_string(row + 1);
}

inline std::string sheet_xml(const TableRows& rows, const std::vector<std::string>& merged = {}) {
  std::string xml =
      "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (rows[r].empty()) continue;
    xml += "<row r=\"" + std::to_string(r + 1) + "\">";
    for (std::size_t c = 0; c < rows[r].size(); ++c) {
      if (rows[r][c].empty()) continue;
      const std::string at = cell_address(r, c);
      const bool number = rows[r][c].find_first_not_of("0123456789.-") == std::string::npos;
      xml += "<c r=\"" + at + (number ? "\"><v>" : "\" t=\"inlineStr\"><is><t>") +
             escaped(rows[r][c].substr(rows[r][c].starts_with('\'') ? 1 : 0)) +
             (number ? "</v></c>" : "</t></is></c>");
    }
    xml += "</row>";
  }
  xml += "</sheetData>";
  if (!merged.empty()) xml += "<mergeCells>";
  for (const auto& range : merged) xml += "<mergeCell ref=\"" + range + "\"/>";
  return xml + (merged.empty() ? "" : "</mergeCells>") + "</worksheet>";
}

/// A zip of (name, content) at `path`.
inline void write_zip(const std::filesystem::path& path,
                      const std::vector<std::pair<std::string, std::string>>& entries) {
  // GDAL wants a name it knows for a zip; the file gets its own afterwards.
  const auto zip = (path.parent_path() / "writing.zip").string();
  // A handle on the archive itself keeps it open while its entries are written.
  auto* archive = VSIFOpenL(("/vsizip/" + zip).c_str(), "wb");
  if (archive == nullptr) throw std::runtime_error("cannot write " + path.string());
  for (const auto& [name, content] : entries) {
    auto* entry = VSIFOpenL(("/vsizip/" + zip + "/" + name).c_str(), "wb");
    VSIFWriteL(content.data(), 1, content.size(), entry);
    VSIFCloseL(entry);
  }
  VSIFCloseL(archive);
  std::filesystem::rename(zip, path);
}

inline std::filesystem::path write_workbook(const std::filesystem::path& path,
                                            const std::vector<SheetOfRows>& sheets) {
  std::string types =
      "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default "
      "Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" "
      "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>";
  std::string book =
      "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
      "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>";
  std::string links =
      "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
  std::vector<std::pair<std::string, std::string>> entries;
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    const auto number = std::to_string(i + 1);
    book += "<sheet name=\"" + escaped(sheets[i].name) + "\" sheetId=\"" + number + "\" r:id=\"rId" + number +
            "\"/>";
    links += "<Relationship Id=\"rId" + number +
             "\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" "
             "Target=\"worksheets/sheet" +
             number + ".xml\"/>";
    entries.emplace_back("xl/worksheets/sheet" + number + ".xml",
                         sheet_xml(sheets[i].rows, sheets[i].merged));
    types +=
        "<Override PartName=\"/xl/worksheets/sheet" + number +
        ".xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>";
  }
  entries.emplace_back("[Content_Types].xml", types + "</Types>");
  entries.emplace_back("xl/workbook.xml", book + "</sheets></workbook>");
  entries.emplace_back("xl/_rels/workbook.xml.rels", links + "</Relationships>");
  write_zip(path, entries);
  return path;
}

inline std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace sojourn::test

#include "ingest/source_kind.hpp"

#include <cpl_vsi.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>

#include "ingest/archive.hpp"
#include "ingest/error.hpp"
#include "ingest/finding_log.hpp"
#include "ingest/text_encoding.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

constexpr std::string_view ole_mark = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

std::string read_all(const ChildFile& file) {
  std::string content(static_cast<std::size_t>(file.size), '\0');
  std::size_t at = 0;
  ::lseek(file.descriptor, 0, SEEK_SET);
  while (at < content.size()) {
    const auto count = ::read(file.descriptor, content.data() + at, content.size() - at);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw std::runtime_error("the file cannot be read");
    if (count == 0) break;
    at += static_cast<std::size_t>(count);
  }
  content.resize(at);
  return content;
}

bool has_entry(const std::vector<ArchiveEntry>& entries, std::string_view name) {
  return std::ranges::any_of(entries, [&](const auto& entry) { return entry.name == name; });
}

bool is_table_name(const std::string& name) {
  const auto lower = lower_ascii(name);
  if (lower.starts_with("__macosx/") || lower.find("/.") != std::string::npos) return false;
  for (const std::string_view ending : {".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsm", ".ods"})
    if (lower.ends_with(ending)) return true;
  return false;
}

// Of an archive of files: the entry named, else the only one that can be a table.
const ArchiveEntry& choose_entry(const std::vector<ArchiveEntry>& entries, const std::string& name,
                                 const std::string& inner) {
  std::vector<const ArchiveEntry*> tables;
  for (const auto& entry : entries) {
    if (!inner.empty() && entry.name == inner) return entry;
    if (is_table_name(entry.name)) tables.push_back(&entry);
  }
  if (!inner.empty()) throw ImportRefused(fmt::format("there is no `{}` inside {}", inner, name));
  if (tables.size() == 1) return *tables.front();
  if (tables.empty())
    throw ImportRefused(fmt::format("{} is a zip file without a CSV, XLSX, XLS or ODS file in it", name));
  throw ImportRefused(fmt::format("{} holds several tables; say which, as a path into the zip, such as {}/{}",
                                  name, name, tables.front()->name));
}

// What people name .csv or .xls although it is something else.
void refuse_other_text(std::string_view text, const std::string& name) {
  const auto start = lower_ascii(trim(text.substr(0, 400)));
  const auto refuse = [&](std::string_view what) {
    throw ImportRefused(
        fmt::format("{} is {}, not a table. Rounds are read from CSV, XLSX, XLS and ODS.", name, what));
  };
  if (start.starts_with("<!doctype html") || start.starts_with("<html") || start.starts_with("<table"))
    refuse("a web page");
  if (start.starts_with("<")) refuse("an XML document");
  if (start.starts_with("{") || start.starts_with("[{")) refuse("a JSON document");
  if (start.starts_with("%pdf")) refuse("a PDF document");
}

SourceBytes text_source(std::string bytes, const std::string& name) {
  auto text = decode_text(std::move(bytes));
  if (text.text.find('\0') != std::string::npos)
    throw ImportRefused(fmt::format(
        "{} is neither text nor a spreadsheet. Rounds are read from CSV, XLSX, XLS and ODS.", name));
  if (trim(text.text).empty()) throw ImportRefused(fmt::format("{} is empty", name));
  refuse_other_text(text.text, name);
  SourceBytes source;
  if (text.encoding == Encoding::windows_1252)
    source.findings.push_back(
        make_finding("encoding.windows_1252", "", {}, "The text is not UTF-8 and was read as Windows-1252."));
  if (text.broken > 0)
    source.findings.push_back(make_finding(
        "encoding.broken", "", {text.first_broken_line},
        fmt::format("{} bytes are no characters of the file's encoding; the first is on this line.",
                    text.broken)));
  source.content = std::move(text.text);
  return source;
}

SourceBytes ole_source(const std::string& bytes, const std::string& name, bool packed) {
  using namespace std::string_view_literals;
  if (bytes.find("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"sv) != std::string::npos)
    throw ImportRefused(fmt::format("{} is protected by a password. Save it without one.", name));
  if (packed) throw ImportRefused(fmt::format("the .xls inside {} has to be unpacked first", name));
  return {SourceKind::xls, {}, {}};
}

SourceBytes from_bytes(std::string bytes, const std::string& name, const std::string& inner, bool packed);

SourceBytes zip_source(std::string bytes, const std::string& name, const std::string& inner, bool packed) {
  const auto entries = list_archive(bytes, name);
  const bool xlsx = has_entry(entries, "xl/workbook.xml");
  const bool ods = has_entry(entries, "content.xml") && has_entry(entries, "mimetype");
  if (!xlsx && has_entry(entries, "[Content_Types].xml"))
    throw ImportRefused(fmt::format("{} is an Office document, but not a workbook with sheets (XLSX)", name));
  const std::string path = packed ? "/vsimem/inner.zip" : "/vsimem/outer.zip";
  VSIFCloseL(VSIFileFromMemBuffer(path.c_str(), reinterpret_cast<GByte*>(bytes.data()), bytes.size(), FALSE));
  if (xlsx || ods) {
    check_archive_sizes(entries, name);
    verify_archive(path, entries, name);
    return {xlsx ? SourceKind::xlsx : SourceKind::ods, std::move(bytes), {}};
  }
  if (packed) throw ImportRefused(fmt::format("{} is a zip file in a zip file; unpack it first", name));
  const auto& entry = choose_entry(entries, name, inner);
  check_archive_sizes({entry}, name);
  auto unpacked = unpack_entry(path, entry, name);
  return from_bytes(std::move(unpacked), name + "/" + entry.name, "", true);
}

SourceBytes from_bytes(std::string bytes, const std::string& name, const std::string& inner, bool packed) {
  if (bytes.starts_with("PK\3\4") || bytes.starts_with("PK\5\6"))
    return zip_source(std::move(bytes), name, inner, packed);
  if (!inner.empty())
    throw ImportRefused(fmt::format("{} is no zip file, so there is no `{}` in it", name, inner));
  if (bytes.starts_with(ole_mark)) return ole_source(bytes, name, packed);
  return text_source(std::move(bytes), name);
}

}  // namespace

SourceBytes read_source_bytes(const ChildFile& file, const std::string& name, const std::string& inner) {
  return from_bytes(read_all(file), name, inner, false);
}

}  // namespace sojourn::ingest

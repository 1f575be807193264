#include "ingest/source_kind.hpp"

#include <cpl_vsi.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <optional>
#include <stdexcept>

#include "ingest/archive.hpp"
#include "ingest/compound_file.hpp"
#include "ingest/csv_shape.hpp"
#include "ingest/encodings.hpp"
#include "ingest/error.hpp"
#include "ingest/finding_log.hpp"
#include "ingest/record_cutter.hpp"
#include "ingest/text_encoding.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

constexpr std::string_view ole_mark = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

constexpr std::string_view shapefile_mark("\0\0\x27\x0A", 4);

std::string read_all(int descriptor, std::uint64_t size) {
  std::string content(static_cast<std::size_t>(size), '\0');
  std::size_t at = 0;
  ::lseek(descriptor, 0, SEEK_SET);
  while (at < content.size()) {
    const auto count = ::read(descriptor, content.data() + at, content.size() - at);
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
  constexpr std::string_view endings[] = {".csv", ".tsv",  ".txt",     ".xlsx", ".xls", ".xlsm",
                                          ".ods", ".json", ".geojson", ".gpkg", ".kml", ".shp"};
  return std::ranges::any_of(endings, [&](auto ending) { return lower.ends_with(ending); });
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
    throw ImportRefused(fmt::format("{} is a zip file with none of these in it: {}", name, readable_kinds));
  throw ImportRefused(fmt::format("{} holds several tables; say which, as a path into the zip, such as {}/{}",
                                  name, name, tables.front()->name));
}

// Entities of XML can name other files, and unfold to more than any memory holds. No KML needs them.
void refuse_entities(std::string_view text, const std::string& name) {
  if (text.find("<!DOCTYPE") != std::string_view::npos || text.find("<!ENTITY") != std::string_view::npos)
    throw ImportRefused(fmt::format("{} is XML with a document type of its own; it is not opened", name));
}

SourceKind kind_of_text(std::string_view text, const std::string& name) {
  const auto start = lower_ascii(trim(text.substr(0, 2000)));
  if (start.starts_with("<") && start.find("<kml") != std::string::npos) {
    refuse_entities(text, name);
    return SourceKind::kml;
  }
  if (!start.starts_with("{") && !start.starts_with("[{") &&
      !(start.starts_with("[") && start.find('{') < 40))
    return SourceKind::text;
  constexpr std::size_t type_stands_early = 1 << 16;
  return text.substr(0, type_stands_early).find("\"FeatureCollection\"") != std::string_view::npos
             ? SourceKind::geojson
             : SourceKind::json;
}

// What people name .csv or .xls although it is something else.
void refuse_other_text(std::string_view text, const std::string& name) {
  const auto start = lower_ascii(trim(text.substr(0, 400)));
  const auto refuse = [&](std::string_view what) {
    throw ImportRefused(
        fmt::format("{} is {}, not a table. Rounds are read from {}.", name, what, readable_kinds));
  };
  if (start.starts_with("<!doctype html") || start.starts_with("<html") || start.starts_with("<table"))
    refuse("a web page");
  if (start.starts_with("<")) refuse("an XML document");
  if (start.starts_with("%pdf")) refuse("a PDF document");
}

void note_encoding(const DecodedText& text, std::size_t bytes, std::vector<model::Finding>& findings) {
  if (text.broken > 0)
    findings.push_back(make_finding(
        "encoding.broken", "", {text.first_broken_line},
        fmt::format("{} bytes are no characters of the file's encoding; the first is on this line.",
                    text.broken)));
  if (!text.guessed) return;
  // One in ten is more than accents make.
  const bool western =
      text.encoding == "Windows-1252" && static_cast<std::size_t>(text.guessed_bytes) * 10 < bytes;
  findings.push_back(
      western
          ? make_finding("encoding.windows_1252", "", {},
                         "The text is not UTF-8 and was read as Windows-1252.")
          : make_finding("encoding.guessed", "", {},
                         fmt::format("The text is not UTF-8 and was read as {}, which its bytes look like.",
                                     text.encoding)));
}

SourceBytes text_source(std::string bytes, const std::string& name, const std::string& encoding) {
  const auto size = bytes.size();
  auto text = encoding.empty() ? decode_text(std::move(bytes)) : decode_text(bytes, encoding);
  if (text.text.find('\0') != std::string::npos)
    throw ImportRefused(
        fmt::format("{} is neither text nor a spreadsheet. Rounds are read from {}.", name, readable_kinds));
  if (trim(text.text).empty()) throw ImportRefused(fmt::format("{} is empty", name));
  SourceBytes source;
  source.kind = kind_of_text(text.text, name);
  if (source.kind == SourceKind::text) refuse_other_text(text.text, name);
  note_encoding(text, size, source.findings);
  source.content = std::move(text.text);
  return source;
}

/// Whether all of it is UTF-8 without NUL. Read piece by piece, so that a large file never lies in memory.
bool holds_plain_utf8(const MappedFile& file) {
  constexpr std::size_t piece = std::size_t{16} << 20;
  const auto is_inside_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  for (auto rest = file.text(); !rest.empty();) {
    auto end = std::min(piece, rest.size());
    while (end < rest.size() && is_inside_character(rest[end])) ++end;
    if (!is_plain_utf8(rest.substr(0, end))) return false;
    file.let_go();
    rest.remove_prefix(end);
  }
  return true;
}

// The shape of most large files: a table as UTF-8. All else goes the general way.
std::optional<SourceBytes> text_in_place(const ChildFile& file, const std::string& name) {
  SourceBytes source;
  source.mapped = std::make_shared<const MappedFile>(file.descriptor, file.size);
  const auto text = source.text();
  const bool binary =
      std::ranges::any_of(std::array<std::string_view, 3>{"PK\3\4", "PK\5\6", "SQLite format 3"},
                          [&](auto mark) { return text.starts_with(mark); });
  if (binary || !holds_plain_utf8(*source.mapped) || trim(text).empty()) return std::nullopt;
  source.kind = kind_of_text(text, name);
  if (source.kind != SourceKind::text) return std::nullopt;
  refuse_other_text(text, name);
  return source;
}

SourceBytes ole_source(const std::string& bytes, const std::string& name, bool packed) {
  using namespace std::string_view_literals;
  if (bytes.find("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"sv) != std::string::npos)
    throw ImportRefused(fmt::format("{} is protected by a password. Save it without one.", name));
  if (packed) throw ImportRefused(fmt::format("the .xls inside {} has to be unpacked first", name));
  if (!has_sound_directory(bytes))
    throw ImportRefused(
        fmt::format("{} is a damaged XLS: the list of what it holds cannot be read. Get the file again, or "
                    "open it in the program that made it and save it anew.",
                    name));
  return {SourceKind::xls, {}, {}, {}};
}

// GDAL wants a shapefile's attributes; the rest may be missing.
void need_attributes(const SourceBytes& source, const std::string& name) {
  if (std::ranges::none_of(source.companions, [](const auto& one) { return one.first == "dbf"; }))
    throw ImportRefused(fmt::format(
        "{} is a shapefile without its attributes: put the .dbf of the same name beside it", name));
}

// Of a shapefile inside a zip: the files of its name.
SourceBytes zipped_shapefile(std::string bytes, const std::string& path,
                             const std::vector<ArchiveEntry>& entries, const ArchiveEntry& shape,
                             const std::string& name) {
  SourceBytes source{SourceKind::shapefile, std::move(bytes), {}, {}};
  const auto stem = shape.name.substr(0, shape.name.size() - 3);
  for (const auto& entry : entries)
    for (const std::string ending : {"dbf", "shx", "prj", "cpg"})
      if (entry.name.starts_with(stem) && lower_ascii(entry.name.substr(stem.size())) == ending) {
        check_archive_sizes({entry}, name);
        source.companions.emplace_back(ending, unpack_entry(path, entry, name));
      }
  need_attributes(source, name);
  return source;
}

// Whether the first line names one of the columns.
bool has_column(std::string_view text, std::string_view column) {
  const auto line = text.substr(0, text.find_first_of("\r\n"));
  RecordCutter header(line, csv_delimiter(line));
  return header.next() && std::ranges::any_of(header.fields(), [&](std::string_view field) {
           return lower_ascii(trim(field)) == column;
         });
}

std::string name_of_table(std::string_view entry) {
  const auto slash = entry.rfind('/');
  if (slash != std::string_view::npos) entry.remove_prefix(slash + 1);
  return std::string(entry.substr(0, entry.rfind('.')));
}

// ODK exports a form and each of its repeats as a CSV of their own, in one zip: rows of repeats name the
// answer they belong to. Empty for what is no such zip.
std::vector<SourceBytes> form_tables(const std::string& path, const std::vector<ArchiveEntry>& entries,
                                     const SourceRequest& request) {
  constexpr std::size_t most_tables = 256;
  std::vector<ArchiveEntry> chosen;
  for (const auto& entry : entries)
    if (is_table_name(entry.name)) chosen.push_back(entry);
  const bool texts = std::ranges::all_of(
      chosen, [](const auto& entry) { return lower_ascii(entry.name).ends_with(".csv"); });
  if (!texts || chosen.size() < 2 || chosen.size() > most_tables) return {};
  check_archive_sizes(chosen, request.name);
  std::vector<SourceBytes> tables;
  bool form = false;
  bool repeat = false;
  for (const auto& entry : chosen) {
    auto bytes = unpack_entry(path, entry, request.name);
    if (trim(bytes).empty()) continue;
    auto& table =
        tables.emplace_back(text_source(std::move(bytes), request.name + "/" + entry.name, request.encoding));
    table.name = name_of_table(entry.name);
    const bool is_repeat = has_column(table.content, "parent_key");
    repeat = repeat || is_repeat;
    form = form || (!is_repeat && has_column(table.content, "key"));
  }
  return form && repeat ? std::move(tables) : std::vector<SourceBytes>();
}

SourceBytes from_bytes(std::string bytes, const SourceRequest& request, bool packed);

SourceBytes zip_source(std::string bytes, const SourceRequest& request, bool packed) {
  const auto& name = request.name;
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
    return {xlsx ? SourceKind::xlsx : SourceKind::ods, std::move(bytes), {}, {}};
  }
  if (packed) throw ImportRefused(fmt::format("{} is a zip file in a zip file; unpack it first", name));
  if (request.inner.empty())
    if (auto tables = form_tables(path, entries, request); !tables.empty())
      return {SourceKind::text, {}, {}, {}, nullptr, {}, std::move(tables)};
  const auto& entry = choose_entry(entries, name, request.inner);
  check_archive_sizes({entry}, name);
  auto unpacked = unpack_entry(path, entry, name);
  if (unpacked.starts_with(shapefile_mark))
    return zipped_shapefile(std::move(unpacked), path, entries, entry, name + "/" + entry.name);
  return from_bytes(std::move(unpacked), {name + "/" + entry.name, "", request.encoding}, true);
}

SourceBytes from_bytes(std::string bytes, const SourceRequest& request, bool packed) {
  if (bytes.starts_with("PK\3\4") || bytes.starts_with("PK\5\6"))
    return zip_source(std::move(bytes), request, packed);
  if (!request.inner.empty())
    throw ImportRefused(
        fmt::format("{} is no zip file, so there is no `{}` in it", request.name, request.inner));
  if (bytes.starts_with(ole_mark)) return ole_source(bytes, request.name, packed);
  if (bytes.starts_with("SQLite format 3")) return {SourceKind::geopackage, std::move(bytes), {}, {}};
  if (bytes.starts_with(shapefile_mark)) return {SourceKind::shapefile, std::move(bytes), {}, {}};
  return text_source(std::move(bytes), request.name, request.encoding);
}

void refuse_encoding(const SourceRequest& request, SourceKind kind) {
  if (request.encoding.empty()) return;
  if (!is_known_encoding(request.encoding))
    throw ImportRefused(fmt::format(
        "`{}` is no encoding; write for example windows-1256, windows-1251 or UTF-8", request.encoding));
  for (const auto text : {SourceKind::text, SourceKind::json, SourceKind::geojson, SourceKind::kml})
    if (kind == text) return;
  throw ImportRefused(
      fmt::format("{} is no text: it says itself how it is encoded. Leave out --encoding.", request.name));
}

}  // namespace

void put_request(std::string& to, const SourceRequest& request) {
  put_text(to, request.name);
  put_text(to, request.inner);
  put_text(to, request.encoding);
}

SourceRequest get_request(WireReader& from) {
  SourceRequest request;
  request.name = from.text();
  request.inner = from.text();
  request.encoding = from.text();
  return request;
}

SourceBytes read_source_bytes(const ChildFile& file, const SourceRequest& request) {
  const auto& name = request.name;
  refuse_encoding(request, SourceKind::text);
  if (request.inner.empty() && request.encoding.empty())
    if (auto text = text_in_place(file, name)) return *std::move(text);
  auto source = from_bytes(read_all(file.descriptor, file.size), request, false);
  refuse_encoding(request, source.kind);
  if (source.kind == SourceKind::shapefile && source.companions.empty()) {
    for (const auto& companion : file.companions)
      source.companions.emplace_back(companion.ending, read_all(companion.descriptor, companion.size));
    need_attributes(source, name);
  }
  return source;
}

}  // namespace sojourn::ingest

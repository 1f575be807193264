#include "ingest/source_reader.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>

#include "ingest/finding_log.hpp"
#include "ingest/recognition.hpp"
#include "ingest/table_source.hpp"
#include "ingest/wire.hpp"

namespace sojourn::ingest {
namespace {

void put_finding(std::string& to, const model::Finding& finding) {
  put_text(to, finding.rule);
  put_number(to, static_cast<std::uint64_t>(finding.severity));
  put_text(to, finding.sheet);
  put_number(to, static_cast<std::uint64_t>(finding.row));
  put_text(to, finding.column);
  put_text(to, finding.message);
  put_text(to, finding.advice);
}

model::Finding get_finding(WireReader& from) {
  model::Finding finding;
  finding.rule = from.text();
  finding.severity = static_cast<model::Severity>(std::min<std::uint64_t>(from.number(), 2));
  finding.sheet = from.text();
  finding.row = static_cast<std::int64_t>(from.number());
  finding.column = from.text();
  finding.message = from.text();
  finding.advice = from.text();
  return finding;
}

std::vector<SheetSample> take_samples(const TableSource& source) {
  std::vector<SheetSample> samples;
  for (std::size_t i = 0; i < source.sheets().size(); ++i) {
    auto& sample = samples.emplace_back(SheetSample{source.sheets()[i].name, source.sheets()[i].columns, {}});
    source.read(i, [&](std::int64_t number, std::span<const std::string_view> cells) {
      sample.rows.push_back({number, {cells.begin(), cells.end()}});
      return sample.rows.size() < sample_rows;
    });
  }
  return samples;
}

std::vector<model::Finding> recognition_findings(const Recognition& found, const std::string& sheet) {
  std::vector<model::Finding> findings;
  if (!found.unmapped.empty()) {
    std::string names;
    for (const auto& name : found.unmapped) names += (names.empty() ? "" : "; ") + name.substr(0, 80);
    findings.push_back(
        make_finding("columns.unmapped", sheet, {},
                     fmt::format("{} columns are not part of the profile and were not read: {}",
                                 found.unmapped.size(), names)));
  }
  for (const auto& other : found.other_sheets)
    findings.push_back(
        make_finding("sheet.not_read", other, {},
                     fmt::format("The sheet `{}` fits the profile too and was not read; `{}` fits better.",
                                 other, sheet)));
  return findings;
}

void write_head(const Recognition& found, std::span<const SheetSample> samples, const TableSource& source,
                ChildOutput& output) {
  const auto& sheet = samples[found.sheet].name;
  std::string head;
  put_text(head, found.profile->name);
  put_text(head, sheet);
  put_number(head, found.columns.size());
  for (const auto& column : found.columns) {
    put_number(head, column.profile_column);
    put_number(head, column.position);
    put_text(head, column.header);
  }
  auto findings = source.findings();
  for (auto& finding : recognition_findings(found, sheet)) findings.push_back(std::move(finding));
  put_number(head, findings.size());
  for (const auto& finding : findings) put_finding(head, finding);
  put_text(head, find_text(found.profile->number_patterns, found, samples));
  put_text(head, find_text(found.profile->period_patterns, found, samples));
  output.write(head);
}

// Of all cells: whether two rows are equal can be told outside without their unmapped cells leaving.
std::uint64_t fingerprint(std::span<const std::string_view> cells) {
  std::uint64_t hash = 0;
  for (const auto cell : cells) hash = XXH3_64bits_withSeed(cell.data(), cell.size(), hash + 1);
  return hash;
}

void write_rows(const Recognition& found, const TableSource& source, ChildOutput& output) {
  std::string line;
  source.read(found.sheet, [&](std::int64_t number, std::span<const std::string_view> cells) {
    if (number <= found.last_header_row) return true;
    line.clear();
    put_number(line, static_cast<std::uint64_t>(number));
    put_number(line, fingerprint(cells));
    bool any = false;
    for (const auto& column : found.columns) {
      any = any || !cells[column.position].empty();
      put_text(line, cells[column.position]);
    }
    if (any) output.write(line);
    return true;
  });
  output.write(std::string_view("\0", 1));  // the end mark: row number 0
}

std::string make_request(const std::string& name, const std::string& inner,
                         std::span<const ProfileText> profiles) {
  std::string request;
  put_text(request, name);
  put_text(request, inner);
  put_number(request, profiles.size());
  for (const auto& profile : profiles) {
    put_text(request, profile.name);
    put_text(request, profile.origin);
    put_text(request, profile.text);
  }
  return request;
}

std::shared_ptr<const Profile> find_profile(std::span<const ProfileText> profiles, std::string_view name) {
  for (const auto& profile : profiles)
    if (profile.name == name)
      return std::make_shared<const Profile>(parse_profile(profile.text, profile.name, profile.origin));
  throw ImportRefused("the reader's answer names an unknown profile");
}

}  // namespace

void SourceTable::take_rows(std::string bytes, std::size_t start) {
  bytes_ = std::move(bytes);
  WireReader reader(std::string_view(bytes_).substr(start));
  while (const auto number = reader.number()) {
    numbers_.push_back(static_cast<std::int64_t>(number));
    fingerprints_.push_back(reader.number());
    starts_.push_back(start + reader.position());
    for (std::size_t i = 0; i < columns.size(); ++i) reader.text();
  }
}

SourceTable read_source(const std::filesystem::path& file, const std::string& inner,
                        std::span<const ProfileText> profiles, const SandboxLimits& limits) {
  std::string answer;
  run_sandboxed({"read-source", file, make_request(file.filename().string(), inner, profiles), limits},
                [&](std::string_view piece) { answer.append(piece); });
  WireReader reader(answer);
  SourceTable table;
  table.profile = find_profile(profiles, reader.text());
  table.sheet = reader.text();
  for (auto count = reader.number(); count > 0; --count) {
    const auto column = reader.number();
    const auto position = reader.number();
    if (column >= table.profile->column.size())
      throw ImportRefused("the reader's answer names an unknown column");
    table.columns.push_back({&table.profile->column[column], std::string(reader.text()), position});
  }
  for (auto count = reader.number(); count > 0; --count) table.findings.push_back(get_finding(reader));
  table.number_text = reader.text();
  table.period_text = reader.text();
  const auto start = reader.position();
  table.take_rows(std::move(answer), start);
  return table;
}

void read_source_in_child(std::string_view request, const ChildFile& file, ChildOutput& output) {
  WireReader reader(request);
  const std::string name(reader.text());
  const std::string inner(reader.text());
  std::vector<Profile> profiles;
  for (auto count = reader.number(); count > 0; --count) {
    const std::string profile(reader.text());
    const std::string origin(reader.text());
    profiles.push_back(parse_profile(reader.text(), profile, origin));
  }
  const auto source = TableSource::open(file, name, inner);
  const auto samples = take_samples(source);
  const auto found = recognise(profiles, samples, name);
  write_head(found, samples, source, output);
  write_rows(found, source, output);
}

}  // namespace sojourn::ingest

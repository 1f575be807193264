#include "ingest/source_reader.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "ingest/cells_from_above.hpp"
#include "ingest/finding_log.hpp"
#include "ingest/recognition.hpp"
#include "ingest/row_starts.hpp"
#include "ingest/source_path.hpp"
#include "ingest/table_source.hpp"
#include "ingest/values.hpp"
#include "ingest/wire.hpp"
#include "model/utf8.hpp"

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

// Of findings, which are stored: a broken name of a column that nobody reads must not keep a round out.
std::string get_name(WireReader& from) {
  std::string name;
  model::append_as_utf8(name, from.text());
  std::ranges::replace(name, '\0', ' ');
  return name;
}

model::Finding get_finding(WireReader& from) {
  model::Finding finding;
  finding.rule = get_name(from);
  finding.severity = static_cast<model::Severity>(std::min<std::uint64_t>(from.number(), 2));
  finding.sheet = get_name(from);
  finding.row = static_cast<std::int64_t>(from.number());
  finding.column = get_name(from);
  finding.message = get_name(from);
  finding.advice = get_name(from);
  return finding;
}

// Where one sheet sums up what another lists, hashtags or familiar headers may stand on the summary only.
std::string larger_sheets(const Recognition& found, std::span<const SheetSample> samples) {
  constexpr std::size_t fewest_columns = 3;
  constexpr int most_named = 5;
  int told_of = 0;
  std::string names;
  for (const auto& sample : samples) {
    const bool read = &sample == &samples[found.sheet] ||
                      std::ranges::any_of(
                          found.others, [&](const auto& other) { return &samples[other.sheet] == &sample; });
    const bool told = std::ranges::find(found.other_sheets, sample.name) != found.other_sheets.end();
    if (read || told || sample.joined || sample.columns < fewest_columns ||
        sample.rows.size() <= samples[found.sheet].rows.size())
      continue;
    if (++told_of > most_named) return names + " and more";
    names += fmt::format("{}`{}`", names.empty() ? "" : ", ", sample.name);
  }
  return names;
}

std::vector<model::Finding> recognition_findings(const Recognition& found,
                                                 std::span<const SheetSample> samples) {
  const auto& sheet = samples[found.sheet].name;
  std::vector<model::Finding> findings;
  for (const auto& sample : samples)
    if (!sample.damage.empty())
      findings.push_back(make_finding("sheet.unreadable", sample.name, {}, sample.damage));
  if (!found.unmapped.empty()) {
    std::string names;
    for (const auto& name : found.unmapped)
      names.append(names.empty() ? "" : "; ").append(model::utf8_prefix(name, 80));
    findings.push_back(
        make_finding("columns.unmapped", sheet, {},
                     fmt::format("{} columns are not part of the profile and were not read: {}",
                                 found.unmapped.size(), names)));
  }
  if (!found.others.empty()) {
    std::string names = fmt::format("`{}`", sheet);
    for (const auto& other : found.others) names += fmt::format(", `{}`", samples[other.sheet].name);
    findings.push_back(make_finding("sheets.together", sheet, {},
                                    fmt::format("{} sheets have one header and were read together: {}.",
                                                found.others.size() + 1, names)));
  }
  for (const auto& [one, other] : found.swapped)
    findings.push_back(make_finding(
        "columns.swapped", sheet, {},
        fmt::format("`{}` is tagged as the code of areas and `{}` as their name, and they hold the opposite; "
                    "each was read as what it holds.",
                    one, other)));
  if (auto names = larger_sheets(found, samples); !names.empty())
    findings.push_back(
        make_finding("sheet.larger", sheet, {},
                     fmt::format("`{}` is read, and other sheets, which fit no profile, have more rows: {}.",
                                 sheet, names)));
  for (const auto& other : found.other_sheets)
    findings.push_back(
        make_finding("sheet.not_read", other, {},
                     fmt::format("The sheet `{}` fits the profile too and was not read; `{}` fits better.",
                                 other, sheet)));
  return findings;
}

std::vector<std::string> period_texts(const Recognition& found, std::span<const SheetSample> samples,
                                      const std::string& file) {
  auto inside = find_texts(found.profile->period_patterns, found, samples);
  return inside.empty() ? find_texts(found.profile->file_name_patterns, std::span(&file, 1)) : inside;
}

void put_texts(std::string& to, std::span<const std::string> texts) {
  put_number(to, texts.size());
  for (const auto& text : texts) put_text(to, text);
}

std::vector<std::string> get_texts(WireReader& from) {
  std::vector<std::string> texts;
  for (auto count = from.number(); count > 0; --count) texts.emplace_back(from.text());
  return texts;
}

void write_head(const Recognition& found, std::span<const SheetSample> samples, const SourceSheets& source,
                std::vector<model::Finding> of_cells, const std::string& file, ChildOutput& output) {
  const auto& sheet = samples[found.sheet].name;
  std::string head;
  put_text(head, found.profile->name);
  put_number(head, found.others.size() + 1);
  put_text(head, sheet);
  for (const auto& other : found.others) put_text(head, samples[other.sheet].name);
  put_number(head, found.columns.size());
  for (const auto& column : found.columns) {
    put_number(head, column.profile_column);
    put_number(head, column.position);
    put_text(head, column.header);
    put_text(head, column.value);
  }
  auto findings = source.findings();
  for (auto& finding : recognition_findings(found, samples)) findings.push_back(std::move(finding));
  for (auto& finding : of_cells) findings.push_back(std::move(finding));
  put_number(head, findings.size());
  for (const auto& finding : findings) put_finding(head, finding);
  put_texts(head, find_texts(found.profile->number_patterns, found, samples));
  put_texts(head, period_texts(found, samples, file));
  put_texts(head, methods_in_titles(found, samples));
  output.write(head);
}

// Of all cells: whether two rows are equal can be told outside without their unmapped cells leaving.
std::uint64_t fingerprint(std::span<const std::string_view> cells, std::uint64_t hash = 0) {
  for (const auto cell : cells) hash = XXH3_64bits_withSeed(cell.data(), cell.size(), hash + 1);
  return hash;
}

// Counts of a form stand in each row that joins it with one of its repeats; they are meant once.
std::vector<bool> meant_once(const Recognition& found, const SheetInfo& sheet) {
  std::vector<bool> result;
  for (const auto& column : found.columns)
    result.push_back(column.position < sheet.form_columns &&
                     is_count_field(found.profile->column[column.profile_column].field));
  return result;
}

// Of a choice only whether it was made leaves: whoever writes a text there may mean a person.
std::string_view cell_to_send(const Recognition& found, const MappedColumn& column, std::string_view cell) {
  if (column.value.empty() || !found.profile->column[column.profile_column].choices) return cell;
  return parse_answer(cell) == Answer::yes ? std::string_view("1") : std::string_view();
}

/// What is recognised in each of the sheets that are read together.
std::vector<Recognition> by_sheet(const Recognition& found) {
  std::vector<Recognition> sheets = {found};
  for (const auto& other : found.others) {
    sheets.push_back(found);
    sheets.back().sheet = other.sheet;
    sheets.back().last_header_row = other.last_header_row;
  }
  return sheets;
}

/// Sends rows, of one sheet after another.
class RowSender {
 public:
  RowSender(const Recognition& found, const SourceSheets& source, ChildOutput& output)
      : found_(found),
        source_(source),
        output_(output),
        joined_(source.sheets()[found.sheet].form_columns != 0),
        once_(meant_once(found, source.sheets()[found.sheet])),
        mapped_(found.columns.size()) {}

  /// Both by sheet.
  void send(std::span<const Recognition> sheets, std::span<CellsFromAbove> above) {
    for (std::size_t i = 0; i < sheets.size(); ++i) send(sheets[i], above[i], i);
    output_.write(std::string_view("\0", 1));  // the end mark: row number 0
  }

 private:
  void send(const Recognition& sheet, CellsFromAbove& above, std::size_t index) {
    constexpr std::int64_t told_every = 4096;
    source_.read(sheet.sheet, [&](std::int64_t number, std::span<const std::string_view> cells) {
      if (number <= sheet.last_header_row) return true;
      if (++rows_ % told_every == 0) output_.progress(source_.share_read());
      send_row(number, index, cells, above);
      return true;
    });
  }

  void send_row(std::int64_t number, std::size_t index, std::span<const std::string_view> cells,
                CellsFromAbove& above) {
    const bool again = joined_ && std::exchange(answer_, number) == number;
    bool any = false;
    for (std::size_t i = 0; i < mapped_.size(); ++i) {
      mapped_[i] = cell_to_send(found_, found_.columns[i], cells[found_.columns[i].position]);
      any = any || !mapped_[i].empty();
    }
    if (!any) return;
    const auto own = fingerprint(cells);
    const bool filled = above.fill(number, mapped_);
    line_.clear();
    put_number(line_, static_cast<std::uint64_t>(place_on_sheet(index, number)));
    put_number(line_, filled ? fingerprint(mapped_, own) : own);
    for (std::size_t i = 0; i < mapped_.size(); ++i)
      put_text(line_, again && once_[i] ? std::string_view() : mapped_[i]);
    output_.write(line_);
  }

  const Recognition& found_;
  const SourceSheets& source_;
  ChildOutput& output_;
  bool joined_;  ///< of a form with its repeats
  std::vector<bool> once_;
  std::vector<std::string_view> mapped_;
  std::string line_;
  std::int64_t answer_ = -1;  ///< of the row before
  std::int64_t rows_ = 0;
};

std::string make_request(const SourceRequest& source, const std::string& sheet,
                         std::span<const ProfileText> profiles) {
  std::string request;
  put_request(request, source);
  put_text(request, sheet);
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

/// The child's answer while it comes in: what is said of the table first, then its rows.
class SourceAnswer {
 public:
  explicit SourceAnswer(std::span<const ProfileText> profiles) : profiles_(profiles) {}

  void take(std::string_view piece) {
    bytes_.append(piece);
    if (rows_) return rows_->take(piece);
    head_.append(piece);
    // However it is cut, trying costs no more than the head is long.
    if (head_.size() < next_try_) return;
    next_try_ = 2 * head_.size();
    read_head();
  }

  SourceTable finish() {
    if (!rows_) read_head();
    if (!rows_) throw CutOff();
    bytes_.finish();
    table_.take_rows(std::move(bytes_), rows_->finish());
    return std::move(table_);
  }

 private:
  // Does nothing as long as a part of it is missing.
  void read_head() {
    WireReader reader(head_);
    try {
      table_ = table_of(reader);
    } catch (const CutOff&) {
      return;
    }
    rows_.emplace(table_.columns.size(), table_.sheets.size(), reader.position());
    rows_->take(std::string_view(head_).substr(reader.position()));
    head_ = {};
  }

  SourceTable table_of(WireReader& reader) const {
    SourceTable table;
    table.profile = find_profile(profiles_, reader.text());
    for (auto count = reader.number(); count > 0; --count) table.sheets.push_back(get_name(reader));
    if (table.sheets.empty()) throw ImportRefused("the reader's answer names no sheet");
    table.sheet = table.sheets.front();
    for (auto count = reader.number(); count > 0; --count) {
      const auto column = reader.number();
      const auto position = reader.number();
      if (column >= table.profile->column.size())
        throw ImportRefused("the reader's answer names an unknown column");
      const auto& spec = table.profile->column[column];
      const auto header = get_name(reader);
      const std::string value(reader.text());
      table.columns.push_back({&spec, header, position, value.empty() ? spec.value : value});
    }
    for (auto count = reader.number(); count > 0; --count) table.findings.push_back(get_finding(reader));
    table.number_texts = get_texts(reader);
    table.period_texts = get_texts(reader);
    table.methods_said = get_texts(reader);
    return table;
  }

  std::span<const ProfileText> profiles_;
  model::RowBytes bytes_;
  std::string head_;
  std::size_t next_try_ = 0;
  SourceTable table_;
  std::optional<RowStarts> rows_;
};

}  // namespace

SourceTable read_source(const std::filesystem::path& file, const std::string& inner,
                        std::span<const ProfileText> profiles, const SandboxLimits& limits,
                        const SandboxWatch& watch, const std::string& encoding, const std::string& sheet) {
  SourceAnswer answer(profiles);
  run_sandboxed(
      {.subcommand = "read-source",
       .file = file,
       .request = make_request({file.filename().string(), inner, encoding}, sheet, profiles),
       .limits = limits,
       .companions = companions_of(file)},
      [&](std::string_view piece) { answer.take(piece); }, watch);
  return answer.finish();
}

void read_source_in_child(std::string_view request, const ChildFile& file, ChildOutput& output) {
  WireReader reader(request);
  const auto asked = get_request(reader);
  const std::string sheet(reader.text());
  std::vector<Profile> profiles;
  for (auto count = reader.number(); count > 0; --count) {
    const std::string profile(reader.text());
    const std::string origin(reader.text());
    profiles.push_back(parse_profile(reader.text(), profile, origin));
  }
  const auto source = open_table_source(file, asked);
  const auto samples = take_samples(*source, sample_rows);
  const auto found = recognise(profiles, samples, asked.name, sheet);
  const auto sheets = by_sheet(found);
  std::vector<CellsFromAbove> above;
  std::vector<model::Finding> of_cells;
  for (const auto& recognised : sheets) {
    above.emplace_back(recognised, *source);
    std::ranges::move(above.back().findings(samples[recognised.sheet]), std::back_inserter(of_cells));
  }
  write_head(found, samples, *source, std::move(of_cells), asked.inner.empty() ? asked.name : asked.inner,
             output);
  RowSender(found, *source, output).send(sheets, above);
}

}  // namespace sojourn::ingest

#include "ingest/form_repeats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "ingest/finding_log.hpp"
#include "ingest/form_sheets.hpp"
#include "ingest/wire.hpp"

namespace sojourn::ingest {
namespace {

/// The rows of one repeat by the answer they belong to.
class RepeatRows {
 public:
  RepeatRows(const SourceSheets& source, const FormSheet& form) : columns_(form.header.size()) {
    source.read(form.sheet, [&](std::int64_t number, std::span<const std::string_view> cells) {
      if (number <= form.header_row) return true;
      rows_[std::string(cells[*form.parent])].push_back(bytes_.size());
      for (const auto cell : cells) put_text(bytes_, cell);
      return true;
    });
  }

  /// Takes out the rows of answers that are none of `keys`, or one of several with that number; says how many
  /// of each there were.
  std::pair<std::size_t, std::size_t> keep_known(const FormKeys& keys) {
    std::size_t orphans = 0;
    std::size_t ambiguous = 0;
    std::erase_if(rows_, [&](const auto& rows) {
      const bool unknown = !keys.rows.contains(rows.first);
      const bool twice = keys.repeated.contains(rows.first);
      if (unknown) orphans += rows.second.size();
      if (twice) ambiguous += rows.second.size();
      return unknown || twice;
    });
    return {orphans, ambiguous};
  }

  /// Calls visit(cells) for each row of that answer; says whether there was one.
  template <typename Visit>
  bool each(std::string_view key, Visit&& visit) const {
    const auto found = rows_.find(std::string(key));
    if (found == rows_.end()) return false;
    std::vector<std::string_view> cells(columns_);
    for (const auto start : found->second) {
      WireReader reader(std::string_view(bytes_).substr(start));
      for (auto& cell : cells) cell = reader.text();
      visit(std::span<const std::string_view>(cells));
    }
    return true;
  }

 private:
  std::size_t columns_;
  std::string bytes_;
  std::unordered_map<std::string, std::vector<std::size_t>> rows_;
};

class JoinedSheets : public SourceSheets {
 public:
  explicit JoinedSheets(std::unique_ptr<SourceSheets> source) : source_(std::move(source)) {
    sheets_ = source_->sheets();
    findings_ = source_->findings();
    std::vector<FormSheet> forms;
    for (std::size_t i = 0; i < sheets_.size(); ++i)
      if (auto form = form_sheet(*source_, i)) forms.push_back(std::move(*form));
    if (std::ranges::none_of(forms, [](const auto& form) { return form.parent.has_value(); })) return;
    std::vector<FormKeys> keys;
    for (const auto& form : forms) keys.push_back(form.key ? keys_of(*source_, form) : FormKeys{});
    const auto parents = parents_of(forms, sheets_, keys);
    for (std::size_t i = 0; i < forms.size(); ++i) {
      if (forms[i].key) join(i, forms, parents, keys[i]);
      if (forms[i].parent && !parents[i]) note_unjoined(forms[i]);
    }
  }

  /// Whether there is more than in the source alone.
  bool any() const { return !joins_.empty() || findings_.size() > source_->findings().size(); }
  std::unique_ptr<SourceSheets> release() { return std::move(source_); }

  std::vector<MergedCells> merged(std::size_t sheet) const override {
    return sheet < source_->sheets().size() ? source_->merged(sheet) : std::vector<MergedCells>();
  }

  void read(std::size_t sheet, const RowVisitor& visit) const override {
    const auto plain = source_->sheets().size();
    if (sheet < plain) return source_->read(sheet, visit);
    const auto& join = joins_[sheet - plain];
    std::vector<std::string_view> cells(sheets_[sheet].columns);
    source_->read(join.form.sheet, [&](std::int64_t number, std::span<const std::string_view> own) {
      std::ranges::fill(cells, std::string_view());
      std::ranges::copy(own, cells.begin());
      if (number < join.form.header_row) return true;
      if (number == join.form.header_row) {
        std::ranges::copy(join.header, cells.begin() + static_cast<std::ptrdiff_t>(own.size()));
        return visit(number, cells);
      }
      return answer(join, number, own.size(), cells, visit);
    });
  }

 private:
  struct Join {
    FormSheet form;
    std::vector<std::string> header;  ///< of the repeats
    std::vector<std::size_t> starts;  ///< of each repeat's columns
    std::vector<RepeatRows> repeats;
  };

  void join(std::size_t at, const std::vector<FormSheet>& forms,
            const std::vector<std::optional<std::size_t>>& parents, const FormKeys& keys) {
    const auto& form = forms[at];
    Join join{form, {}, {}, {}};
    const auto name = sheets_[form.sheet].name;
    const auto own = sheets_[form.sheet].columns;
    for (std::size_t i = 0; i < forms.size(); ++i) {
      if (parents[i] != at) continue;
      join.starts.push_back(own + join.header.size());
      join.header.insert(join.header.end(), forms[i].header.begin(), forms[i].header.end());
      auto& rows = join.repeats.emplace_back(*source_, forms[i]);
      note_lost(rows.keep_known(keys), forms[i], form, keys);
    }
    if (join.repeats.empty() || own + join.header.size() > RowLimit::max_columns) return;
    sheets_.push_back({name, own + join.header.size(), own});
    joins_.push_back(std::move(join));
  }

  void note_unjoined(const FormSheet& repeat) {
    findings_.push_back(make_finding(
        "form.repeat_unjoined", sheets_[repeat.sheet].name, {},
        repeat.parent_table.empty()
            ? "The sheet holds repeats of a form, and no sheet is known to be that form's."
            : fmt::format("The sheet holds repeats of `{}`, and no sheet is known to be that one's.",
                          repeat.parent_table)));
  }

  void note_lost(std::pair<std::size_t, std::size_t> lost, const FormSheet& repeat, const FormSheet& form,
                 const FormKeys& keys) {
    const auto [orphans, ambiguous] = lost;
    const auto& sheet = sheets_[repeat.sheet].name;
    if (orphans > 0)
      findings_.push_back(
          make_finding("form.repeat_unjoined", sheet, {},
                       fmt::format("{} rows belong to no answer on the form's sheet: `{}` is blank, or not "
                                   "among the numbers in `{}`.",
                                   orphans, repeat.header[*repeat.parent], form.header[*form.key])));
    if (ambiguous > 0)
      findings_.push_back(make_finding(
          "form.number_repeated", sheets_[form.sheet].name, {keys.repeated_row},
          fmt::format("{} numbers in `{}` stand for several answers, first on this row; {} rows of `{}` "
                      "belong to one of them.",
                      keys.repeated.size(), form.header[*form.key], ambiguous, sheet)));
  }

  static bool answer(const Join& join, std::int64_t number, std::size_t own,
                     std::vector<std::string_view>& cells, const RowVisitor& visit) {
    bool any = false;
    bool go_on = true;
    const auto key = cells[*join.form.key];
    for (std::size_t i = 0; i < join.repeats.size(); ++i)
      any |= join.repeats[i].each(key, [&](std::span<const std::string_view> repeat) {
        std::fill(cells.begin() + static_cast<std::ptrdiff_t>(own), cells.end(), std::string_view());
        std::ranges::copy(repeat, cells.begin() + static_cast<std::ptrdiff_t>(join.starts[i]));
        go_on = go_on && visit(number, cells);
      });
    return any ? go_on : visit(number, cells);
  }

  std::unique_ptr<SourceSheets> source_;
  std::vector<Join> joins_;
};

}  // namespace

std::unique_ptr<SourceSheets> join_repeats(std::unique_ptr<SourceSheets> source) {
  if (source->sheets().size() < 2) return source;
  auto joined = std::make_unique<JoinedSheets>(std::move(source));
  if (!joined->any()) return joined->release();
  return joined;
}

}  // namespace sojourn::ingest

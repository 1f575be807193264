#include "ingest/form_repeats.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "ingest/error.hpp"
#include "ingest/values.hpp"
#include "ingest/wire.hpp"

namespace sojourn::ingest {
namespace {

constexpr int header_search_rows = 5;
constexpr std::string_view key_names[] = {"_index", "key"};
constexpr std::string_view parent_names[] = {"_parent_index", "parent_key"};
constexpr std::string_view table_name = "_parent_table_name";

/// Where a sheet says what its rows are and belong to.
struct FormSheet {
  std::size_t sheet = 0;
  std::int64_t header_row = 0;
  std::vector<std::string> header;
  std::optional<std::size_t> key;
  std::optional<std::size_t> parent;
  std::string parent_table;  ///< as the first row names it; empty: not said
};

std::optional<std::size_t> find_column(const std::vector<std::string>& header,
                                       std::span<const std::string_view> names) {
  for (const auto name : names)
    for (std::size_t i = 0; i < header.size(); ++i)
      if (lower_ascii(header[i]) == name) return i;
  return std::nullopt;
}

std::optional<FormSheet> form_sheet(const SourceSheets& source, std::size_t sheet) try {
  FormSheet form;
  form.sheet = sheet;
  std::optional<std::size_t> table;
  int rows = 0;
  source.read(sheet, [&](std::int64_t number, std::span<const std::string_view> cells) {
    if (form.key || form.parent) {
      if (table) form.parent_table = std::string(cells[*table]);
      return false;
    }
    form.header.assign(cells.begin(), cells.end());
    form.header_row = number;
    form.key = find_column(form.header, key_names);
    form.parent = find_column(form.header, parent_names);
    table = find_column(form.header, {&table_name, 1});
    return ++rows < header_search_rows || form.key || form.parent;
  });
  if (!form.key && !form.parent) return std::nullopt;
  return form;
} catch (const SheetUnreadable&) {  // whoever takes samples says so
  return std::nullopt;
}

bool belongs(const FormSheet& repeat, const FormSheet& form, const std::string& form_name) {
  if (!repeat.parent || repeat.sheet == form.sheet) return false;
  return repeat.parent_table.empty() ? !form.parent : repeat.parent_table == form_name;
}

/// The rows of one repeat by the answer they belong to.
class RepeatRows {
 public:
  RepeatRows(const SourceSheets& source, const FormSheet& form) : columns_(form.header.size()) {
    source.read(form.sheet, [&](std::int64_t number, std::span<const std::string_view> cells) {
      if (number <= form.header_row || cells[*form.parent].empty()) return true;
      rows_[std::string(cells[*form.parent])].push_back(bytes_.size());
      for (const auto cell : cells) put_text(bytes_, cell);
      return true;
    });
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
    for (const auto& form : forms)
      if (form.key) join(form, forms);
  }

  bool any() const { return !joins_.empty(); }
  std::unique_ptr<SourceSheets> release() { return std::move(source_); }

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

  void join(const FormSheet& form, const std::vector<FormSheet>& forms) {
    Join join{form, {}, {}, {}};
    const auto name = sheets_[form.sheet].name;
    const auto own = sheets_[form.sheet].columns;
    for (const auto& repeat : forms) {
      if (!belongs(repeat, form, name)) continue;
      join.starts.push_back(own + join.header.size());
      join.header.insert(join.header.end(), repeat.header.begin(), repeat.header.end());
      join.repeats.emplace_back(*source_, repeat);
    }
    if (join.repeats.empty() || own + join.header.size() > RowLimit::max_columns) return;
    sheets_.push_back({name, own + join.header.size(), own, *form.key});
    joins_.push_back(std::move(join));
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

#include "ingest/form_sheets.hpp"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "ingest/error.hpp"
#include "ingest/form_names.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

constexpr int header_search_rows = 5;
constexpr std::string_view key_names[] = {"_index", "key"};
constexpr std::string_view parent_names[] = {"_parent_index", "parent_key"};
constexpr std::string_view table_name = "_parent_table_name";

std::optional<std::size_t> find_column(const std::vector<std::string>& header,
                                       std::span<const std::string_view> names) {
  for (const auto name : names)
    for (std::size_t i = 0; i < header.size(); ++i)
      if (lower_ascii(header[i]) == name) return i;
  return std::nullopt;
}

/// Finds them by name, by key, and what is left by there being one form only.
class Parents {
 public:
  Parents(const std::vector<FormSheet>& forms, const std::vector<SheetInfo>& sheets,
          const std::vector<FormKeys>& keys)
      : forms_(forms), sheets_(sheets), keys_(keys), parents_(forms.size()) {
    for (std::size_t i = 0; i < forms.size(); ++i)
      if (forms[i].parent) parents_[i] = forms[i].parent_table.empty() ? by_key(i) : by_name(i);
    give_rest_to_the_only_form();
  }

  std::vector<std::optional<std::size_t>> take() { return std::move(parents_); }

 private:
  template <typename Fits>
  std::optional<std::size_t> only(std::size_t repeat, Fits&& fits) const {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < forms_.size(); ++i) {
      if (i == repeat || !forms_[i].key || !fits(i)) continue;
      if (found) return std::nullopt;
      found = i;
    }
    return found;
  }

  std::optional<std::size_t> by_name(std::size_t repeat) const {
    const auto& section = forms_[repeat].parent_table;
    const auto name = [&](std::size_t i) -> const std::string& { return sheets_[forms_[i].sheet].name; };
    if (const auto same = only(repeat, [&](std::size_t i) { return name(i) == section; })) return same;
    return only(repeat, [&](std::size_t i) { return may_be_sheet_of(name(i), section); });
  }

  // Where no name is given: ODK's keys are like those of no other sheet, while every sheet has a row 1.
  std::optional<std::size_t> by_key(std::size_t repeat) const {
    const auto& key = forms_[repeat].parent_key;
    if (key.empty() || parse_count(key))
      return only(repeat, [&](std::size_t i) { return !forms_[i].parent; });
    return only(repeat, [&](std::size_t i) { return keys_[i].rows.contains(key); });
  }

  // Somebody may have renamed the form's sheet: if all that is left names one section, and there is one form
  // without a repeat by name, it is that form's.
  void give_rest_to_the_only_form() {
    const auto form = only(forms_.size(), [&](std::size_t i) { return !forms_[i].parent; });
    if (!form || std::ranges::find(parents_, form) != parents_.end()) return;
    std::set<std::string> sections;
    const auto is_left = [&](std::size_t i) { return forms_[i].parent && !parents_[i]; };
    for (std::size_t i = 0; i < forms_.size(); ++i)
      if (is_left(i)) sections.insert(forms_[i].parent_table);
    if (sections.size() != 1 || sections.contains("")) return;
    for (std::size_t i = 0; i < forms_.size(); ++i)
      if (is_left(i)) parents_[i] = form;
  }

  const std::vector<FormSheet>& forms_;
  const std::vector<SheetInfo>& sheets_;
  const std::vector<FormKeys>& keys_;
  std::vector<std::optional<std::size_t>> parents_;
};

}  // namespace

std::optional<FormSheet> form_sheet(const SourceSheets& source, std::size_t sheet) try {
  FormSheet form;
  form.sheet = sheet;
  std::optional<std::size_t> table;
  int rows = 0;
  source.read(sheet, [&](std::int64_t number, std::span<const std::string_view> cells) {
    if (form.key || form.parent) {
      if (table) form.parent_table = std::string(cells[*table]);
      if (form.parent) form.parent_key = std::string(cells[*form.parent]);
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

FormKeys keys_of(const SourceSheets& source, const FormSheet& form) {
  FormKeys keys;
  source.read(form.sheet, [&](std::int64_t number, std::span<const std::string_view> cells) {
    if (number <= form.header_row || cells[*form.key].empty()) return true;
    const auto [known, fresh] = keys.rows.try_emplace(std::string(cells[*form.key]), number);
    if (!fresh && keys.repeated.insert(known->first).second && keys.repeated_row == 0)
      keys.repeated_row = number;
    return true;
  });
  return keys;
}

std::vector<std::optional<std::size_t>> parents_of(const std::vector<FormSheet>& forms,
                                                   const std::vector<SheetInfo>& sheets,
                                                   const std::vector<FormKeys>& keys) {
  return Parents(forms, sheets, keys).take();
}

}  // namespace sojourn::ingest

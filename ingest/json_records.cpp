#include "ingest/json_records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ingest/error.hpp"
#include "ingest/finding_log.hpp"
#include "ingest/values.hpp"
#include "ingest/wire.hpp"
#include "model/utf8.hpp"

namespace sojourn::ingest {
namespace {

constexpr std::size_t max_depth = 32;
constexpr std::size_t longest_name = 300;
constexpr std::size_t most_lists = 256;

/// A list of records.
struct RecordList {
  std::string path;                                    ///< of the members that lead to it: `result/records`
  std::vector<std::string> names;                      ///< of the columns, as they first came
  std::string rows;                                    ///< each: number of cells, then column and text
  std::vector<std::size_t> starts;                     ///< of each row in `rows`
  std::unordered_map<std::string, std::size_t> index;  ///< of `names`
};

/// Takes the parser's events, so that no document is ever held as a tree.
class RecordHandler : public nlohmann::json_sax<nlohmann::json> {
 public:
  std::vector<RecordList> lists;
  std::set<std::string> skipped;  ///< lists of objects inside records
  std::size_t error_position = 0;
  bool too_deep = false;
  bool too_wide = false;
  bool too_many = false;

  bool null() override { return true; }
  bool boolean(bool value) override { return scalar(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return scalar(fmt::format("{}", value)); }
  bool number_unsigned(number_unsigned_t value) override { return scalar(fmt::format("{}", value)); }
  bool number_float(number_float_t, const string_t& text) override {
    return scalar(with_certain_point(text).value_or(text));
  }
  bool string(string_t& value) override { return scalar(value); }
  bool binary(binary_t&) override { return true; }

  bool start_object(std::size_t) override {
    if (!deeper()) return false;
    const bool in_list = !stack_.empty() && stack_.back().list;
    if (in_list && !records_at_ && !begin_list()) return false;
    if (records_at_ && in_list && stack_.size() > *records_at_ && !ignored_at_) {
      skipped.insert(path());
      ignored_at_ = stack_.size();
    }
    stack_.push_back({false, {}});
    return true;
  }
  bool key(string_t& name) override {
    stack_.back().name = name.substr(0, longest_name);
    return true;
  }
  bool end_object() override {
    stack_.pop_back();
    if (ignored_at_ && stack_.size() == *ignored_at_) ignored_at_.reset();
    if (records_at_ && stack_.size() == *records_at_) finish_row();
    return true;
  }
  bool start_array(std::size_t) override {
    if (!deeper()) return false;
    stack_.push_back({true, {}});
    return true;
  }
  bool end_array() override {
    stack_.pop_back();
    if (records_at_ && stack_.size() < *records_at_) records_at_.reset();
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    error_position = position;
    return false;
  }

 private:
  struct Level {
    bool list = false;
    std::string name;  ///< of an object: of the member being read
  };

  bool deeper() {
    too_deep = stack_.size() >= max_depth;
    return !too_deep;
  }

  // Lists in one place (a list of pages, say) are one.
  bool begin_list() {
    const auto at = path(0);
    const auto known = std::ranges::find(lists, at, &RecordList::path);
    current_ = static_cast<std::size_t>(known - lists.begin());
    too_many = current_ == most_lists;
    if (too_many) return false;
    if (known == lists.end()) lists.emplace_back().path = at;
    records_at_ = stack_.size();
    return true;
  }

  /// Of the member being read, from its record on.
  std::string path() const { return path(*records_at_); }
  std::string path(std::size_t from) const {
    std::string result;
    for (std::size_t i = from; i < stack_.size(); ++i)
      if (!stack_[i].list) result += (result.empty() ? "" : "/") + stack_[i].name;
    return result;
  }

  bool scalar(std::string_view text) {
    if (!records_at_ || ignored_at_ || stack_.size() <= *records_at_) return true;
    auto& list = lists[current_];
    const auto [found, fresh] = list.index.try_emplace(path(), list.names.size());
    if (fresh) list.names.push_back(found->first);
    too_wide = list.names.size() > RowLimit::max_columns;
    if (too_wide) return false;
    auto& cell = row_[found->second];
    if (!cell.empty()) cell += ' ';
    cell += trim(text);
    return true;
  }

  void finish_row() {
    auto& list = lists[current_];
    list.starts.push_back(list.rows.size());
    put_number(list.rows, row_.size());
    for (const auto& [column, text] : row_) {
      put_number(list.rows, column);
      put_text(list.rows, text);
    }
    row_.clear();
  }

  std::vector<Level> stack_;
  std::optional<std::size_t> records_at_;  ///< depth of the list of records being read
  std::size_t current_ = 0;                ///< that list
  std::optional<std::size_t> ignored_at_;  ///< depth of a list of objects inside a record
  std::map<std::size_t, std::string> row_;
};

class JsonRecords : public SourceSheets {
 public:
  JsonRecords(const SourceBytes& source, const std::string& name) {
    findings_ = source.findings;
    const bool whole = nlohmann::json::sax_parse(source.content, &handler_);
    if (handler_.too_deep)
      throw ImportRefused(
          fmt::format("{} is JSON nested more than {} deep; records are flat", name, max_depth));
    if (handler_.too_wide)
      throw ImportRefused(
          fmt::format("the records of {} have more than {} members", name, RowLimit::max_columns));
    if (handler_.too_many)
      throw ImportRefused(
          fmt::format("{} holds more than {} lists of records; put the one that is meant into a "
                      "file of its own",
                      name, most_lists));
    if (!whole)
      throw ImportRefused(
          fmt::format("{} is cut off or damaged: byte {} is not what JSON has there. Get the file again.",
                      name, handler_.error_position));
    if (handler_.lists.empty())
      throw ImportRefused(fmt::format("{} is a JSON document without a list of records", name));
    for (const auto& list : handler_.lists)
      sheets_.push_back({handler_.lists.size() == 1 ? "" : list.path, list.names.size()});
    for (const auto& list : handler_.skipped) {
      const auto shown = model::utf8_prefix(list, 80);
      findings_.push_back(make_finding(
          "records.nested", "", {},
          fmt::format("`{}` holds lists of records inside records; they were not read.", shown)));
      findings_.back().column = shown;
    }
  }

  void read(std::size_t sheet, const RowVisitor& visit) const override {
    const auto& list = handler_.lists[sheet];
    std::vector<std::string_view> cells(list.names.begin(), list.names.end());
    if (!visit(0, cells)) return;
    RowLimit limit(cells.size());
    for (std::size_t row = 0; row < list.starts.size(); ++row) {
      limit.count();
      std::ranges::fill(cells, std::string_view());
      WireReader reader(std::string_view(list.rows).substr(list.starts[row]));
      bool any = false;
      for (auto count = reader.number(); count > 0; --count) {
        auto& cell = cells[reader.number()];
        cell = reader.text();
        any = any || !cell.empty();
      }
      if (any && !visit(static_cast<std::int64_t>(row + 1), cells)) return;
    }
  }

 private:
  RecordHandler handler_;
};

}  // namespace

std::unique_ptr<SourceSheets> open_json_records(const SourceBytes& source, const std::string& name) {
  return std::make_unique<JsonRecords>(source, name);
}

}  // namespace sojourn::ingest

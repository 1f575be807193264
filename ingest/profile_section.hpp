/// A profile's TOML read key by key, with errors that name key and line. Of ingest's own sources only
/// profile_parser.cpp includes this: toml++ is large.
#pragma once

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/error.hpp"

namespace sojourn::ingest {

/// A TOML table of which every key has to be asked for: `finish` complains about the first that was not.
class Section {
 public:
  Section(const toml::table* table, std::string path, std::string origin)
      : table_(table), path_(std::move(path)), origin_(std::move(origin)) {}

  [[noreturn]] void fail(std::string_view key, const toml::node* node, std::string_view what) const {
    fail_at(node != nullptr     ? node->source().begin
            : table_ != nullptr ? table_->source().begin
                                : toml::source_position{},
            key, what);
  }

  [[noreturn]] void fail_at(toml::source_position place, std::string_view key, std::string_view what) const {
    throw ProfileError(
        fmt::format("{}, line {}, column {}: {}{}: {}", origin_, place.line, place.column, path_, key, what));
  }

  const toml::node* get(std::string_view key) {
    asked_.emplace_back(key);
    return table_ == nullptr ? nullptr : table_->get(key);
  }

  template <typename Value>
  std::optional<Value> value(std::string_view key, std::string_view kind) {
    const auto* node = get(key);
    if (node == nullptr) return std::nullopt;
    auto result = node->value<Value>();
    if (!result) fail(key, node, fmt::format("should be {}", kind));
    return result;
  }
  std::string text(std::string_view key, std::string otherwise = {}) {
    return value<std::string>(key, "a text in quotes").value_or(std::move(otherwise));
  }
  bool flag(std::string_view key) { return value<bool>(key, "true or false").value_or(false); }

  /// A text or a list of texts.
  std::vector<std::string> texts(std::string_view key) {
    const auto* node = get(key);
    if (node == nullptr) return {};
    return texts_of(key, *node);
  }

  std::vector<std::string> texts_of(std::string_view key, const toml::node& node) const {
    if (const auto single = node.value_exact<std::string>()) return {*single};
    const auto* list = node.as_array();
    if (list == nullptr) fail(key, &node, "should be a text or a list of texts");
    std::vector<std::string> result;
    for (const auto& item : *list) {
      const auto value = item.value_exact<std::string>();
      if (!value) fail(key, &item, "should be a text in quotes");
      result.push_back(*value);
    }
    return result;
  }

  Section section(std::string_view key) {
    const auto* node = get(key);
    if (node != nullptr && !node->is_table()) fail(key, node, "should be a table");
    return {node == nullptr ? nullptr : node->as_table(), fmt::format("{}{}.", path_, key), origin_};
  }

  /// Calls visit(key, node) for every entry; all count as asked for.
  template <typename Visit>
  void each(Visit&& visit) {
    if (table_ == nullptr) return;
    for (const auto& [key, node] : *table_) {
      asked_.emplace_back(key.str());
      visit(std::string(key.str()), node);
    }
  }

  std::map<std::string, std::string, std::less<>> text_map() {
    std::map<std::string, std::string, std::less<>> result;
    each([&](const std::string& key, const toml::node& node) {
      const auto value = node.value_exact<std::string>();
      if (!value) fail(key, &node, "should be a text in quotes");
      result.emplace(key, *value);
    });
    return result;
  }

  void finish() const {
    if (table_ == nullptr) return;
    for (const auto& [key, unused] : *table_)
      if (std::ranges::find(asked_, key.str()) == asked_.end())
        fail_at(key.source().begin, key.str(), "unknown key; docs/profiles.md lists them");
  }

  const toml::table* table() const { return table_; }
  const std::string& origin() const { return origin_; }

 private:
  const toml::table* table_;
  std::string path_;
  std::string origin_;
  std::vector<std::string> asked_;
};

/// One of a few words.
template <typename Enum, std::size_t Count>
Enum choice(Section& section, std::string_view key, const std::pair<std::string_view, Enum> (&known)[Count],
            Enum otherwise) {
  const auto* node = section.get(key);
  if (node == nullptr) return otherwise;
  const auto text = node->value_exact<std::string>().value_or("");
  std::string names;
  for (const auto& [name, value] : known) {
    if (name == text) return value;
    names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", name);
  }
  section.fail(key, node, fmt::format("should be one of {}", names));
}

}  // namespace sojourn::ingest

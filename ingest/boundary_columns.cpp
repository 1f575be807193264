#include "ingest/boundary_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "ingest/boundary_layer.hpp"

namespace sojourn::ingest {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

/// Lower case without underscores: the generations differ in both.
std::string plain(std::string_view column) {
  std::string text;
  for (const char c : column)
    if (c != '_') text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

/// Takes `prefix` off the front; false if it is not there.
bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool is_language(std::string_view text) {
  return (text.size() == 2 || text.size() == 3) && std::all_of(text.begin(), text.end(), is_lower);
}

/// Reads column names one by one into `columns`.
class Recogniser {
 public:
  void add(std::string_view name, std::size_t index) {
    const auto text = plain(name);
    std::string_view rest = text;
    if ((take(rest, "admin") || take(rest, "adm") || take(rest, "a")) && rest.size() > 1 &&
        is_digit(rest[0]) && !is_digit(rest[1])) {
      const int level = rest[0] - '0';
      if (level < geo::level_count) add_level_column(level, rest.substr(1), index);
      return;
    }
    add_other_column(text, index);
  }

  BoundaryColumns finish(const std::string& layer_name) {
    auto deepest = found_.levels.rend();
    for (auto level = found_.levels.rbegin();
         level != found_.levels.rend() && deepest == found_.levels.rend(); ++level)
      if (level->pcode || !level->names.empty()) deepest = level;
    if (deepest != found_.levels.rend()) {
      found_.level = static_cast<int>(found_.levels.rend() - deepest) - 1;
    } else {
      const auto level = level_in(layer_name);
      if (!level) throw BoundaryError("no column tells the admin level");
      found_.level = *level;
    }
    auto& own = found_.levels[static_cast<std::size_t>(found_.level)];
    if (!own.pcode) own.pcode = plain_pcode_;
    if (!own.pcode) throw BoundaryError(fmt::format("no column holds P-codes of level {}", found_.level));
    if (plain_name_) own.names.push_back({*plain_name_, ""});
    return found_;
  }

 private:
  void add_level_column(int level, std::string_view rest, std::size_t index) {
    auto& columns = found_.levels[static_cast<std::size_t>(level)];
    if (rest == "pcode" || rest == "pcod" || rest == "code") {
      // A code of another kind may stand beside the P-code: that one wins.
      if (!columns.pcode || rest != "code") columns.pcode = index;
    } else if (rest.starts_with("ref") || rest.starts_with("alt") || rest.starts_with("namealt") ||
               rest.starts_with("naaralt") || rest == "al1" || rest == "al2" || rest == "al3" ||
               rest == "na1" || rest == "na2") {
      columns.other_names.push_back(index);
    } else if (take(rest, "name")) {
      if (rest.empty() || is_language(rest) || (rest.size() == 1 && is_digit(rest[0])))
        columns.names.push_back({index, std::string(rest)});
    } else if (is_language(rest)) {
      columns.names.push_back({index, std::string(rest)});
    }
  }

  void add_other_column(std::string_view text, std::size_t index) {
    if (text == "hrpcode" || text == "pcode") plain_pcode_ = index;
    if (text == "hrname" || text == "name") plain_name_ = index;
    if (text == "hrparent" || text == "parentpcode" || text == "parentpcod" || text == "parent")
      found_.parent_pcode = index;
    if (text == "validon") found_.valid_on = index;
    if (text == "date") found_.date = index;
    if (const auto year = year_of_population(text); !found_.population && year) {
      found_.population = index;
      if (*year != 0) found_.population_year = year;
    }
  }

  /// 0 if the column holds population of no said year; nothing if it does not hold population.
  static std::optional<int> year_of_population(std::string_view text) {
    if (!take(text, "population") && !take(text, "poptotal") && !take(text, "totalpop") &&
        !take(text, "pop") && !take(text, "ttl"))
      return std::nullopt;
    if (text.empty()) return 0;
    int year = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), year);
    if (error != std::errc{} || end != text.data() + text.size() || year < 1950 || year > 2100)
      return std::nullopt;
    return year;
  }

  /// The digit after "adm" or "admin" in a layer's name.
  static std::optional<int> level_in(const std::string& layer_name) {
    const auto text = plain(layer_name);
    for (auto at = text.find("adm"); at != std::string::npos; at = text.find("adm", at + 1)) {
      std::string_view rest = std::string_view(text).substr(at + 3);
      take(rest, "in");
      if (!rest.empty() && rest[0] >= '0' && rest[0] < '0' + geo::level_count) return rest[0] - '0';
    }
    return std::nullopt;
  }

  BoundaryColumns found_;
  std::optional<std::size_t> plain_pcode_;
  std::optional<std::size_t> plain_name_;
};

}  // namespace

BoundaryColumns recognise_boundary_columns(const std::vector<std::string>& columns,
                                           const std::string& layer_name) {
  Recogniser recogniser;
  for (std::size_t i = 0; i < columns.size(); ++i) recogniser.add(columns[i], i);
  try {
    return recogniser.finish(layer_name);
  } catch (const BoundaryError& error) {
    throw BoundaryError(
        fmt::format("{}; its columns are: {}. Expected are names such as ADM2_PCODE and ADM2_EN, adm2_pcode "
                    "and adm2_name, admin2Pcode and admin2Name, or A2Code and A2NameEn",
                    error.what(), fmt::join(columns, ", ")));
  }
}

}  // namespace sojourn::ingest

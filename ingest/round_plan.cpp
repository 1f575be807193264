#include "ingest/round_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <regex>
#include <set>
#include <unordered_map>

#include "geo/country_code.hpp"
#include "geo/gazetteer.hpp"
#include "ingest/dates.hpp"
#include "ingest/field_lists.hpp"
#include "ingest/finding_log.hpp"
#include "ingest/operation_code.hpp"
#include "ingest/round_hints.hpp"
#include "ingest/round_method.hpp"
#include "ingest/round_period.hpp"
#include "ingest/titled_round.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

using model::Date;

/// Positions in key_fields.
enum Key : std::size_t {
  country,
  operation,
  operation_status,
  source_method,
  round_number,
  period_start,
  period_end,
  level,
  sensitivity,
  key_count
};

/// Rows that say the same about their round.
struct RawGroup {
  std::array<std::string_view, key_count> cells;
  RowRuns rows;
  DayCounts assessed;
};

class Planner {
 public:
  Planner(const SourceTable& table, const ImportOptions& options)
      : table_(table), profile_(*table.profile), options_(options), missing_(profile_.missing), log_(table) {
    columns_.fill(std::numeric_limits<std::size_t>::max());
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const auto& field = table.columns[i].spec->field;
      if (field == "assessed_on") assessed_.push_back(i);
      for (std::size_t key = 0; key < key_count; ++key)
        if (key_fields[key] == field && !has(key)) columns_[key] = i;
    }
    for (const auto& text : table.number_texts) titled_.add_number(whole(text));
    for (const auto& text : table.period_texts) titled_.add_period(date(text));
  }

  RoundPlans run() {
    gather();
    for (auto& [raw, group] : groups_) interpret(group);
    place_undecided();
    reject_mixed_plans();
    place_roundless();
    finish_periods();
    if (plans_.empty() && reasons_.empty()) reasons_.insert(nothing_chosen());
    if (!reasons_.empty()) throw ImportRefused(std::vector<std::string>(reasons_.begin(), reasons_.end()));
    finish_operations();
    RoundPlans result;
    for (auto& [key, plan] : plans_) result.plans.push_back(std::move(plan.plan));
    result.findings = log_.take();
    return result;
  }

 private:
  struct Draft {
    RoundPlan plan;
    PeriodSources period;
    std::optional<model::Sensitivity> mark;
    bool ended = false;
    std::vector<const RawGroup*> groups;
    std::set<std::pair<Date, Date>> periods;  ///< as columns say them
    std::set<Date> ends;
  };

  /// Rows of an operation whose round nobody knows.
  struct Roundless {
    const RawGroup* group;
    std::string operation;
    Rejection why;
  };

  bool has(std::size_t key) const { return columns_[key] != std::numeric_limits<std::size_t>::max(); }

  bool says_nothing_by_row() const {
    for (std::size_t key = 0; key < key_count; ++key)
      if (has(key)) return false;
    return assessed_.empty();
  }

  void gather() {
    if (says_nothing_by_row()) {
      if (table_.rows() > 0) groups_[std::string()].rows.append(0, static_cast<std::uint32_t>(table_.rows()));
      return;
    }
    std::vector<std::string_view> cells(table_.columns.size());
    std::string raw;
    for (std::size_t row = 0; row < table_.rows(); ++row) {
      table_.cells(row, cells);
      raw.clear();
      for (std::size_t key = 0; key < key_count; ++key)
        if (has(key)) raw.append(cells[columns_[key]]).push_back('\x1F');
      const auto [found, fresh] = groups_.try_emplace(raw);
      auto& group = found->second;
      for (std::size_t key = 0; fresh && key < key_count; ++key)
        if (has(key) && !missing_.contains(cells[columns_[key]])) group.cells[key] = cells[columns_[key]];
      group.rows.push_back(static_cast<std::uint32_t>(row));
      for (const auto column : assessed_)
        if (const auto& span = date(cells[column])) ++group.assessed[span->last.days_since_1970()];
    }
  }

  const std::optional<DateSpan>& date(std::string_view cell) {
    const auto found = dates_.find(cell);
    if (found != dates_.end()) return found->second;
    return dates_.emplace(cell, missing_.contains(cell) ? std::nullopt : parse_date(cell)).first->second;
  }

  std::string country_of(const RawGroup& group) const {
    if (auto said = country_code(group.cells[country]); !said.empty()) return said;
    if (!profile_.country.empty()) return profile_.country;
    if (options_.country) return *options_.country;
    return options_.operation ? country_of_operation(*options_.operation) : std::string();
  }

  std::string operation_of(const RawGroup& group, const std::string& nation) {
    auto in_file = operation_code(profile_, group.cells[operation], nation);
    if (!in_file.empty()) {
      operations_seen_.insert(in_file);
      return in_file;
    }
    if (options_.operation) return *options_.operation;
    if (!profile_.operation_code.empty()) return profile_.operation_code;
    if (!nation.empty())
      log_.add_once("operation.assumed", nation, {},
                    fmt::format("The file names no operation; `{}`, the country, was taken.", nation));
    return nation;
  }

  std::optional<int> number_in(std::string_view text) const {
    for (const auto& pattern : profile_.number_value_patterns) {
      std::cmatch found;
      if (text.size() < 200 && std::regex_search(text.data(), text.data() + text.size(), found,
                                                 std::regex(pattern, std::regex::icase)))
        return whole(found[1].str());
    }
    if (const auto number = whole(text)) return number;
    return whole(number_after_round_word(text));
  }

  static std::optional<int> whole(std::string_view text) {
    const auto value = parse_count(text);
    if (!value || *value < 0 || *value > 9999) return std::nullopt;
    return static_cast<int>(*value);
  }

  void interpret(RawGroup& group) {
    const auto nation = country_of(group);
    const auto code = operation_of(group, nation);
    const auto method = method_.find(group.cells[source_method]);
    std::optional<int> number;
    if (has(round_number) && group.cells[round_number].empty()) {
      if (!options_.round && !profile_.number && table_.number_texts.empty()) {
        undecided_.emplace_back(&group, code);
        return;
      }
    } else if (has(round_number)) {
      number = number_in(group.cells[round_number]);
      if (!number) {
        // What stands there is not repeated: where cells have shifted it may be anybody's name.
        roundless_.push_back({&group,
                              code,
                              {"round.unreadable", "What stands here is no round number.",
                               &table_.columns[columns_[round_number]]}});
        return;
      }
    }
    if (!number) number = number_without_column();
    if (!number) number = year_of_plan(group);
    if (nation.empty())
      reasons_.insert(std::string("neither the file nor the profile says the country; name an operation "
                                  "whose code begins with it, "
                                  "as in --operation NGA") +
                      country_hint());
    else if (code.empty() || !model::is_operation_code(code))
      reasons_.insert("neither the file nor the profile says the operation; say --operation CODE");
    if (!number) reasons_.insert(titled_.why_no_number() + hint_of_file_name(options_.file.stem().string()));
    if (nation.empty() || code.empty() || !method || !number) return;
    if (!chosen(group, nation, *method, *number)) return;
    add(group, nation, {code, *method, *number});
  }

  // Once: it reads all rows, and every group of them may ask.
  const std::string& country_hint() {
    if (!country_hint_) country_hint_ = hint_of_codes(table_);
    return *country_hint_;
  }

  std::optional<int> number_without_column() {
    if (!options_.round) return titled_.has_numbers() ? titled_.number() : profile_.number;
    if (const auto differs = titled_.difference_from(*options_.round, table_.sheets.size() > 1);
        !differs.empty())
      log_.add_once("round.differs", "", {}, differs);
    return options_.round;
  }

  // Plans of people in need are made for a year, and known by it.
  std::optional<int> year_of_plan(const RawGroup& group) {
    if (profile_.collection != model::Collection::people_in_need) return std::nullopt;
    for (const auto text : {group.cells[period_start], group.cells[period_end]})
      if (const auto& span = date(text)) return span->first.year();
    if (const auto given = options_.from ? options_.from : options_.to) return given->year();
    const auto titled = titled_.period();
    return titled ? std::optional(titled->first.year()) : std::nullopt;
  }

  // Of a file with columns for them, options choose rounds.
  bool chosen(const RawGroup& group, const std::string& nation, model::Method method, int number) {
    if (options_.round && has(round_number) && !group.cells[round_number].empty() &&
        *options_.round != number)
      return false;
    if (options_.method && has(source_method) && !group.cells[source_method].empty() &&
        *options_.method != method)
      return false;
    return !options_.operation || group.cells[operation].empty() ||
           operation_code(profile_, group.cells[operation], nation) == *options_.operation;
  }

  std::string nothing_chosen() const {
    if (table_.rows() == 0)
      return fmt::format("{} has a header but no rows", options_.file.filename().string());
    std::string text = "no row is of the operation, method and round asked for";
    if (!operations_seen_.empty())
      text += fmt::format("; the file holds {}", fmt::join(operations_seen_, ", "));
    return text;
  }

  void add(const RawGroup& group, const std::string& nation, const model::RoundKey& key) {
    auto [found, fresh] = plans_.try_emplace(key);
    auto& draft = found->second;
    if (fresh) describe(group, nation, key, draft.plan);
    int about = -1;
    if (has(level)) about = whole(group.cells[level]).value_or(-1);
    draft.plan.rows[about].append(group.rows);
    draft.groups.push_back(&group);
    if (const auto &start = date(group.cells[period_start]), &end = date(group.cells[period_end]);
        start && end)
      draft.periods.emplace(start->first, end->last);
    for (const auto& [cell, first] :
         {std::pair{group.cells[period_start], true}, {group.cells[period_end], false}}) {
      if (cell.empty()) continue;
      const auto& span = date(cell);
      if (!span)
        log_.add_once(
            "date.unreadable", cell,
            {table_.number(group.rows.front()), &table_.columns[columns_[first ? period_start : period_end]]},
            "What stands here is no date.");
      else if (first)
        draft.period.first_said =
            draft.period.first_said ? std::min(*draft.period.first_said, span->first) : span->first;
      else
        draft.ends.insert(span->last);
    }
    for (const auto& [day, rows_of_day] : group.assessed) draft.period.assessed[day] += rows_of_day;
    note_mark(group, draft);
    for (const auto& value : profile_.ended)
      if (lower_ascii(value) == lower_ascii(group.cells[operation_status])) draft.ended = true;
  }

  void describe(const RawGroup& group, const std::string& nation, const model::RoundKey& key,
                RoundPlan& plan) const {
    plan.key = key;
    // What the source calls the profile's method is no name of another.
    if (!group.cells[source_method].empty())
      plan.source_method = group.cells[source_method];
    else if (!profile_.method || key.method == *profile_.method)
      plan.source_method = profile_.source_method;
    auto& target = plan.operation;
    target.code = key.operation;
    target.country = nation;
    const auto name = group.cells[operation];
    target.name = !name.empty()                      ? std::string(name)
                  : !profile_.operation_name.empty() ? profile_.operation_name
                                                     : geo::country_name(nation).english;
    if (target.name.empty()) target.name = key.operation;
    target.source = profile_.source;
    target.licence = profile_.licence;
    target.synthetic = profile_.synthetic;
  }

  void note_mark(const RawGroup& group, Draft& draft) {
    if (!has(sensitivity)) return;
    const auto cell = group.cells[sensitivity];
    const auto* codes = profile_.code_list(table_.columns[columns_[sensitivity]].spec->codes);
    auto mark =
        model::parse_sensitivity(codes == nullptr ? lower_ascii(cell) : std::string(codes->find(cell)));
    if (!mark) {
      mark = model::Sensitivity::severe;
      log_.add_once("sensitivity.unknown", cell,
                    {table_.number(group.rows.front()), &table_.columns[columns_[sensitivity]]},
                    "The mark of sensitivity is blank or not known; the round counts as severe.");
    }
    draft.mark = std::max(draft.mark.value_or(*mark), *mark);
  }

  // Rows without a round number (totals, remarks) stay with the only round there is.
  void place_undecided() {
    if (plans_.empty() && !undecided_.empty()) {
      reasons_.insert("neither the file nor the profile says the round; say --round NUMBER" +
                      hint_of_file_name(options_.file.stem().string()));
      return;
    }
    for (const auto& [group, code] : undecided_) {
      if (plans_.size() == 1) {
        const int about = has(level) ? whole(group->cells[level]).value_or(-1) : -1;
        plans_.begin()->second.plan.rows[about].append(group->rows);
      } else {
        roundless_.push_back(
            {group, code, {"row.no_round", "The row says no round, and the file holds several."}});
      }
    }
  }

  // The only round of their operation keeps them as its rejected rows; of several none can say that they are
  // its own, so they are told of the file, and with it of each.
  void place_roundless() {
    if (plans_.empty() && !roundless_.empty())
      if (const auto* column = roundless_.front().why.column; column != nullptr)
        reasons_.insert(fmt::format(
            "column `{}` is that of the round, and no row has a number there; correct it, or leave "
            "it out of a copy of the profile and say --round NUMBER",
            column->header));
    for (auto& [group, code, why] : roundless_) {
      if (plans_.size() == 1 && plans_.begin()->first.operation == code)
        plans_.begin()->second.plan.refused.push_back({group->rows, why});
      else
        reject(*group, why);
    }
  }

  // A flash appeal may begin in the year of a plan. Both are known by it, and neither may pass for the other.
  void reject_mixed_plans() {
    for (auto plan = plans_.begin(); plan != plans_.end();) {
      const auto& [key, draft] = *plan;
      if (key.method != model::Method::people_in_need || draft.periods.size() < 2) {
        ++plan;
        continue;
      }
      const auto what = fmt::format("{} has {} plans of round {} with different periods.", key.operation,
                                    draft.periods.size(), key.number);
      for (const auto* group : draft.groups) reject(*group, {"needs.several_plans", what});
      plan = plans_.erase(plan);
      if (plans_.empty()) reasons_.insert(what + " Put each into a file of its own");
    }
  }

  void reject(const RawGroup& group, const Rejection& why) {
    for (const auto row : group.rows)
      log_.add(why.rule, {table_.number(row), why.column}, why.reason + " The row was not read.");
  }

  void finish_periods() {
    for (auto& [key, draft] : plans_) {
      if (!draft.ends.empty()) draft.period.last_said = *draft.ends.rbegin();
      draft.plan.has_several_ends = draft.ends.size() > 1;
      draft.period.titled = titled_.period();
      // Dates given by the user are about one round; of several, only one that says none itself can be meant.
      if (plans_.size() == 1 || !find_period(draft.period)) {
        draft.period.first_given = options_.from;
        draft.period.last_given = options_.to;
      }
      const auto period = find_period(draft.period);
      if (!period) {
        reasons_.insert(titled_.why_no_period(key.number));
        continue;
      }
      draft.plan.period_start = period->first;
      draft.plan.period_end = period->last;
      draft.plan.sensitivity = effective(draft.mark);
      note_period(key, draft, *period);
      if (model::is_assessment(key.method) && period->last > Date::today())
        log_.add_once("date.future", period->last.to_string(), {},
                      fmt::format("The round ends on {}, which is still to come.", period->last.to_string()));
    }
  }

  // The first cell of the round that says when it ended.
  FindingPlace first_end(const Draft& draft) const {
    FindingPlace place{0, &table_.columns[columns_[period_end]]};
    for (const auto* group : draft.groups) {
      const auto row = table_.number(group->rows.front());
      if (!group->cells[period_end].empty() && (place.row == 0 || row < place.row)) place.row = row;
    }
    return place;
  }

  void note_period(const model::RoundKey& key, const Draft& draft, const Period& period) {
    const auto& said = draft.period;
    if (said.first_said && said.last_said && *said.last_said < *said.first_said)
      log_.add_once("date.reversed", fmt::format("{} {}", key.operation, key.number), first_end(draft),
                    fmt::format("Round {} is said to begin on {} and to end on {}.", key.number,
                                said.first_said->to_string(), said.last_said->to_string()));
    if (const auto year = year_of_operation(key.operation); year && period.last.year() < *year)
      log_.add_once(
          "date.before_operation", fmt::format("{} {}", key.operation, key.number), {},
          fmt::format("Round {} of {} ends on {}.", key.number, key.operation, period.last.to_string()));
  }

  model::Sensitivity effective(std::optional<model::Sensitivity> mark) const {
    const auto said = options_.sensitivity ? options_.sensitivity : profile_.sensitivity;
    if (mark && said) return std::max(*mark, *said);
    return mark.value_or(said.value_or(model::Sensitivity::severe));
  }

  void finish_operations() {
    std::map<std::string, std::pair<bool, Date>> ends;
    for (const auto& [key, draft] : plans_) {
      auto& [ended, last] = ends.try_emplace(key.operation, false, draft.plan.period_end).first->second;
      ended = ended || draft.ended;
      last = std::max(last, draft.plan.period_end);
    }
    for (auto& [key, draft] : plans_)
      if (const auto& [ended, last] = ends.at(key.operation); ended) draft.plan.operation.ends_on = last;
  }

  const SourceTable& table_;
  const Profile& profile_;
  const ImportOptions& options_;
  MissingValues missing_;
  FindingLog log_;
  std::array<std::size_t, key_count> columns_{};
  std::vector<std::size_t> assessed_;
  std::map<std::string, RawGroup> groups_;
  std::unordered_map<std::string_view, std::optional<DateSpan>> dates_;
  TitledRound titled_;
  std::map<model::RoundKey, Draft> plans_;
  std::vector<std::pair<const RawGroup*, std::string>> undecided_;  ///< with their operation
  std::vector<Roundless> roundless_;
  std::set<std::string> operations_seen_;
  std::optional<std::string> country_hint_;
  std::set<std::string> reasons_;
  RoundMethod method_{table_, options_, log_, reasons_};
};

}  // namespace

model::RoundDraft begin_draft(const Profile& profile, const RoundPlan& plan,
                              std::shared_ptr<const geo::BoundarySet> boundaries) {
  model::RoundDraft draft;
  draft.operation = plan.operation;
  auto& round = draft.content.round;
  round.key = plan.key;
  round.status = model::RoundStatus::validated;
  round.sensitivity = plan.sensitivity;
  round.period_start = plan.period_start;
  round.period_end = plan.period_end;
  round.source = profile.source;
  round.source_method = plan.source_method;
  round.boundary_version = boundaries->version();
  round.profile = profile.name;
  round.content_hash = plan.content_hash;
  draft.content.boundaries = std::move(boundaries);
  return draft;
}

RoundPlans plan_rounds(const SourceTable& table, const ImportOptions& options) {
  return Planner(table, options).run();
}

}  // namespace sojourn::ingest

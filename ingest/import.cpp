#include "ingest/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <future>
#include <sstream>

#include "embedded/profile_files.hpp"
#include "geo/crosswalk.hpp"
#include "ingest/dataset_reader.hpp"
#include "ingest/need_builder.hpp"
#include "ingest/profile.hpp"
#include "ingest/round_builder.hpp"
#include "ingest/round_plan.hpp"
#include "ingest/site_builder.hpp"
#include "ingest/source_files.hpp"
#include "ingest/source_path.hpp"
#include "ingest/source_reader.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

namespace fs = std::filesystem;

std::string name_of(std::string_view path) {
  return fs::path(path).stem().string();
}

ProfileText profile_from_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    throw ProfileError(
        fmt::format("there is no profile `{}`; shipped ones are named by `sojourn import --help`, others by "
                    "the path of their .toml file",
                    path.string()));
  std::ostringstream text;
  text << file.rdbuf();
  return {path.stem().string(), path.string(), text.str()};
}

std::vector<ProfileText> profile_texts(const std::optional<std::string>& wanted) {
  std::vector<ProfileText> texts;
  for (const auto& file : profile_files()) {
    const auto name = name_of(file.path);
    if (!wanted || *wanted == name)
      texts.push_back({name, fmt::format("profile {}", file.path), std::string(file.content)});
  }
  if (texts.empty()) texts.push_back(profile_from_file(wanted.value_or("")));
  return texts;
}

// Whatever cells say, the sum of as many rows as are read is a number.
std::int64_t sum_of_level(const SourceTable& table, const RowRuns& rows, std::string_view field) {
  std::vector<std::string_view> cells(table.columns.size());
  std::int64_t sum = 0;
  for (const auto row : rows) {
    table.cells(row, cells);
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (table.columns[i].spec->field == field)
        sum += std::clamp<std::int64_t>(parse_count(cells[i]).value_or(0), 0, most_people_of_a_country);
  }
  return sum;
}

bool maps(const SourceTable& table, std::string_view field) {
  return std::ranges::any_of(table.columns, [&](const auto& column) { return column.spec->field == field; });
}

// A stock given at several levels is stored once, at the deepest; the others say what it has to add up to.
void check_other_levels(const SourceTable& table, const RoundPlan& plan, int deepest,
                        model::RoundDraft& draft) {
  const bool individuals = maps(table, "idps_individuals");
  const auto& totals = draft.content.round.totals;
  const auto stored = individuals ? totals.individuals_read : totals.households_read;
  for (const auto& [level, rows] : plan.rows) {
    if (level == deepest || level < 0) continue;
    const auto stated = sum_of_level(table, rows, individuals ? "idps_individuals" : "idps_households");
    draft.findings.push_back(
        make_finding(stated == stored ? RuleRef("levels.agree") : RuleRef("levels.differ"), table.sheet, {},
                     fmt::format("{} rows of level {} state {}, those of level {} {}; level {} was stored.",
                                 rows.size(), level, stated, deepest, stored, deepest)));
  }
}

/// Rows of the table that have been checked; tells now and then.
class CheckedRows {
 public:
  CheckedRows(const SourceTable& table, const model::ProgressSink& sink) : table_(table), sink_(sink) {}
  void count() {
    if (++rows_ % rows_between != 0) return;
    if (sink_) sink_({model::Stage::checking, rows_, table_.rows()});
    if (rows_ % rows_kept == 0) table_.let_go();
  }
  /// Of the only round of its file.
  void begin_anew() { rows_ = 0; }

 private:
  static constexpr std::uint64_t rows_between = 1 << 12;
  static constexpr std::uint64_t rows_kept = 1 << 18;
  const SourceTable& table_;
  const model::ProgressSink& sink_;
  std::uint64_t rows_ = 0;
};

SourceTable read_table(const ImportOptions& options, const SourcePath& path,
                       const std::vector<ProfileText>& texts) {
  std::error_code error;
  const auto size = fs::file_size(path.file, error);
  const auto told = [&](double share) {
    const auto done = error ? 0 : static_cast<std::uint64_t>(share * static_cast<double>(size));
    options.progress({model::Stage::reading, done, error ? 0 : size});
  };
  return read_source(path.file, path.inner, texts, options.limits,
                     options.progress ? SandboxWatch(told) : SandboxWatch(), options.encoding,
                     options.sheet.value_or(""));
}

// `effect`: what the rows come to without any.
void note_missing_boundaries(const geo::BoundarySet& boundaries, const RoundPlan& plan,
                             std::string_view effect, FindingLog& log) {
  if (boundaries.version().empty())
    log.add("boundaries.none", {},
            fmt::format("There are no boundaries of {}; {}.", plan.operation.country, effect));
}

template <typename Add>
void add_refused(const RoundPlan& plan, CheckedRows& checked, Add add) {
  for (const auto& [rows, why] : plan.refused)
    for (const auto row : rows) {
      add(row, &why);
      checked.count();
    }
}

model::RoundDraft try_assessments(const SourceTable& table, const RoundPlan& plan,
                                  const std::shared_ptr<const geo::BoundarySet>& boundaries,
                                  CheckedRows& checked, model::EarlyRows* early) {
  RoundBuilder builder(table, plan, boundaries);
  if (early != nullptr) builder.send_early(*early);
  note_missing_boundaries(*boundaries, plan, "all rows count for the country only", builder.log());
  const int deepest = plan.rows.rbegin()->first;
  for (const auto& [level, rows] : plan.rows)
    if (level == deepest || level < 0)
      for (const auto row : rows) {
        builder.add(row);
        checked.count();
      }
  add_refused(plan, checked, [&](auto row, const auto* why) { builder.add(row, why); });
  auto draft = builder.finish();
  check_other_levels(table, plan, deepest, draft);
  return draft;
}

model::RoundDraft build_assessments(const SourceTable& table, const RoundPlan& plan,
                                    const std::shared_ptr<const geo::BoundarySet>& boundaries,
                                    CheckedRows& checked, model::EarlyRows* early) {
  if (early == nullptr) return try_assessments(table, plan, boundaries, checked, nullptr);
  try {
    return try_assessments(table, plan, boundaries, checked, early);
  } catch (const RowsHaveGone&) {
    checked.begin_anew();
    return try_assessments(table, plan, boundaries, checked, nullptr);
  }
}

// Every level is kept: plans need not add up, and none stands for the others.
model::RoundDraft build_needs(const SourceTable& table, const RoundPlan& plan,
                              const std::shared_ptr<const geo::BoundarySet>& boundaries,
                              CheckedRows& checked) {
  NeedBuilder builder(table, plan, boundaries);
  note_missing_boundaries(*boundaries, plan, "areas are known by their codes and have no geometry",
                          builder.log());
  for (const auto& [level, rows] : plan.rows)
    for (const auto row : rows) {
      builder.add(row, level);
      checked.count();
    }
  add_refused(plan, checked, [&](auto row, const auto* why) { builder.add(row, -1, why); });
  return builder.finish();
}

model::RoundDraft build_sites(const SourceTable& table, const RoundPlan& plan,
                              const std::shared_ptr<const geo::BoundarySet>& boundaries,
                              CheckedRows& checked) {
  SiteBuilder builder(table, plan, boundaries);
  note_missing_boundaries(*boundaries, plan, "places are known to lie in the country only", builder.log());
  for (const auto& [level, rows] : plan.rows)
    for (const auto row : rows) {
      builder.add(row);
      checked.count();
    }
  add_refused(plan, checked, [&](auto row, const auto* why) { builder.add(row, why); });
  return builder.finish();
}

std::shared_ptr<const geo::BoundarySet> boundaries_of(const RoundPlan& plan,
                                                      const BoundariesFor& boundaries_for) {
  auto boundaries = boundaries_for ? boundaries_for(plan.operation.country, plan.period_end) : nullptr;
  return boundaries != nullptr ? boundaries : model::country_without_boundaries(plan.operation.country);
}

model::RoundDraft build_round(const SourceTable& table, const RoundPlan& plan,
                              const std::shared_ptr<const geo::BoundarySet>& boundaries, CheckedRows& checked,
                              model::EarlyRows* early) {
  if (model::is_assessment(plan.key.method))
    return build_assessments(table, plan, boundaries, checked, early);
  return plan.key.method == model::Method::people_in_need ? build_needs(table, plan, boundaries, checked)
                                                          : build_sites(table, plan, boundaries, checked);
}

std::string rejected_reason(const model::RoundDraft& draft) {
  const auto& key = draft.content.round.key;
  std::string text = fmt::format("no row of {} {} round {} can be counted", key.operation,
                                 model::to_string(key.method), key.number);
  if (!draft.rejected.empty())
    text += fmt::format(": line {}: {}", draft.rejected.front().row, draft.rejected.front().reason);
  return text;
}

// Sensitivity is no part of it: clearing a stored round for the public does not make it another.
std::string option_text(const ImportOptions& options, const RoundPlan& plan,
                        const geo::BoundarySet& boundaries, const ProfileText& profile,
                        const std::string& inner) {
  const auto date = [](const std::optional<model::Date>& value) {
    return value ? value->to_string() : std::string("-");
  };
  return fmt::format(
      "{}{}{}\n{}\n{}\n{} {} {}\n{} {}", inner, options.encoding.empty() ? "" : "\n" + options.encoding,
      options.sheet ? "\n" + *options.sheet : "", profile.text, boundaries.version(), plan.key.operation,
      model::to_string(plan.key.method), plan.key.number, date(options.from), date(options.to));
}

/// A crosswalk and its text, which is a part of what a round was made of; null and empty where none was
/// given.
std::pair<std::shared_ptr<const geo::Crosswalk>, std::string> read_crosswalk(
    const std::optional<fs::path>& path) {
  if (!path) return {};
  std::ifstream file(*path, std::ios::binary);
  if (!file) throw ImportRefused(fmt::format("there is no crosswalk {}", path->string()));
  std::ostringstream text;
  text << file.rdbuf();
  try {
    return {std::make_shared<const geo::Crosswalk>(geo::Crosswalk::parse(text.str())), "\n" + text.str()};
  } catch (const geo::CrosswalkError& error) {
    throw ImportRefused(fmt::format("crosswalk {}: {}", path->string(), error.what()));
  }
}

/// The round with the nearest number below, in this file or stored. What is stored is read while the rows are
/// checked: only when all are is it compared with.
class RoundBefore {
 public:
  /// `drafts` has to outlive it.
  RoundBefore(const model::RoundKey& key, const std::vector<model::RoundDraft>& drafts,
              const PreviousRoundOf& previous_of)
      : key_(key), drafts_(drafts) {
    if (model::is_assessment(key.method) && previous_of)
      stored_ = std::async(std::launch::async, previous_of, key).share();
  }

  std::shared_ptr<const model::PreviousRound> get() {
    if (!model::is_assessment(key_.method)) return nullptr;
    auto stored = stored_.valid() ? stored_.get() : nullptr;
    if (drafts_.empty()) return stored;
    const auto& before = drafts_.back().content.round.key;
    const bool same_series = before.operation == key_.operation && before.method == key_.method;
    return same_series && (stored == nullptr || stored->key.number <= before.number)
               ? as_previous(drafts_.back())
               : stored;
  }

 private:
  model::RoundKey key_;
  const std::vector<model::RoundDraft>& drafts_;
  std::shared_future<std::shared_ptr<const model::PreviousRound>>
      stored_;  ///< asked twice of a round built anew
};

const ProfileText& text_of(const std::vector<ProfileText>& texts, const std::string& name) {
  return *std::ranges::find(texts, name, &ProfileText::name);
}

}  // namespace

ImportResult import_file(const ImportOptions& options, const BoundariesFor& boundaries_for,
                         const PreviousRoundOf& previous_of, model::EarlyRows* early) {
  const auto crosswalk = read_crosswalk(options.crosswalk);
  const auto path = split_source_path(options.file);
  const auto texts = profile_texts(options.profile);
  const SourceFiles files(path.file);
  Hashing hashing(files.paths());
  const auto table = read_table(options, path, texts);
  if (!table.profile->refuse.empty())
    throw ImportRefused(fmt::format("{} is known ({}): {}", options.file.filename().string(),
                                    table.profile->title, table.profile->refuse));
  auto plans = plan_rounds(table, options);

  ImportResult result{options.file.filename().string(),
                      table.profile->name,
                      table.profile->title,
                      table.sheet,
                      {},
                      table.findings};
  std::ranges::move(plans.findings, std::back_inserter(result.findings));
  const auto hash = hashing.get();
  files.refuse_if_changed();
  CheckedRows checked(table, options.progress);
  std::vector<std::string> reasons;
  for (auto& plan : plans.plans) {
    plan.crosswalk = crosswalk.first;
    const auto boundaries = boundaries_of(plan, boundaries_for);
    RoundBefore before(plan.key, result.drafts, previous_of);
    plan.previous = [&before] { return before.get(); };
    plan.content_hash =
        hash.with(option_text(options, plan, *boundaries, text_of(texts, result.profile), path.inner) +
                  crosswalk.second);
    auto draft = build_round(table, plan, boundaries, checked, plans.plans.size() == 1 ? early : nullptr);
    if (draft.content.round.totals.rows_accepted == 0) {
      reasons.push_back(rejected_reason(draft));
      std::ranges::move(draft.findings, std::back_inserter(result.findings));
      result.findings.push_back(make_finding("round.empty", table.sheet, {}, reasons.back()));
      continue;
    }
    result.drafts.push_back(std::move(draft));
  }
  if (result.drafts.empty()) throw ImportRefused(reasons);
  for (auto& draft : result.drafts) draft.file_findings = result.findings;
  return result;
}

std::vector<ProfileInfo> shipped_profiles() {
  std::vector<ProfileInfo> profiles;
  for (const auto& file : profile_files()) {
    const auto profile = parse_profile(file.content, name_of(file.path), std::string(file.path));
    profiles.push_back({profile.name, profile.title});
  }
  return profiles;
}

}  // namespace sojourn::ingest

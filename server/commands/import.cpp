#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <fstream>
#include <memory>
#include <optional>

#include "ingest/report.hpp"
#include "server/commands/command.hpp"
#include "server/commands/values.hpp"
#include "server/import_run.hpp"
#include "server/interrupt.hpp"
#include "server/progress_bar.hpp"
#include "sql/operation_store.hpp"
#include "sql/previous_round.hpp"

namespace sojourn::server {
namespace {

struct ImportCommand {
  std::vector<std::string> files;
  std::optional<std::string> method, from, to, sensitivity, fail_on;
  ingest::ImportOptions options;
  sql::StoreOptions store;
  bool publish = false;
  bool store_nothing = false;
  std::string report;
};

void parse_values(ImportCommand& command) {
  auto& options = command.options;
  options.method = parse_method_option(command.method);
  options.from = parse_date_option("--from", command.from);
  options.to = parse_date_option("--to", command.to);
  options.sensitivity = parse_sensitivity_option(command.sensitivity);
  if (options.from && options.to && *options.to < *options.from) throw UsageError("--to lies before --from");
  if (command.store.replace && command.store.erratum.empty())
    throw UsageError("--replace needs --erratum with a text that tells readers what was corrected");
  if (!command.store.replace && !command.store.erratum.empty())
    throw UsageError("--erratum only makes sense with --replace");
  if (!command.report.empty() && !command.report.ends_with(".json") && !command.report.ends_with(".html"))
    throw UsageError("--report takes a file ending in .json or .html");
  if (!command.report.empty() && command.files.size() > 1)
    throw UsageError("--report takes one file at a time");
  if (command.fail_on && *command.fail_on != "warning" && *command.fail_on != "error")
    throw UsageError("--fail-on takes warning or error");
  if (command.publish) command.store.publish_cleared_by = current_person();
}

ingest::ReportFormat report_format(const std::string& path) {
  return path.ends_with(".html") ? ingest::ReportFormat::html : ingest::ReportFormat::json;
}

void write_report(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.flush();
  if (!file) throw std::runtime_error(fmt::format("cannot write the report to {}", path));
}

/// The store, opened when it is first needed.
class LazyStore {
 public:
  explicit LazyStore(const CommonOptions& common) : workplace_(common) {}
  const sql::Database& database() {
    if (!open_) open_.emplace(workplace_.open_database());
    return open_->database;
  }

 private:
  Workplace workplace_;
  std::optional<sql::OpenDatabase> open_;
};

/// Shows how far an import is, and ends it at Ctrl-C.
class Attention {
 public:
  model::ProgressSink sink() {
    return [this](const model::Progress& progress) {
      interrupt_.check();
      bar_.show(progress);
    };
  }
  void say(const std::string& text) {
    bar_.clear();
    print(text);
  }
  void note_stored() { ++stored_; }
  bool interrupted() const { return interrupt_.requested(); }
  /// For the exception that an interrupted import ends with.
  std::string what_remains() const {
    return stored_ == 0
               ? std::string("interrupted; nothing was stored")
               : fmt::format(
                     "interrupted; the rounds named above as stored ({}) stay, nothing else was stored",
                     stored_);
  }

 private:
  Interrupt interrupt_;
  ProgressBar bar_;
  int stored_ = 0;
};

ExitStatus store(const ImportCommand& command, const ingest::ImportResult& result, LazyStore& lazy,
                 sql::RoundLoading& loading, Attention& attention) {
  if (command.publish)
    if (const auto reasons = not_publishable(result.drafts); !reasons.empty()) {
      for (const auto& reason : reasons) print(reason);
      print("Nothing was stored.");
      return ExitStatus::data_rejected;
    }
  auto status = ExitStatus::done;
  auto options = command.store;
  options.progress = attention.sink();
  const auto tell = [&](const StoredRound& stored) {
    attention.say(describe(stored));
    if (stored.result)
      attention.note_stored();
    else
      status = ExitStatus::data_rejected;
  };
  store_rounds(lazy.database(), result.drafts, options, tell, &loading);
  return status;
}

/// Whether the findings are too grave for --fail-on; says so.
bool fails(const ImportCommand& command, const ingest::ImportResult& result) {
  const auto severity = command.fail_on ? model::parse_severity(*command.fail_on) : std::nullopt;
  if (!severity) return false;
  const auto count = ingest::count_findings(result, *severity);
  if (count > 0)
    print(fmt::format("{}: {} findings are of severity {}{}; nothing was stored (--fail-on {}).", result.file,
                      count, *command.fail_on, *severity == model::Severity::error ? "" : " or graver",
                      *command.fail_on));
  return count > 0;
}

/// The country of an operation that is known already; its code need not begin with one.
std::optional<std::string> known_country(const ingest::ImportOptions& options, LazyStore& lazy) {
  if (!options.operation) return std::nullopt;
  const auto operation = sql::OperationStore(lazy.database()).find(*options.operation);
  return operation ? std::optional(operation->country) : std::nullopt;
}

/// What was found, on the terminal and in the file asked for.
class Reports {
 public:
  Reports(const ImportCommand& command, Attention& attention) : command_(command), attention_(attention) {}

  template <typename Format>
  void give(Format&& format) {
    attention_.say(format(ingest::ReportFormat::text));
    if (!command_.report.empty()) text_ = format(report_format(command_.report));
  }
  /// An interrupted import leaves no report behind, so it is written when all else is settled.
  void write() const {
    if (text_) write_report(command_.report, *text_);
  }

 private:
  const ImportCommand& command_;
  Attention& attention_;
  std::optional<std::string> text_;
};

ExitStatus settle(const ImportCommand& command, const ingest::ImportResult& result, LazyStore& lazy,
                  sql::RoundLoading& loading, Attention& attention) {
  if (fails(command, result)) return ExitStatus::data_rejected;
  return command.store_nothing ? ExitStatus::done : store(command, result, lazy, loading, attention);
}

ExitStatus import_one(const ImportCommand& command, const std::string& file, LazyStore& lazy,
                      Attention& attention) {
  auto options = command.options;
  options.file = file;
  options.progress = attention.sink();
  options.country = known_country(options, lazy);
  StoredBoundaries boundaries([&lazy]() -> const sql::Database& { return lazy.database(); });
  sql::RoundLoading loading([&lazy]() -> const sql::Database& { return lazy.database(); },
                            command.store.replace);
  model::UnwantedRows unwanted;
  model::EarlyRows& early = command.store_nothing ? static_cast<model::EarlyRows&>(unwanted) : loading;
  Reports reports(command, attention);
  auto status = ExitStatus::data_rejected;
  try {
    const auto result = ingest::import_file(
        options, [&](const std::string& country, model::Date date) { return boundaries.find(country, date); },
        [&](const model::RoundKey& key) { return sql::find_round_before(lazy.database(), key); }, &early);
    reports.give([&](auto format) { return ingest::format_report(result, format); });
    status = settle(command, result, lazy, loading, attention);
  } catch (const ingest::ImportRefused& refusal) {
    if (attention.interrupted()) throw;
    reports.give([&](auto format) { return ingest::format_refusal(file, refusal, format); });
  } catch (const std::exception&) {
    if (!attention.interrupted()) reports.write();
    throw;
  }
  reports.write();
  return status;
}

ExitStatus import_all(const ImportCommand& command, const CommonOptions& common) {
  tell_of_open_files();
  Attention attention;
  LazyStore lazy(common);
  auto status = ExitStatus::done;
  try {
    for (const auto& file : command.files)
      if (const auto one = import_one(command, file, lazy, attention); one != ExitStatus::done) status = one;
  } catch (const std::exception&) {
    // Whatever it was that the signal cut short.
    if (attention.interrupted()) throw Interrupted(attention.what_remains());
    throw;
  }
  return status;
}

void add_shared_options(CLI::App& command, ImportCommand& options) {
  command.add_option("--operation", options.options.operation, "Code, for example NGA");
  command.add_option("--profile", options.options.profile,
                     "Name of a profile, or a .toml file [the best match]");
  command.add_option(
      "--sheet", options.options.sheet,
      "NAME of the only sheet to read [the one that fits best, with all that have its header]");
  command.add_option("--method", options.method, "baseline, site, location or event");
  command.add_option("--round", options.options.round);
  command.add_option("--from", options.from, "DATE on which the round began");
  command.add_option("--to", options.to, "DATE on which it ended");
  command.add_option(
      "--crosswalk", options.options.crosswalk,
      "CSV of older codes, from,to[,share], where the profile has none (sojourn crosswalk makes one)");
  command.add_option("--encoding", options.options.encoding,
                     "Of a text file, such as windows-1256 [found out]");
  command.add_option("--sensitivity", options.sensitivity,
                     "low, moderate, high or severe [as the file says, else severe]");
  command.add_option("--report", options.report, "FILE.json or FILE.html with every finding");
  command.add_option("--fail-on", options.fail_on,
                     "warning or error: with such a finding, store nothing and end with status 1");
}

void on_chosen(CLI::App& command, const std::shared_ptr<ImportCommand>& options, Run& run) {
  command.callback([options, &run] {
    parse_values(*options);
    run = [options](const CommonOptions& common) { return import_all(*options, common); };
  });
}

}  // namespace

void add_import(CLI::App& app, Run& run) {
  auto options = std::make_shared<ImportCommand>();
  auto* command = app.add_subcommand("import", "Check a file and store its rounds");
  command
      ->add_option("FILE", options->files,
                   "CSV, XLSX, XLS, ODS, JSON, GeoJSON, GeoPackage, KML or shapefile; may lie in a zip: "
                   "archive.zip/inner.csv")
      ->required()
      ->expected(1);
  add_shared_options(*command, *options);
  command->add_flag("--replace", options->store.replace, "Store other content of a round as a new revision");
  command->add_option("--erratum", options->store.erratum, "What was corrected, for readers");
  command->add_flag("--publish", options->publish, "Make the rounds public at once; needs sensitivity low");
  on_chosen(*command, options, run);
}

void add_check(CLI::App& app, Run& run) {
  auto options = std::make_shared<ImportCommand>();
  options->store_nothing = true;
  auto* command = app.add_subcommand("check", "Check files as import does, and store nothing");
  command->add_option("FILE", options->files, "As for import")->required();
  add_shared_options(*command, *options);
  on_chosen(*command, options, run);
}

}  // namespace sojourn::server

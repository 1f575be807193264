#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <iterator>
#include <memory>

#include "ingest/rules.hpp"
#include "server/commands/command.hpp"
#include "server/json_writer.hpp"

namespace sojourn::server {
namespace {

struct RulesOptions {
  std::string id;
  std::string format = "text";
};

void append_text(std::string& text, const ingest::Rule& rule) {
  fmt::format_to(std::back_inserter(text), "{} ({}, {}{})\n  {}\n  To do: {}\n", rule.id,
                 ingest::to_string(rule.family), model::to_string(rule.severity),
                 rule.rejects ? ", the row does not count" : "", rule.explanation, rule.fix);
}

void write_rule(JsonWriter& json, const ingest::Rule& rule) {
  json.begin_object();
  json.member("id", rule.id);
  json.member("family", ingest::to_string(rule.family));
  json.member("severity", model::to_string(rule.severity));
  json.member("rejects", rule.rejects);
  json.member("explanation", rule.explanation);
  json.member("fix", rule.fix);
  json.end_object();
}

std::string as_json(std::span<const ingest::Rule> rules) {
  JsonWriter json;
  json.begin_object();
  json.key("rules");
  json.begin_array();
  for (const auto& rule : rules) write_rule(json, rule);
  json.end_array();
  json.end_object();
  return std::move(json).take();
}

ExitStatus show(const RulesOptions& options) {
  auto chosen = ingest::rules();
  if (!options.id.empty()) {
    const auto* const rule = ingest::find_rule(options.id);
    if (rule == nullptr)
      throw UsageError(fmt::format("there is no rule `{}`; `sojourn rules` lists them", options.id));
    chosen = {rule, 1};
  }
  if (options.format == "markdown") {
    print(ingest::rules_page());
  } else if (options.format == "json") {
    print(as_json(chosen));
  } else {
    std::string text;
    for (const auto& rule : chosen) append_text(text, rule);
    print(text);
  }
  return ExitStatus::done;
}

}  // namespace

void add_rules(CLI::App& app, Run& run) {
  auto options = std::make_shared<RulesOptions>();
  auto* command = app.add_subcommand("rules", "Explain what files are checked for");
  command->add_option("ID", options->id, "One rule, for example row.shifted [all]");
  command
      ->add_option("--format", options->format,
                   "text, json, or markdown (all rules, as docs/rules.md) [text]")
      ->check(CLI::IsMember({"text", "json", "markdown"}));
  command->callback([options, &run] { run = [options](const CommonOptions&) { return show(*options); }; });
}

}  // namespace sojourn::server

/// The import report: what was read, what was accepted, what was noticed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ingest/import.hpp"

namespace sojourn::ingest {

enum class ReportFormat : std::uint8_t { text, json, html };

/// Text for the terminal shows at most a few findings of each rule and how many more there are; JSON and HTML
/// have all.
std::string format_report(const ImportResult& result, ReportFormat format);

/// For the terminal, every one of them: a line each with its place, and what to do after the first of a rule.
std::string format_findings(const std::vector<model::Finding>& findings);

/// What the figure of a rejected row is called: `people`, or `capacity` where rows are places with room for
/// some.
std::string_view figure_of_rejected(model::Method method);

/// How many findings are as grave as that or graver, about the file and its rounds.
std::int64_t count_findings(const ImportResult& result, model::Severity at_least);

/// The report of a file that was refused.
std::string format_refusal(const std::string& file, const ImportRefused& refusal, ReportFormat format);

}  // namespace sojourn::ingest

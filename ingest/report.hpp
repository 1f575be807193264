/// The import report: what was read, what was accepted, what was noticed.
#pragma once

#include <string>
#include <vector>

#include "ingest/import.hpp"

namespace sojourn::ingest {

enum class ReportFormat : std::uint8_t { text, json, html };

/// Text for the terminal shows at most a few findings of each rule and how many more there are; JSON and HTML
/// have all.
std::string format_report(const ImportResult& result, ReportFormat format);

/// The report of a file that was refused.
std::string format_refusal(const std::string& file, const ImportRefused& refusal, ReportFormat format);

}  // namespace sojourn::ingest

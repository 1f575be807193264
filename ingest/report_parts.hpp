/// The report's machine-readable and browser forms.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ingest/import.hpp"

namespace sojourn::ingest {

/// 2018513 → 2,018,513
std::string thousands(std::int64_t number);

/// One object: file, profile, sheet, findings, rounds with their totals, findings and rejected rows.
std::string json_report(const ImportResult& result);
std::string json_refusal(const std::string& file, const std::vector<std::string>& reasons);
/// A page of its own, without scripts or anything from elsewhere.
std::string html_report(const ImportResult& result);
std::string html_refusal(const std::string& file, const std::vector<std::string>& reasons);

}  // namespace sojourn::ingest

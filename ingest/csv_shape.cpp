#include "ingest/csv_shape.hpp"

#include <algorithm>
#include <map>

namespace sojourn::ingest {
namespace {

constexpr std::size_t sample_records = 60;

/// Calls visit(record) for each, without its line end; stops when visit says false. Quotes hide line ends by
/// parity, as in GDAL's reader.
template <typename Visit>
void each_record(std::string_view text, Visit&& visit) {
  bool quoted = false;
  std::size_t start = 0;
  for (std::size_t at = text.find_first_of("\"\n\r"); at != std::string_view::npos;
       at = text.find_first_of("\"\n\r", at + 1)) {
    if (text[at] == '"') {
      quoted = !quoted;
    } else if (!quoted) {
      if (!visit(text.substr(start, at - start))) return;
      if (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n') ++at;
      start = at + 1;
    }
  }
  if (start < text.size()) visit(text.substr(start));
}

std::size_t count_fields(std::string_view record, char delimiter) {
  std::size_t fields = 1;
  bool quoted = false;
  for (const char c : record) {
    if (c == '"')
      quoted = !quoted;
    else if (c == delimiter && !quoted)
      ++fields;
  }
  return fields;
}

// How evenly a delimiter cuts: records with the commonest number of fields, more fields breaking ties.
std::pair<std::size_t, std::size_t> evenness(const std::vector<std::string_view>& sample, char delimiter) {
  std::map<std::size_t, std::size_t> seen;
  for (const auto record : sample) ++seen[count_fields(record, delimiter)];
  std::pair<std::size_t, std::size_t> best{0, 0};
  for (const auto& [fields, records] : seen)
    if (fields > 1) best = std::max(best, {records, fields});
  return best;
}

}  // namespace

char csv_delimiter(std::string_view text) {
  std::vector<std::string_view> sample;
  each_record(text, [&](std::string_view record) {
    if (!record.empty()) sample.push_back(record);
    return sample.size() < sample_records;
  });
  char chosen = ',';
  std::pair<std::size_t, std::size_t> best{0, 0};
  for (const char delimiter : {',', ';', '\t', '|'}) {
    const auto found = evenness(sample, delimiter);
    if (found > best) {
      best = found;
      chosen = delimiter;
    }
  }
  return chosen;
}

CsvShape csv_shape(std::string_view text) {
  CsvShape shape;
  shape.delimiter = csv_delimiter(text);
  std::uint32_t number = 0;
  each_record(text, [&](std::string_view record) {
    ++number;
    if (record.empty()) return true;
    shape.rows.push_back(number);
    shape.columns = std::max(shape.columns, count_fields(record, shape.delimiter));
    return true;
  });
  return shape;
}

}  // namespace sojourn::ingest

#include "ingest/delimited_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "ingest/csv_shape.hpp"
#include "ingest/error.hpp"
#include "ingest/record_cutter.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

struct PlainShape {
  char delimiter = ',';
  std::size_t columns = 0;  ///< of the widest record
};

// What has been read of a mapped file is given back after so many bytes.
constexpr std::size_t let_go_after = std::size_t{16} << 20;

class LetGo {
 public:
  explicit LetGo(const SourceBytes& source) : file_(source.mapped.get()) {}
  void passed(std::size_t position) {
    if (file_ == nullptr || position - last_ < let_go_after) return;
    file_->let_go();
    last_ = position;
  }

 private:
  const MappedFile* file_;
  std::size_t last_ = 0;
};

std::optional<PlainShape> plain_shape(const SourceBytes& source) {
  const auto text = source.text();
  PlainShape shape{csv_delimiter(text), 0};
  // GDAL's way of bars makes blanks of tabs.
  if (shape.delimiter == '|' && text.find('\t') != std::string_view::npos) return std::nullopt;
  RecordCutter cutter(text, shape.delimiter);
  LetGo let_go(source);
  while (cutter.next()) {
    shape.columns = std::max(shape.columns, cutter.fields().size());
    let_go.passed(cutter.position());
  }
  return cutter.out_of_place() ? std::nullopt : std::optional(shape);
}

class DelimitedText : public SourceSheets {
 public:
  DelimitedText(SourceBytes source, const PlainShape& shape, const std::string& name)
      : source_(std::move(source)), delimiter_(shape.delimiter) {
    if (shape.columns > RowLimit::max_columns)
      throw ImportRefused(
          fmt::format("{} has a line of {} columns; no table is that wide", name, shape.columns));
    findings_ = source_.findings;
    sheets_.push_back({"", std::max<std::size_t>(shape.columns, 2)});
  }

  void read(std::size_t sheet, const RowVisitor& visit) const override {
    std::vector<std::string_view> cells(sheets_[sheet].columns);
    RowLimit limit(cells.size(), RowLimit::most_text_rows);
    RecordCutter cutter(source_.text(), delimiter_);
    LetGo let_go(source_);
    while (cutter.next()) {
      if (cutter.blank()) continue;
      limit.count();
      position_ = cutter.position();
      let_go.passed(position_);
      if (fill(cutter.fields(), cells) && !visit(cutter.number(), cells)) return;
    }
  }

  double share_read() const override {
    return static_cast<double>(position_) / static_cast<double>(source_.text().size());
  }

 private:
  static bool fill(std::span<const std::string_view> fields, std::vector<std::string_view>& cells) {
    bool any = false;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      cells[i] = i < fields.size() ? trim(fields[i]) : std::string_view();
      any = any || !cells[i].empty();
    }
    return any;
  }

  SourceBytes source_;
  char delimiter_;
  mutable std::size_t position_ = 0;  ///< for the one who asks how far it is
};

}  // namespace

std::unique_ptr<SourceSheets> open_delimited_text(SourceBytes& source, const std::string& name) {
  const auto shape = plain_shape(source);
  if (!shape) return nullptr;
  return std::make_unique<DelimitedText>(std::move(source), *shape, name);
}

}  // namespace sojourn::ingest

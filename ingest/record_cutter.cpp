#include "ingest/record_cutter.hpp"

namespace sojourn::ingest {

bool RecordCutter::next() {
  if (at_ >= text_.size() || out_of_place_) return false;
  fields_.clear();
  made_.clear();
  made_fields_.clear();
  ++number_;
  const auto start = at_;
  while (true) {
    const bool quoted = at_ < text_.size() && text_[at_] == '"';
    if (!(quoted ? cut_quoted() : cut_plain())) {
      out_of_place_ = true;
      return false;
    }
    if (at_ == text_.size() || text_[at_] != delimiter_) break;
    ++at_;
  }
  blank_ = at_ == start;
  for (std::size_t i = 0; i < made_fields_.size(); ++i) {
    const auto end = i + 1 < made_fields_.size() ? made_fields_[i + 1].begin : made_.size();
    fields_[made_fields_[i].field] =
        std::string_view(made_).substr(made_fields_[i].begin, end - made_fields_[i].begin);
  }
  const bool two = text_.substr(at_).starts_with("\r\n");
  if (at_ < text_.size()) at_ += two ? 2 : 1;
  return true;
}

bool RecordCutter::cut_plain() {
  const auto start = at_;
  for (; at_ < text_.size() && !ends_field(text_[at_]); ++at_)
    if (text_[at_] == '"') return false;
  fields_.push_back(text_.substr(start, at_ - start));
  return true;
}

bool RecordCutter::cut_quoted() {
  const auto start = ++at_;
  bool as_it_stands = true;
  while (true) {
    const auto quote = text_.find('"', at_);
    if (quote == std::string_view::npos) return false;
    as_it_stands = as_it_stands && text_.substr(at_, quote - at_).find('\r') == std::string_view::npos;
    at_ = quote + 1;
    if (at_ == text_.size() || text_[at_] != '"') break;
    as_it_stands = false;
    ++at_;
  }
  const auto quoted = text_.substr(start, at_ - 1 - start);
  if (as_it_stands)
    fields_.push_back(quoted);
  else
    make(quoted);
  return at_ == text_.size() || ends_field(text_[at_]);
}

// Two quotes mean one; a line ends with `\n`, `\r` or both in either order.
void RecordCutter::make(std::string_view quoted) {
  made_fields_.push_back({fields_.size(), made_.size()});
  fields_.emplace_back();
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    const char c = quoted[i];
    const char after = i + 1 < quoted.size() ? quoted[i + 1] : '\0';
    if ((c == '"' && after == '"') || (c == '\r' && after == '\n') || (c == '\n' && after == '\r')) ++i;
    made_ += c == '\r' ? '\n' : c;
  }
}

}  // namespace sojourn::ingest

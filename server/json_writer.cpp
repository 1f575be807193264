#include "server/json_writer.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "tiles/text.hpp"

namespace sojourn::server {

void JsonWriter::separate() {
  if (!first_ && !after_key_) out_ += ',';
  first_ = false;
  after_key_ = false;
}

void JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  first_ = true;
}

void JsonWriter::close(char bracket) {
  out_ += bracket;
  first_ = false;
}

void JsonWriter::key(std::string_view name) {
  separate();
  tiles::append_json_string(out_, name);
  out_ += ':';
  after_key_ = true;
}

void JsonWriter::value(std::string_view text) {
  separate();
  tiles::append_json_string(out_, text);
}

void JsonWriter::value(double number) {
  separate();
  if (std::isfinite(number))
    fmt::format_to(std::back_inserter(out_), "{}", number);
  else
    out_ += "null";
}

void JsonWriter::raw(std::string_view json) {
  separate();
  out_ += json;
}

}  // namespace sojourn::server

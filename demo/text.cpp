#include "demo/text.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "demo/point.hpp"

namespace sojourn::demo {

void append(TextBuffer& out, std::int64_t number) {
  const fmt::format_int digits(number);
  out.append({digits.data(), digits.size()});
}

void append_degrees(TextBuffer& out, std::int32_t units) {
  if (units < 0) out.push_back('-');
  const auto magnitude = units < 0 ? -units : units;
  append(out, std::int64_t{magnitude / units_per_degree});
  std::array<char, 6> decimals = {'.'};
  auto rest = magnitude % units_per_degree;
  for (std::size_t i = 5; i > 0; --i, rest /= 10) decimals[i] = static_cast<char>('0' + rest % 10);
  out.append({decimals.data(), decimals.size()});
}

OutputFile::OutputFile(std::filesystem::path path)
    : path_(std::move(path)), file_(std::fopen(path_.c_str(), "wb")) {
  if (!file_) fail("cannot create");
}

void OutputFile::fail(std::string_view what) const {
  throw std::runtime_error(
      fmt::format("{} {}: {}; check that the folder exists, may be written to and has room", what,
                  path_.string(), std::generic_category().message(errno)));
}

void OutputFile::write(std::string_view bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) fail("cannot write");
}

void OutputFile::write(TextBuffer& buffer) {
  write(buffer.view());
  buffer.clear();
}

void OutputFile::close() {
  if (std::fclose(file_.release()) != 0) fail("cannot write");
}

}  // namespace sojourn::demo

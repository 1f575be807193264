// Text files, as the reader in the sandbox takes them: a table whose rows come one after the other, or a
// refusal. The generic HXL profile recognises what has tags.
#include <fcntl.h>
#include <gdal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/require.hpp"
#include "ingest/child.hpp"
#include "ingest/csv_shape.hpp"
#include "ingest/error.hpp"
#include "ingest/import.hpp"
#include "ingest/table_source.hpp"
#include "ingest/text_encoding.hpp"
#include "ingest/values.hpp"

using namespace sojourn::ingest;
using sojourn::fuzz::require;

namespace {

/// The input as a file that the child holds open.
class File {
 public:
  explicit File(std::string_view bytes) : descriptor_(::memfd_create("fuzzed", MFD_CLOEXEC)) {
    require(::write(descriptor_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
            "there is memory for the input");
    ::lseek(descriptor_, 0, SEEK_SET);
    file_ = {descriptor_, bytes.size(), "", {}};
  }
  ~File() { ::close(descriptor_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  const ChildFile& get() const { return file_; }

 private:
  int descriptor_;
  ChildFile file_;
};

void read_as_text(std::string_view bytes) {
  const auto decoded = decode_text(std::string(bytes));
  require((decoded.broken == 0) == (decoded.first_broken_line == 0), "what is broken has a line");
  const auto shape = csv_shape(decoded.text);
  for (std::size_t i = 1; i < shape.rows.size(); ++i)
    require(shape.rows[i - 1] < shape.rows[i], "records are numbered in order");
}

void read_as_file(std::string_view bytes) {
  const File file(bytes);
  const auto source = open_table_source(file.get(), {"fuzzed.csv", "", ""});
  for (std::size_t sheet = 0; sheet < source->sheets().size(); ++sheet) {
    std::int64_t last = -1;  // the names of a record's fields are row 0
    source->read(sheet, [&](std::int64_t row, std::span<const std::string_view> cells) {
      require(row > last, "rows come in order");
      require(cells.size() == source->sheets()[sheet].columns, "each row has a cell for each column");
      for (const auto cell : cells) require(trim(cell) == cell, "cells come trimmed");
      last = row;
      return true;
    });
  }
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  CPLSetErrorHandler(CPLQuietErrorHandler);
  GDALAllRegister();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;  // an empty file never gets as far as the child
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    read_as_text(bytes);
    read_as_file(bytes);
  } catch (const ImportRefused& refusal) {
    require(!refusal.reasons().empty(), "a refusal has a reason");
  }
  return 0;
}

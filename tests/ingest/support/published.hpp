/// Files as they are published for others, read with whatever profile fits.
#pragma once

#include <vector>

#include "ingest/support/small_import.hpp"
#include "ingest/support/workbook.hpp"

namespace sojourn::test {

/// Of an operation that no profile knows, and with any of the profiles that come along.
class Published : public SmallImport {
 public:
  Published() {
    options.profile = {};
    options.country = "XXX";
    options.operation = "XXX";
  }
  ingest::ImportResult book(const std::vector<SheetOfRows>& sheets) {
    return file(write_workbook(folder.path() / "book.xlsx", sheets));
  }
};

}  // namespace sojourn::test

/// The reader is not to be believed: what it says of rows is looked at before anything is looked up by it.
#include "ingest/row_starts.hpp"

#include "ingest/source_table.hpp"
#include "ingest/wire.hpp"
#include "support/catch.hpp"

using namespace sojourn::ingest;

namespace {

/// A row of one column there, and the end.
std::string answer_of(std::uint64_t place) {
  std::string bytes;
  put_number(bytes, place);
  put_number(bytes, 7);
  put_text(bytes, "Camp");
  put_number(bytes, 0);
  return bytes;
}

std::size_t rows_in(const std::string& bytes, std::size_t sheets) {
  RowStarts starts(1, sheets, 0);
  starts.take(bytes);
  return starts.finish().size();
}

}  // namespace

TEST_CASE("A row stands on one of the sheets there are") {
  const auto on = [](std::size_t sheet, std::int64_t row) {
    return answer_of(static_cast<std::uint64_t>(place_on_sheet(sheet, row)));
  };
  CHECK(rows_in(on(0, 1), 1) == 1);
  CHECK(rows_in(on(1, 5), 2) == 1);
  CHECK_THROWS_AS(rows_in(on(1, 5), 1), CutOff);
  CHECK_THROWS_AS(rows_in(on(1, 0), 2), CutOff);
  CHECK_THROWS_AS(rows_in(answer_of(std::uint64_t{1} << 62), 2), CutOff);
  CHECK_THROWS_AS(rows_in(answer_of(~std::uint64_t{0}), 2), CutOff);
}

#include "server/progress_bar.hpp"

#include "support/catch.hpp"

using namespace std::chrono_literals;
using sojourn::model::Progress;
using sojourn::model::Stage;
using sojourn::server::progress_line;

TEST_CASE("Progress is a bar, the time that is left, what is done, and how fast") {
  CHECK(progress_line({Stage::checking, 500'000, 1'000'000}, 2s, 100) ==
        "checking [############............] 50 %  2 s left  500,000 of 1,000,000 rows  250,000 rows/s");
  CHECK(progress_line({Stage::reading, 15'500'000, 62'000'000}, 1s, 100) ==
        "reading [######..................] 25 %  3 s left  15.5 of 62.0 MB  15.5 MB/s");
  CHECK(progress_line({Stage::storing, 1, 10'000'000}, 3s, 200).find(" h ") != std::string::npos);
  CHECK(progress_line({Stage::storing, 1'000, 100'000}, 1s, 100).find("1 min 39 s left") !=
        std::string::npos);
}

TEST_CASE("No rate is told from too little") {
  CHECK(progress_line({Stage::storing, 0, 1000}, 4s, 100) ==
        "storing [........................] 0 %  0 of 1,000 locations");
  CHECK(progress_line({Stage::storing, 900, 1000}, 10ms, 100) ==
        "storing [#####################...] 90 %  900 of 1,000 locations");
}

TEST_CASE("A narrow terminal gets what matters most, and never more than its line") {
  const Progress progress{Stage::checking, 500'000, 1'000'000};
  CHECK(progress_line(progress, 2s, 55) == "checking [############............] 50 %  2 s left");
  for (std::size_t columns = 1; columns < 100; ++columns)
    CHECK(progress_line(progress, 2s, columns).size() <= columns);
}

TEST_CASE("Of work whose end is not known, the time since it began is told") {
  CHECK(progress_line({Stage::sealing, 0, 0}, 3s, 100) == "the database checks what it got, 3 s");
}

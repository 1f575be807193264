#include "tiles/area/crossings.hpp"

#include "support/catch.hpp"
#include "support/property.hpp"

using namespace sojourn::tiles;
using sojourn::test::holds;

TEST_CASE("segments cross where they have more than an end in common") {
  struct Case {
    Segment a, b;
    bool crossing;
  };
  const Case cases[] = {
      {{{0, 0}, {4, 4}}, {{0, 4}, {4, 0}}, true},
      {{{0, 0}, {4, 0}}, {{2, 0}, {2, 3}}, true},   // an end on the other
      {{{0, 0}, {4, 0}}, {{4, 0}, {4, 3}}, false},  // a common end
      {{{0, 0}, {4, 0}}, {{1, 0}, {3, 0}}, true},   // one on the other
      {{{0, 0}, {4, 0}}, {{5, 0}, {7, 0}}, false},  // on one line, apart
      {{{0, 0}, {4, 4}}, {{3, 0}, {4, 3}}, false},
  };
  for (const auto& [a, b, crossing] : cases) {
    CHECK(cross(a, b) == crossing);
    CHECK(cross(b, a) == crossing);
  }
}

TEST_CASE("a crossing goes to the grid point in whose square it lies, however long the segments are") {
  constexpr std::int32_t side = 1 << 30;
  // They cross at the middle of the world; its square begins there.
  CHECK(rounded_crossing({{0, 0}, {side, side}}, {{0, side}, {side, 0}}, 4) ==
        GridPoint{side >> 5, side >> 5});
  CHECK(rounded_crossing({{0, 7}, {16, 7}}, {{7, 0}, {7, 16}}, 4) == GridPoint{0, 0});
  CHECK(rounded_crossing({{0, 8}, {16, 8}}, {{8, 0}, {8, 16}}, 4) == GridPoint{1, 1});
  CHECK(rounded_crossing({{-16, -8}, {0, -8}}, {{-8, -16}, {-8, 0}}, 4) == GridPoint{0, 0});
  CHECK(rounded_crossing({{-16, -9}, {0, -9}}, {{-9, -16}, {-9, 0}}, 4) == GridPoint{-1, -1});
  CHECK(rounded_crossing({{0, 0}, {4, 0}}, {{1, 0}, {3, 0}}, 4) == std::nullopt);
}

TEST_CASE("both segments pass the square of their crossing") {
  CHECK(holds([] {
    const auto any = [] {
      constexpr std::int32_t side = 1 << 30;
      return GridPoint{*rc::gen::inRange(0, side), *rc::gen::inRange(0, side)};
    };
    const Segment a{any(), any(), 0};
    const Segment b{any(), any(), 0};
    RC_PRE(cross(a, b));
    const int shift = *rc::gen::inRange(1, 20);
    const auto spot = rounded_crossing(a, b, shift);
    RC_ASSERT(spot.has_value());
    __extension__ using Wide = __int128;
    const GridPoint centre{spot->x << shift, spot->y << shift};
    RC_ASSERT(meets_square<Wide>(a.from, a.to, centre, 1 << (shift - 1)));
    RC_ASSERT(meets_square<Wide>(b.from, b.to, centre, 1 << (shift - 1)));
  }));
}

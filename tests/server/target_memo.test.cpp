#include "server/target_memo.hpp"

#include "support/catch.hpp"

using namespace sojourn;
using namespace sojourn::server;

namespace {

Request to(std::string target, std::string accept = "", std::string host = "a") {
  Request request;
  parse_target(target, request);
  request.accept = std::move(accept);
  request.host = std::move(host);
  return request;
}

TargetMemo::Moment at(std::uint64_t snapshot, std::string_view day = "2020-01-01") {
  return {snapshot, model::Date::parse(day).value()};
}

}  // namespace

TEST_CASE("a target is remembered for its snapshot, its day, and the fields that decide") {
  TargetMemo memo;
  memo.put(to("/tiles/a?x=1"), at(3), {Route::tile, {"key", "type", "control"}});
  REQUIRE(memo.find(to("/tiles/a?x=1"), at(3)));
  CHECK(memo.find(to("/tiles/a?x=1"), at(3))->name.key == "key");
  CHECK_FALSE(memo.find(to("/tiles/a?x=2"), at(3)));
  CHECK_FALSE(memo.find(to("/tiles/a?x=1", "text/csv"), at(3)));
  CHECK_FALSE(memo.find(to("/tiles/a?x=1", "", "b"), at(3)));
  CHECK_FALSE(memo.find(to("/tiles/a?x=1"), at(4)));
  CHECK_FALSE(memo.find(to("/tiles/a?x=1"), at(3, "2020-01-02")));
}

TEST_CASE("what was meant before a publish is forgotten, and the memo stays small") {
  TargetMemo memo;
  for (int i = 0; i < 100'000; ++i)
    memo.put(to("/tiles/" + std::to_string(i)), at(1), {Route::tile, {"old", "", ""}});
  int known = 0;
  for (int i = 0; i < 100'000; ++i) known += memo.find(to("/tiles/" + std::to_string(i)), at(1)) ? 1 : 0;
  CHECK(known > 0);
  CHECK(known <= 16 * 1024);
  memo.put(to("/tiles/99999"), at(2), {Route::tile, {"new", "", ""}});
  CHECK(memo.find(to("/tiles/99999"), at(2))->name.key == "new");
}

TEST_CASE("what would take much memory to remember is understood each time") {
  TargetMemo memo;
  const std::string long_text(2000, 'x');
  memo.put(to("/tiles/a"), at(1), {Route::tile, {long_text, "", ""}});
  memo.put(to("/tiles/b"), at(1), {Route::tile, {long_text + long_text, "", ""}});
  memo.put(to("/tiles/c?" + long_text), at(1),
           {Route::tile, {"a key of fifty characters and some more of them here", "", ""}});
  CHECK(memo.find(to("/tiles/a"), at(1)));
  CHECK_FALSE(memo.find(to("/tiles/b"), at(1)));
  CHECK_FALSE(memo.find(to("/tiles/c?" + long_text), at(1)));
}

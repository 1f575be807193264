/// Entity tags and ranges.
#include "server/byte_range.hpp"

#include <set>

#include "server/entity_tag.hpp"
#include "support/catch.hpp"

using namespace sojourn::server;

TEST_CASE("an entity tag depends on content and encoding alone") {
  const auto tag = [](std::string_view content, Encoding encoding) {
    return make_entity_tag(fingerprint(content), encoding);
  };
  CHECK(tag("a", Encoding::identity) == tag("a", Encoding::identity));
  CHECK(tag("a", Encoding::identity) != tag("b", Encoding::identity));
  std::set<std::string> tags;
  for (std::size_t i = 0; i < encoding_count; ++i) tags.insert(tag("a", static_cast<Encoding>(i)));
  CHECK(tags.size() == encoding_count);
}

TEST_CASE("If-None-Match takes lists, weak tags and a star") {
  const std::string tag = "\"abc\"";
  CHECK(matches_entity_tag("\"abc\"", tag));
  CHECK(matches_entity_tag("W/\"abc\"", tag));
  CHECK(matches_entity_tag("\"x\", W/\"y\" , \"abc\"", tag));
  CHECK(matches_entity_tag("\"a,b\",\"abc\"", tag));
  CHECK(matches_entity_tag(" *", tag));
  CHECK_FALSE(matches_entity_tag("\"x\"", tag));
  CHECK_FALSE(matches_entity_tag("abc", tag));
  CHECK_FALSE(matches_entity_tag("\"abc", tag));
  CHECK_FALSE(matches_entity_tag("", tag));
  CHECK_FALSE(matches_entity_tag("\"x\", *", tag));
}

TEST_CASE("one range of bytes is understood; anything else means the whole") {
  const auto part = [](std::string_view field) { return parse_range(field, 100); };
  CHECK(part("bytes=0-9").range == ByteRange{0, 9});
  CHECK(part("bytes=90-").range == ByteRange{90, 99});
  CHECK(part("bytes=-10").range == ByteRange{90, 99});
  CHECK(part("bytes=-1000").range == ByteRange{0, 99});
  CHECK(part("bytes=50-1000").range == ByteRange{50, 99});
  CHECK(part("bytes=100-").outcome == RangeOutcome::unsatisfiable);
  CHECK(part("bytes=-0").outcome == RangeOutcome::unsatisfiable);
  for (const std::string_view field :
       {"", "bytes=", "bytes=-", "bytes=9-0", "bytes=a-b", "lines=0-9", "bytes=0-1,5-6", "bytes=+1-2"}) {
    INFO(field);
    CHECK(part(field).outcome == RangeOutcome::whole);
  }
}

#include "export/pmtiles/archive_writer.hpp"
#include "export/pmtiles/tile_number.hpp"
#include "export/support/archive_reader.hpp"
#include "support/catch.hpp"
#include "support/property.hpp"
#include "support/temporary_folder.hpp"

using namespace sojourn;
using namespace sojourn::exports;
using namespace sojourn::exports::test;
using sojourn::test::holds;

namespace {

std::string content_of(std::uint64_t tile) {
  std::string text = "tile ";
  for (int i = 0; i < 20; ++i) text += std::to_string(tile * 7919 % 104'729);
  return text;
}

std::vector<DirectoryEntry> scattered_entries(std::size_t count) {
  std::vector<DirectoryEntry> entries;
  std::uint64_t tile = 0, offset = 0, chance = 1;
  for (std::size_t i = 0; i < count; ++i) {
    chance = chance * 6'364'136'223'846'793'005ULL + 1'442'695'040'888'963'407ULL;
    tile += 1 + (chance >> 40) % 1000;
    const auto length = static_cast<std::uint32_t>(20 + (chance >> 30) % 100'000);
    entries.push_back({tile, offset, length, 1});
    offset += length;
  }
  return entries;
}

}  // namespace

TEST_CASE("tiles have the numbers of the specification's examples") {
  CHECK(tile_number(0, 0, 0) == 0);
  CHECK(tile_number(1, 0, 0) == 1);
  CHECK(tile_number(1, 0, 1) == 2);
  CHECK(tile_number(1, 1, 1) == 3);
  CHECK(tile_number(1, 1, 0) == 4);
  CHECK(tile_number(2, 0, 0) == 5);
  CHECK(tile_number(12, 3423, 1763) == 19'078'479);
}

TEST_CASE("a number leads back to its tile, and a tile's quarters follow each other") {
  CHECK(holds([] {
    const auto zoom = *rc::gen::inRange(0, tiles::max_zoom);
    const auto distance = *rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << (2 * zoom));
    const auto tile = tile_along_curve(zoom, distance);
    RC_ASSERT(tile_number(tile) == first_tile_number(zoom) + distance);
    for (std::uint64_t quarter = 0; quarter < 4; ++quarter) {
      const auto child = tile_along_curve(zoom + 1, 4 * distance + quarter);
      RC_ASSERT(child.x() / 2 == tile.x());
      RC_ASSERT(child.y() / 2 == tile.y());
    }
  }));
}

TEST_CASE("a directory reads back as it was") {
  const std::vector<DirectoryEntry> entries = {
      {0, 0, 100, 1}, {1, 100, 50, 3}, {7, 0, 100, 1}, {70'000'000'000, 1'000'000'000'000, 4'000'000'000, 9}};
  CHECK(parse_directory(serialise(entries)) == entries);
  // Four entries: 1 for the count; tiles 1+1+1+6, runs 4, lengths 1+1+1+5, offsets 1+0→1+1+6.
  CHECK(serialise(entries).size() == 1 + 9 + 4 + 8 + 9);
}

TEST_CASE("a root that would not fit gets leaves, and names every tile through them") {
  const auto entries = scattered_entries(60'000);
  const auto made = make_directories(entries);
  CHECK(made.root.size() <= most_root_bytes);
  std::vector<DirectoryEntry> found;
  for (const auto& leaf : parse_directory(gunzip(made.root))) {
    REQUIRE(leaf.run == 0);
    const auto part = parse_directory(gunzip(made.leaves.substr(leaf.offset, leaf.length)));
    CHECK(part.front().tile == leaf.tile);
    found.insert(found.end(), part.begin(), part.end());
  }
  CHECK(found == entries);
}

TEST_CASE("leaves grow until the root fits") {
  const auto entries = scattered_entries(200'000);
  const auto made = make_directories(entries, 200);
  CHECK(made.root.size() <= 200);
  std::size_t count = 0;
  for (const auto& leaf : parse_directory(gunzip(made.root)))
    count += parse_directory(gunzip(made.leaves.substr(leaf.offset, leaf.length))).size();
  CHECK(count == entries.size());
}

TEST_CASE("an archive gives every tile back, and keeps equal ones once") {
  const sojourn::test::TemporaryFolder folder;
  const auto path = folder.path() / "some.pmtiles";
  ArchiveWriter writer(path);
  std::map<std::uint64_t, std::string> wanted;
  const auto add = [&](std::uint64_t number, const std::string& content) {
    writer.add(number, pack_tile(content));
    wanted.emplace(number, content);
  };
  add(0, content_of(0));
  for (std::uint64_t i = 5; i < 12; ++i) add(i, "the sea");  // a run
  add(12, content_of(12));
  add(14, "the sea");  // alone, and the same
  for (std::uint64_t i = 100; i < 3000; i += 3) add(i, content_of(i));
  const auto counts = writer.finish({0, 6, {-10, -20, 30, 40}, {1, 2}, 3}, R"({"name":"some"})");

  const Archive archive(path);
  CHECK(archive.tiles() == wanted);
  CHECK(archive.addressed == wanted.size());
  CHECK(archive.addressed == counts.addressed);
  CHECK(archive.entries == wanted.size() - 6);
  CHECK(archive.contents == wanted.size() - 7);
  CHECK(archive.clustered == 1);
  CHECK(archive.root == 127);
  CHECK(archive.data == 16'384);
  CHECK(archive.text.size() == counts.bytes);
  CHECK(archive.metadata_json() == R"({"name":"some"})");
  CHECK(archive.west == -100'000'000);
  CHECK(archive.north == 400'000'000);
  CHECK(archive.max_zoom == 6);
}

TEST_CASE("tiles out of order are a mistake of the caller") {
  const sojourn::test::TemporaryFolder folder;
  ArchiveWriter writer(folder.path() / "some.pmtiles");
  writer.add(7, pack_tile("a"));
  CHECK_THROWS_AS(writer.add(7, pack_tile("b")), std::logic_error);
  CHECK_THROWS_AS(writer.add(3, pack_tile("b")), std::logic_error);
}

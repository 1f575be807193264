/// Tiles of rounds that share texts with the round before.
#include "support/catch.hpp"
#include "tiles/encode.hpp"
#include "tiles/support/round_world.hpp"

using namespace sojourn;
using namespace sojourn::tiles;
using namespace sojourn::tiles::test;
using model::Collection;

namespace {

/// How many texts a field has in the first and in the second round, which has no others.
struct Texts {
  std::string_view field;
  std::size_t first;
  std::size_t second;
};
// Of some the first round has more than are worth comparing (1024), of some more than another field has.
constexpr std::array<Texts, 4> fields = {
    {{"admin1_name", 900, 600}, {"admin2_name", 700, 700}, {"admin3_name", 1300, 800}, {"name", 2500, 1500}}};

std::shared_ptr<model::RoundData> round(int number, std::size_t Texts::* count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<Place> places;
  for (int i = 0; i < 4000; ++i)
    places.push_back(place("NG" + std::to_string(i), 11 + 1.4 * static_cast<double>(random() % 1000) / 1000,
                           11 + 1.4 * static_cast<double>(random() % 1000) / 1000, i % 90));
  return round_of_places(places, {.number = number}, [&](model::TableBuilder& table) {
    for (const auto& texts : fields)
      for (std::size_t row = 0; row < table.rows(); ++row)
        table.column(texts.field)
            .set(row, std::string_view("A place of number " +
                                       std::to_string(row < texts.*count ? row : random() % (texts.*count))));
  });
}

std::string tile_of(const std::shared_ptr<model::RoundData>& data, TileId where, bool cluster) {
  std::vector<std::size_t> properties;
  for (const auto& texts : fields)
    properties.push_back(model::field_index(model::fields_of(Collection::locations), texts.field));
  PreparedAreas areas;
  return encode_tile({data}, Collection::locations, where, properties, areas, {},
                     {cluster, std::size_t{1} << 30})
      .bytes;
}

}  // namespace

TEST_CASE("a tile's bytes are the same whatever texts its round shares with others") {
  const auto before = round(1, &Texts::first, 1);
  const auto alone = round(2, &Texts::second, 2);
  const auto sharing = round(2, &Texts::second, 2);
  sharing->locations.share_texts(before->locations);
  for (const auto& texts : fields) {
    const auto& column = sharing->locations.column(texts.field);
    INFO(texts.field);
    REQUIRE(column.is_renumbered());
    REQUIRE((column.texts().size() > texts.second) == (texts.first > texts.second));
  }
  for (const auto where : {TileId::make(7, 67, 59).value(), TileId::make(9, 272, 240).value()})
    for (const bool cluster : {false, true}) {
      const auto bytes = tile_of(alone, where, cluster);
      CHECK(bytes.size() > 1000);
      CHECK(tile_of(sharing, where, cluster) == bytes);
    }
}

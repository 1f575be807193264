/// Cold tiles from memory, their compression, and GeoJSON beside them: one core, processor time.
#include <fmt/format.h>

#include <ctime>
#include <functional>
#include <random>

#include "export/csv_writer.hpp"
#include "export/geojson_writer.hpp"
#include "export/gzip.hpp"
#include "model/round_data.hpp"
#include "tiles/encode.hpp"

namespace {

using namespace sojourn;
using model::Collection;

constexpr int locations = 200'000;
constexpr int rounds = 10;

using More = std::function<void(model::TableBuilder&, std::mt19937&)>;

/// One round of a country of the size of Nigeria, with columns like those of the field: a few distinct texts,
/// many names, skewed counts, some nulls. `more` may fill further ones.
std::shared_ptr<const model::RoundData> make_round(int number, int places = locations,
                                                   const More& more = {}) {
  std::mt19937 random(static_cast<unsigned>(number));
  auto data = std::make_shared<model::RoundData>();
  data->operation.code = "NGA";
  data->round.key = {"NGA", model::Method::baseline, number};
  model::TableBuilder table(model::fields_of(Collection::locations));
  std::vector<model::PointE7> points;
  constexpr std::string_view settings[] = {"camp", "host_community", "informal_site"};
  constexpr std::string_view needs[] = {"food", "shelter", "water", "health", "education"};
  // The same places in every round.
  std::mt19937 place(1);
  std::uniform_real_distribution<double> lon(3, 14), lat(4.5, 13.5);
  std::lognormal_distribution<double> people(6, 1.2);
  auto& operation = table.column("operation");
  auto& id = table.column("location_id");
  auto& name = table.column("name");
  auto& unit = table.column("unit");
  auto& area = table.column("admin2_pcode");
  auto& method = table.column("method");
  auto& round = table.column("round");
  auto& end = table.column("period_end");
  auto& idps = table.column("idps_individuals");
  auto& basis = table.column("idps_basis");
  auto& returnees = table.column("returnees_individuals");
  auto& need = table.column("priority_need_1");
  auto& point = table.column("point");
  auto& setting = table.column("setting");
  for (int i = 0; i < places; ++i) {
    const auto row = table.add_row();
    operation.set(row, std::string_view("NGA"));
    id.set(row, std::string_view(fmt::format("NG{:06}", i)));
    name.set(row, std::string_view(fmt::format("Settlement {}", i)));
    unit.set(row, i % 5 == 0 ? std::string_view("site") : std::string_view("settlement"));
    method.set(row, std::string_view("baseline"));
    round.set(row, std::int64_t{number});
    end.set(row, std::int64_t{17'000 + 60 * number});
    idps.set(row, static_cast<std::int64_t>(people(random)));
    basis.set(row, std::string_view("key_informant"));
    if (i % 3 == 0) returnees.set(row, static_cast<std::int64_t>(people(random)));
    need.set(row, needs[random() % 5]);
    point.set(row, std::string_view("measured"));
    setting.set(row, settings[random() % 3]);
    const auto where = *geo::LonLat::make(lon(place), lat(place));
    // 774 districts, about as many as there are cells of a third of a degree.
    const int district = static_cast<int>(where.lat() * 3) * 33 + static_cast<int>(where.lon() * 3);
    area.set(row, std::string_view(fmt::format("NG{:06}", district)));
    points.emplace_back(where);
  }
  if (more) more(table, random);
  data->locations = model::Block::of_points(Collection::locations, table, points);
  return data;
}

/// Twelve measures and the rest of a row as templates of the field fill it.
void fill_row(model::TableBuilder& table, std::mt19937& random) {
  std::lognormal_distribution<double> people(5, 1.2);
  for (const auto name : {"idps_households", "returnees_households", "arrivals_individuals", "female", "male",
                          "women", "men", "children", "elderly", "conflict_individuals"})
    for (std::size_t row = 0; row < table.rows(); ++row)
      table.column(name).set(row, static_cast<std::int64_t>(people(random)));
  constexpr std::string_view answers[] = {"yes", "limited", "no", "mixed"};
  for (const auto name : {"figure_status", "sadd_basis", "reason_main", "displaced_period", "origin_basis",
                          "shelter_main", "priority_need_2", "priority_need_3", "access_shl", "access_wsh",
                          "access_hea", "access_edu", "placement"})
    for (std::size_t row = 0; row < table.rows(); ++row)
      table.column(name).set(row, answers[random() % std::size(answers)]);
  for (const auto name : {"admin1_pcode", "admin1_name", "admin2_name", "origin_pcode", "origin_name"})
    for (std::size_t row = 0; row < table.rows(); ++row)
      table.column(name).set(row, std::string_view(fmt::format("{} {}", name, random() % 700)));
}

/// Seconds of one core a call, over at least half a second: processor time, so that others on the machine
/// count less.
double seconds_of(const std::function<void(int)>& work) {
  work(0);
  int calls = 0;
  const auto start = std::clock();
  double elapsed = 0;
  while (elapsed < 0.5) {
    work(calls++);
    elapsed = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  }
  return elapsed / calls;
}

void print(std::string_view name, double value, std::string_view unit) {
  fmt::print("figure | {} | {:.4g} {} | | |\n", name, value, unit);
}

std::vector<std::size_t> tile_properties() {
  const auto fields = model::fields_of(Collection::locations);
  std::vector<std::size_t> properties;
  for (const auto wanted : {"operation", "name", "unit", "admin2_pcode", "method", "round", "period_end",
                            "idps_individuals", "idps_basis", "returnees_individuals", "priority_need_1"})
    properties.push_back(model::field_index(fields, wanted));
  return properties;
}

/// A tile of each zoom is taken from every round by turns, so that no round's columns stay in the cache.
/// Returns the seconds a location of the tile takes. `rarity`: a filter leaves one row of so many; 0: none.
double tiles_of(const model::RoundList& all, const tiles::TileId& tile, std::string_view name, bool cluster,
                std::size_t rarity = 0) {
  tiles::PreparedAreas areas;
  const auto properties = tile_properties();
  std::vector<model::RowSelections> selections(all.size());
  for (std::size_t i = 0; rarity > 0 && i < all.size(); ++i) {
    auto selection = std::make_shared<model::RowSelection>(all[i]->locations.rows());
    for (std::size_t row = 0; row < selection->rows(); row += rarity) selection->insert(row);
    selections[i] = {selection};
  }
  const tiles::TileOptions options{cluster, std::size_t{1} << 30};
  std::size_t bytes = 0;
  const double seconds = seconds_of([&](int call) {
    const auto i = static_cast<std::size_t>(call) % all.size();
    bytes =
        tiles::encode_tile({all[i]}, Collection::locations, tile, properties, areas, selections[i], options)
            .bytes.size();
  });
  std::size_t features = 0;
  const auto box = tile.lonlat_bounds(cluster ? 0 : tiles::buffer);
  all[0]->locations.search(box, [&](std::size_t) { ++features; });
  print(
      fmt::format("{}, {} points, {:.0f} kB, from memory", name, features, static_cast<double>(bytes) / 1000),
      1 / seconds, "tiles/s and core");
  if (rarity == 0) {
    const auto content =
        tiles::encode_tile({all[0]}, Collection::locations, tile, properties, areas, {}, options).bytes;
    for (const int level : {1, 3, 6})
      print(fmt::format("  gzip of it, level {}", level),
            seconds_of([&](int) { exports::gzip(content, level); }) * 1000, "ms");
  }
  return seconds / static_cast<double>(features);
}

tiles::TileId tile(std::uint64_t zoom, std::uint64_t x, std::uint64_t y) {
  return *tiles::TileId::make(zoom, x, y);
}

void geojson_of(const model::RoundData& round) {
  exports::GeometryTexts texts;
  const auto fields = model::fields_of(Collection::locations);
  std::vector<std::size_t> properties;
  for (const auto wanted : {"operation", "location_id", "name", "setting", "admin2_pcode", "round",
                            "period_end", "idps_individuals", "returnees_individuals", "priority_need_1"})
    properties.push_back(model::field_index(fields, wanted));
  std::string out;
  const double seconds = seconds_of([&](int) {
    // As a response is streamed: a buffer of some 64 kB, used again and again.
    const exports::GeoJsonWriter writer(round, Collection::locations, properties, texts);
    for (std::size_t row = 0; row < round.locations.rows(); ++row) {
      if (out.size() > 65'536) out.clear();
      writer.append(out, row);
    }
  });
  print("GeoJSON writer, 10 properties, one core", locations / seconds, "features/s");
  const exports::CsvWriter table(Collection::locations, properties, false);
  const double csv_seconds = seconds_of([&](int) {
    for (std::size_t row = 0; row < round.locations.rows(); ++row) {
      if (out.size() > 65'536) out.clear();
      table.append(out, round, row);
    }
  });
  print("CSV writer, 10 columns, one core", locations / csv_seconds, "rows/s");
}

}  // namespace

int main() {
  model::RoundList all;
  for (int number = 1; number <= rounds; ++number) all.push_back(make_round(number));
  print("memory of locations, 14 columns used, bytes an assessment",
        static_cast<double>(all[0]->locations.memory_bytes()) / locations, "bytes");
  print("memory of locations, every column used, bytes an assessment",
        static_cast<double>(make_round(1, locations, fill_row)->locations.memory_bytes()) / locations,
        "bytes");
  const auto many = tiles_of(all, tile(9, 266, 244), "tile of zoom 9", false);
  tiles_of(all, tile(11, 1066, 978), "tile of zoom 11", false);
  tiles_of(all, tile(7, 66, 61), "tile of zoom 7", false);
  tiles_of(all, tile(9, 266, 244), "tile of zoom 9, one location in ten", false, 10);
  tiles_of(all, tile(7, 66, 61), "clusters of zoom 7", true);
  tiles_of(all, tile(5, 16, 15), "clusters of zoom 5", true);
  tiles_of(all, tile(0, 0, 0), "clusters of zoom 0", true);
  tiles_of(all, tile(0, 0, 0), "clusters of zoom 0, one location in ten", true, 10);
  // A tenth of the data has as many locations in a tile about ten times the size.
  model::RoundList few;
  for (int number = 1; number <= rounds; ++number) few.push_back(make_round(number, locations / 10));
  print("growth: a location's time with 10 times the data",
        many / tiles_of(few, tile(7, 66, 61), "tile of zoom 7, of a tenth", false), "times");
  geojson_of(*all[0]);
}

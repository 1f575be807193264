#include "ingest/boundary_layer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <istream>
#include <ostream>
#include <string_view>

namespace sojourn::ingest {
namespace {

static_assert(std::endian::native == std::endian::little,
              "the two ends of the pipe share a machine; others need swaps");

constexpr std::string_view magic = "sojourn boundary layers 1\n";

class Writer {
 public:
  explicit Writer(std::ostream& out) : out_(out) {}

  template <typename Number>
  void number(Number value) {
    out_.write(reinterpret_cast<const char*>(&value), sizeof(value));
  }

  void count(std::size_t value) { number(static_cast<std::uint32_t>(value)); }

  /// Over-long texts are cut at a whole character.
  void text(std::string_view value) {
    if (value.size() > BoundaryLimits::text) {
      std::size_t end = BoundaryLimits::text;
      while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;
      value = value.substr(0, end);
    }
    count(value.size());
    out_.write(value.data(), static_cast<std::streamsize>(value.size()));
  }

  void texts(const std::vector<std::string>& values) {
    count(values.size());
    for (const auto& value : values) text(value);
  }

  void geometry(const geo::MultiPolygon& geometry) {
    count(geometry.size());
    for (const auto& polygon : geometry) {
      count(polygon.size());
      for (const auto& ring : polygon) {
        count(ring.size());
        out_.write(reinterpret_cast<const char*>(ring.data()),
                   static_cast<std::streamsize>(ring.size() * sizeof(geo::Position)));
      }
    }
  }

  void feature(const BoundaryFeature& feature) {
    text(feature.pcode);
    text(feature.name);
    text(feature.name_local);
    texts(feature.other_names);
    for (const auto& ancestor : feature.ancestors) {
      text(ancestor.pcode);
      text(ancestor.name);
      text(ancestor.name_local);
    }
    number<std::uint8_t>(feature.valid_on ? 1 : 0);
    if (feature.valid_on) number(feature.valid_on->days_since_1970());
    number<std::int64_t>(feature.population.value_or(-1));
    geometry(feature.geometry);
  }

 private:
  std::ostream& out_;
};

class Reader {
 public:
  explicit Reader(std::istream& in) : in_(in) {}

  template <typename Number>
  Number number() {
    Number value{};
    bytes(reinterpret_cast<char*>(&value), sizeof(value));
    return value;
  }

  /// At most `limit`, so that loops over it end; memory is reserved only for what has arrived.
  std::uint32_t count(std::uint32_t limit, const char* what) {
    const auto value = number<std::uint32_t>();
    if (value > limit)
      throw BoundaryError(fmt::format("boundary layers hold {} {}; at most {} are read", value, what, limit));
    return value;
  }

  std::string text() {
    std::string value(count(BoundaryLimits::text, "bytes of one text"), '\0');
    bytes(value.data(), value.size());
    return value;
  }

  std::vector<std::string> texts() {
    std::vector<std::string> values;
    for (auto left = count(1000, "texts"); left > 0; --left) values.push_back(text());
    return values;
  }

  geo::MultiPolygon geometry() {
    geo::MultiPolygon geometry;
    for (auto polygons = count(BoundaryLimits::positions, "polygons"); polygons > 0; --polygons) {
      auto& polygon = geometry.emplace_back();
      for (auto rings = count(BoundaryLimits::positions, "rings"); rings > 0; --rings)
        polygon.push_back(ring());
    }
    return geometry;
  }

  BoundaryFeature feature() {
    BoundaryFeature feature;
    feature.pcode = text();
    feature.name = text();
    feature.name_local = text();
    feature.other_names = texts();
    for (auto& ancestor : feature.ancestors) {
      ancestor.pcode = text();
      ancestor.name = text();
      ancestor.name_local = text();
    }
    if (number<std::uint8_t>() != 0) feature.valid_on = date();
    if (const auto population = number<std::int64_t>(); population >= 0) feature.population = population;
    feature.geometry = geometry();
    return feature;
  }

  void expect(std::string_view expected) {
    std::string found(expected.size(), '\0');
    bytes(found.data(), found.size());
    if (found != expected) throw BoundaryError("boundary layers begin with something else");
  }

 private:
  void bytes(char* into, std::size_t size) {
    if (!in_.read(into, static_cast<std::streamsize>(size))) throw BoundaryError("boundary layers end early");
  }

  geo::Ring ring() {
    const auto size = count(BoundaryLimits::positions - positions_, "positions");
    positions_ += size;
    geo::Ring ring;
    // In pieces: a false count must not allocate what never comes.
    constexpr std::uint32_t piece = 65536;
    for (std::uint32_t done = 0; done < size;) {
      const auto next = std::min(piece, size - done);
      ring.resize(done + next);
      bytes(reinterpret_cast<char*>(ring.data() + done), next * sizeof(geo::Position));
      done += next;
    }
    for (const auto& position : ring)
      if (!(std::abs(position.x) <= 180.0 && std::abs(position.y) <= 90.0))
        throw BoundaryError("boundary layers hold a position off the earth");
    return ring;
  }

  model::Date date() {
    const auto days = number<std::int32_t>();
    const auto first = model::Date::make(1, 1, 1);
    const auto last = model::Date::make(9999, 12, 31);
    if (days < first->days_since_1970() || days > last->days_since_1970())
      throw BoundaryError("boundary layers hold an impossible date");
    return model::Date::from_days(days);
  }

  std::istream& in_;
  std::uint32_t positions_ = 0;
};

}  // namespace

void write_layers(std::ostream& out, const std::vector<BoundaryLayer>& layers) {
  Writer writer(out);
  out.write(magic.data(), static_cast<std::streamsize>(magic.size()));
  writer.count(layers.size());
  for (const auto& layer : layers) {
    writer.text(layer.file);
    writer.text(layer.name);
    writer.number<std::int32_t>(layer.level);
    writer.number<std::int32_t>(layer.population_year.value_or(0));
    writer.texts(layer.notes);
    writer.count(layer.features.size());
    for (const auto& feature : layer.features) writer.feature(feature);
  }
}

std::vector<BoundaryLayer> read_layers(std::istream& in) {
  Reader reader(in);
  reader.expect(magic);
  std::vector<BoundaryLayer> layers;
  for (auto left = reader.count(BoundaryLimits::layers, "layers"); left > 0; --left) {
    auto& layer = layers.emplace_back();
    layer.file = reader.text();
    layer.name = reader.text();
    layer.level = reader.number<std::int32_t>();
    if (layer.level < 0 || layer.level >= geo::level_count)
      throw BoundaryError("boundary layers hold an impossible level");
    if (const auto year = reader.number<std::int32_t>(); year != 0) layer.population_year = year;
    layer.notes = reader.texts();
    for (auto features = reader.count(BoundaryLimits::features, "features"); features > 0; --features)
      layer.features.push_back(reader.feature());
  }
  return layers;
}

}  // namespace sojourn::ingest

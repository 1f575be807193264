#include "export/text_file.hpp"

#include <fmt/format.h>

#include <optional>

#include "export/csv_writer.hpp"
#include "export/geojson_writer.hpp"
#include "export/output_file.hpp"
#include "export/provenance.hpp"

namespace sojourn::exports {
namespace {

constexpr std::size_t write_size = std::size_t{1} << 20;

/// Text that goes to the file in large pieces.
class TextFile {
 public:
  explicit TextFile(const std::filesystem::path& path) : file_(path) { text.reserve(2 * write_size); }

  /// Calls `append`, which adds to `text`; by how many bytes.
  template <typename Append>
  std::size_t add(Append&& append) {
    const auto before = text.size();
    append();
    const auto added = text.size() - before;
    if (text.size() >= write_size) {
      file_.write(text);
      text.clear();
    }
    return added;
  }
  void close() {
    file_.write(text);
    file_.close();
  }

  std::string text;

 private:
  FileSink file_;
};

}  // namespace

std::uint64_t write_geojson_file(const std::filesystem::path& path, const Selection& selection,
                                 GeometryTexts& texts, const Progress& progress) {
  TextFile file(path);
  file.text +=
      fmt::format("{{\"type\":\"FeatureCollection\",\"name\":\"{}\",\n\"metadata\":{},\n\"features\":[",
                  model::info_of(selection.collection).name, provenance_json(selection.rounds));
  std::optional<GeoJsonWriter> writer;
  std::optional<std::size_t> writers_round;
  bool first = true;
  const auto count = for_each_feature(selection, progress, [&](std::size_t index, std::uint32_t row) {
    if (writers_round != index) {
      writer.emplace(*selection.rounds[index], selection.collection, selection.fields, texts);
      writers_round = index;
    }
    return file.add([&] {
      file.text += first ? "\n" : ",\n";
      first = false;
      writer->append(file.text, row);
    });
  });
  file.text += "\n]}\n";
  file.close();
  return count;
}

std::uint64_t write_csv_file(const std::filesystem::path& path, const Selection& selection,
                             const Progress& progress) {
  TextFile file(path);
  const CsvWriter writer(selection.collection, selection.fields, any_synthetic(selection.rounds));
  writer.append_header(file.text);
  const auto count = for_each_feature(selection, progress, [&](std::size_t index, std::uint32_t row) {
    return file.add([&] { writer.append(file.text, *selection.rounds[index], row); });
  });
  file.close();
  return count;
}

}  // namespace sojourn::exports

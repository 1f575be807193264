#include "ingest/boundary_files.hpp"

#include <sstream>
#include <streambuf>

#include "ingest/boundary_reader.hpp"

namespace sojourn::ingest {
namespace {

namespace fs = std::filesystem;

/// Lets a stream write into the child's answer.
class AnswerBuffer : public std::streambuf {
 public:
  explicit AnswerBuffer(ChildOutput& output) : output_(output) {}

 protected:
  int_type overflow(int_type character) override {
    const char c = traits_type::to_char_type(character);
    output_.write({&c, 1});
    return character;
  }
  std::streamsize xsputn(const char* bytes, std::streamsize count) override {
    output_.write({bytes, static_cast<std::size_t>(count)});
    return count;
  }

 private:
  ChildOutput& output_;
};

/// The file to open for a path that may lead into a zip.
fs::path file_of(const fs::path& path) {
  for (fs::path file = path; !file.empty() && file != file.root_path(); file = file.parent_path())
    if (fs::is_regular_file(file)) return file;
  return path;
}

}  // namespace

std::vector<BoundaryLayer> read_boundary_files(std::span<const fs::path> files, const SandboxLimits& limits) {
  std::vector<BoundaryLayer> layers;
  for (const auto& given : files) {
    const auto path = fs::absolute(given);
    std::stringstream answer;
    const auto file = file_of(path);
    run_sandboxed({.subcommand = "read-boundaries",
                   .file = file,
                   .request = path.string(),
                   .limits = limits,
                   .readable_folder = file.parent_path()},
                  [&](std::string_view piece) {
                    answer.write(piece.data(), static_cast<std::streamsize>(piece.size()));
                  });
    for (auto& layer : read_layers(answer)) layers.push_back(std::move(layer));
  }
  return layers;
}

void read_boundaries_in_child(std::string_view request, const ChildFile&, ChildOutput& output) {
  AnswerBuffer buffer(output);
  std::ostream out(&buffer);
  out.exceptions(std::ios::badbit);
  write_layers(out, boundary_layers_from_file(fs::path(request)));
}

}  // namespace sojourn::ingest

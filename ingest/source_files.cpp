#include "ingest/source_files.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <array>
#include <fstream>

#include "ingest/error.hpp"
#include "ingest/source_path.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> all_of(const fs::path& file) {
  auto paths = companions_of(file);
  paths.insert(paths.begin(), file);
  return paths;
}

}  // namespace

void ContentHash::Free::operator()(XXH3_state_s* state) const {
  XXH3_freeState(state);
}

ContentHash::ContentHash(const std::vector<fs::path>& files, const std::stop_token& stop)
    : state_(XXH3_createState()) {
  XXH3_128bits_reset(state_.get());
  for (const auto& file : files) {
    // A shapefile's index can be made again, so having none is no change.
    const auto ending = lower_ascii(file.extension().string());
    if (ending == ".shx") continue;
    if (file != files.front()) XXH3_128bits_update(state_.get(), ending.data(), ending.size());
    add(file, stop);
  }
}

std::string ContentHash::with(const std::string& more) const {
  const State state(XXH3_createState());
  XXH3_copyState(state.get(), state_.get());
  XXH3_128bits_update(state.get(), more.data(), more.size());
  const auto hash = XXH3_128bits_digest(state.get());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

void ContentHash::add(const fs::path& path, const std::stop_token& stop) {
  std::ifstream file(path, std::ios::binary);
  std::array<char, 1 << 16> buffer{};
  while (!stop.stop_requested() && (file.read(buffer.data(), buffer.size()) || file.gcount() > 0))
    XXH3_128bits_update(state_.get(), buffer.data(), static_cast<std::size_t>(file.gcount()));
}

SourceFiles::SourceFiles(const fs::path& file) : paths_(all_of(file)) {
  for (const auto& path : paths_) stamps_.push_back(FileStamp::of(path));
}

void SourceFiles::refuse_if_changed() const {
  for (std::size_t i = 0; i < paths_.size(); ++i)
    ingest::refuse_if_changed(stamps_[i], FileStamp::of(paths_[i]), paths_[i]);
  if (all_of(paths_.front()) != paths_)
    throw ImportRefused(fmt::format("what belongs to {} changed while it was read: import it again",
                                    paths_.front().string()));
}

Hashing::Hashing(const std::vector<fs::path>& files)
    : hash_(std::async(std::launch::async,
                       [files, stop = stop_.get_token()] { return ContentHash(files, stop); })) {}

}  // namespace sojourn::ingest

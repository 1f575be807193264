#include "server/program_identity.hpp"

#include <elf.h>
#include <fmt/format.h>
#include <link.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string_view>

#include "server/entity_tag.hpp"

namespace sojourn::server {
namespace {

namespace fs = std::filesystem;

/// The GNU build id among the notes of a segment; empty if there is none.
std::string build_id_in(std::string_view notes) {
  const auto padded = [](std::size_t bytes) { return (bytes + 3) / 4 * 4; };
  ElfW(Nhdr) note;
  while (notes.size() >= sizeof note) {
    std::memcpy(&note, notes.data(), sizeof note);
    notes.remove_prefix(sizeof note);
    const auto name = notes.substr(0, note.n_namesz);
    notes.remove_prefix(std::min(padded(note.n_namesz), notes.size()));
    const auto content = notes.substr(0, note.n_descsz);
    notes.remove_prefix(std::min(padded(note.n_descsz), notes.size()));
    if (note.n_type != NT_GNU_BUILD_ID || name != std::string_view("GNU\0", 4)) continue;
    std::string id;
    for (const char byte : content) id += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return id;
  }
  return {};
}

std::string build_id_of(const dl_phdr_info& library) {
  for (int i = 0; i < library.dlpi_phnum; ++i) {
    const auto& segment = library.dlpi_phdr[i];
    if (segment.p_type != PT_NOTE) continue;
    // The loader tells addresses as numbers. NOLINTNEXTLINE(performance-no-int-to-ptr)
    const auto* notes = reinterpret_cast<const char*>(library.dlpi_addr + segment.p_vaddr);
    if (auto id = build_id_in({notes, segment.p_memsz}); !id.empty()) return id;
  }
  return {};
}

std::string stamp_of(const fs::path& file) {
  std::error_code ignored;
  return fmt::format("{} {}", fs::file_size(file, ignored),
                     fs::last_write_time(file, ignored).time_since_epoch().count());
}

/// Hash after hash, each together with what comes next.
class Chain {
 public:
  void add(std::string_view bytes) { text_ = std::to_string(fingerprint(text_.append(bytes))); }
  std::uint64_t hash() const { return fingerprint(text_); }

 private:
  std::string text_;
};

std::uint64_t read_identity() {
  std::ifstream file("/proc/self/exe", std::ios::binary);
  if (!file) {
    std::random_device device;
    return std::uint64_t{device()} << 32 | device();
  }
  Chain chain;
  std::string piece(std::size_t{1} << 20, '\0');
  while (file.read(piece.data(), std::ssize(piece)) || file.gcount() > 0)
    chain.add({piece.data(), static_cast<std::size_t>(file.gcount())});
  for (const auto& library : loaded_libraries()) chain.add(library);
  return chain.hash();
}

}  // namespace

std::vector<std::string> loaded_libraries() {
  std::vector<std::string> libraries;
  const auto add = [](dl_phdr_info* library, std::size_t, void* to) {
    // The executable itself has no name here, and what the kernel adds no path.
    const std::string_view path(library->dlpi_name);
    if (!path.starts_with('/')) return 0;
    auto id = build_id_of(*library);
    if (id.empty()) id = stamp_of(path);
    static_cast<std::vector<std::string>*>(to)->push_back(fmt::format("{} {}", path, id));
    return 0;
  };
  dl_iterate_phdr(add, &libraries);
  std::sort(libraries.begin(), libraries.end());
  return libraries;
}

std::uint64_t program_identity() {
  static const std::uint64_t identity = read_identity();
  return identity;
}

}  // namespace sojourn::server

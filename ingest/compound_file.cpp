#include "ingest/compound_file.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace sojourn::ingest {
namespace {

// Offsets in the header ([MS-CFB] 2.2) and in an entry of the directory (2.6.1).
constexpr std::size_t sector_shift_at = 30;
constexpr std::size_t first_directory_sector_at = 48;
constexpr std::size_t first_list_sector_at = 68;
constexpr std::size_t first_table_sectors_at = 76;
constexpr std::size_t table_sectors_in_header = 109;
constexpr std::size_t header_bytes = 512;
constexpr std::size_t entry_bytes = 128;
constexpr std::size_t name_length_at = 64;
constexpr std::uint32_t most_name_bytes = 64;
constexpr std::uint32_t last_regular_sector = 0xFFFFFFFA;
constexpr std::uint32_t end_of_chain = 0xFFFFFFFE;

class Container {
 public:
  explicit Container(std::string_view bytes) : bytes_(bytes) {}

  bool has_sound_directory() const {
    if (bytes_.size() < header_bytes) return false;
    const auto shift = number(sector_shift_at, 2);
    if (shift != 9 && shift != 12) return false;
    const std::size_t sector_bytes = std::size_t{1} << shift;
    auto sector = number(first_directory_sector_at, 4);
    // A chain that is longer than the file has sectors goes in circles.
    for (std::size_t left = bytes_.size() / sector_bytes; left > 0 && sector != end_of_chain; --left) {
      const auto at = place_of(sector, sector_bytes);
      if (!at || !are_names_sound(*at, sector_bytes)) return false;
      const auto next = following(sector, sector_bytes);
      if (!next) return false;
      sector = *next;
    }
    return sector == end_of_chain;
  }

 private:
  /// Little-endian; the caller knows that it lies in the file.
  std::uint32_t number(std::size_t at, std::size_t size) const {
    std::uint32_t value = 0;
    for (std::size_t i = size; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes_[at + i]);
    return value;
  }

  /// Where a sector begins that lies in the file as a whole: all are of one size ([MS-CFB] 2.1). Some
  /// programs cut the last one short; where that holds cells nobody asks for it here.
  std::optional<std::size_t> place_of(std::uint32_t sector, std::size_t sector_bytes) const {
    if (sector > last_regular_sector) return std::nullopt;
    const auto at = (std::size_t{sector} + 1) * sector_bytes;
    return at + sector_bytes <= bytes_.size() ? std::optional(at) : std::nullopt;
  }

  bool are_names_sound(std::size_t at, std::size_t sector_bytes) const {
    for (std::size_t entry = at; entry < at + sector_bytes; entry += entry_bytes)
      if (number(entry + name_length_at, 2) > most_name_bytes) return false;
    return true;
  }

  /// The sector that holds a part of the table of sectors: the header names the first, a list the others.
  std::optional<std::uint32_t> table_sector(std::size_t part, std::size_t sector_bytes) const {
    if (part < table_sectors_in_header) return number(first_table_sectors_at + part * 4, 4);
    part -= table_sectors_in_header;
    const auto in_each = sector_bytes / 4 - 1;  // the last says where the list goes on
    auto list = number(first_list_sector_at, 4);
    while (true) {
      const auto at = place_of(list, sector_bytes);
      if (!at) return std::nullopt;
      if (part < in_each) return number(*at + part * 4, 4);
      part -= in_each;
      list = number(*at + in_each * 4, 4);
    }
  }

  /// The next sector of a chain, as the table of sectors says.
  std::optional<std::uint32_t> following(std::uint32_t sector, std::size_t sector_bytes) const {
    const auto in_each = sector_bytes / 4;
    const auto table = table_sector(sector / in_each, sector_bytes);
    const auto at = table ? place_of(*table, sector_bytes) : std::nullopt;
    return at ? std::optional(number(*at + sector % in_each * 4, 4)) : std::nullopt;
  }

  std::string_view bytes_;
};

}  // namespace

bool has_sound_directory(std::string_view bytes) {
  return Container(bytes).has_sound_directory();
}

}  // namespace sojourn::ingest

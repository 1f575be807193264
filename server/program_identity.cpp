#include "server/program_identity.hpp"

#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "server/entity_tag.hpp"

namespace sojourn::server {
namespace {

std::uint64_t read_identity() {
  std::ifstream file("/proc/self/exe", std::ios::binary);
  // Piece by piece, each together with the hash of those before it.
  std::string chain;
  std::string piece(std::size_t{1} << 20, '\0');
  while (file.read(piece.data(), std::ssize(piece)) || file.gcount() > 0)
    chain = std::to_string(fingerprint(chain.append(piece, 0, static_cast<std::size_t>(file.gcount()))));
  if (!chain.empty()) return fingerprint(chain);
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

}  // namespace

std::uint64_t program_identity() {
  static const std::uint64_t identity = read_identity();
  return identity;
}

}  // namespace sojourn::server

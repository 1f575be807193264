#include "ingest/encodings.hpp"

#include <unicode/ucnv.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <utility>

namespace sojourn::ingest {
namespace {

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

/// Null for a name that is no encoding.
Converter open_converter(const std::string& encoding) {
  UErrorCode error = U_ZERO_ERROR;
  Converter converter(encoding.empty() ? nullptr : ucnv_open(encoding.c_str(), &error));
  return U_SUCCESS(error) ? std::move(converter) : nullptr;
}

}  // namespace

bool is_known_encoding(const std::string& encoding) {
  return open_converter(encoding) != nullptr;
}

std::string convert(std::string_view bytes, const std::string& encoding) {
  const auto from = open_converter(encoding);
  const auto to = open_converter("UTF-8");
  if (from == nullptr || to == nullptr) throw std::invalid_argument("no encoding: " + encoding);
  std::string text;
  std::string piece(std::size_t{1} << 16, '\0');
  std::array<UChar, 4096> between{};
  auto* filled = between.data();
  auto* emptied = between.data();
  const char* source = bytes.data();
  auto error = U_BUFFER_OVERFLOW_ERROR;
  for (bool fresh = true; error == U_BUFFER_OVERFLOW_ERROR; fresh = false) {
    error = U_ZERO_ERROR;
    char* target = piece.data();
    ucnv_convertEx(to.get(), from.get(), &target, piece.data() + piece.size(), &source,
                   bytes.data() + bytes.size(), between.data(), &emptied, &filled,
                   between.data() + between.size(), static_cast<UBool>(fresh), 1, &error);
    text.append(piece.data(), target);
  }
  return text;
}

}  // namespace sojourn::ingest

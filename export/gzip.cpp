#include "export/gzip.hpp"

#include <libdeflate.h>

#include <memory>
#include <new>

namespace sojourn::exports {
namespace {

struct FreeCompressor {
  void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
};

}  // namespace

std::string gzip(std::string_view content, int level) {
  // Allocating a compressor costs as much as compressing a tile; each thread keeps its own.
  thread_local std::unique_ptr<libdeflate_compressor, FreeCompressor> kept;
  thread_local int kept_level = 0;
  if (!kept || kept_level != level) {
    kept.reset(libdeflate_alloc_compressor(level));
    kept_level = level;
    if (!kept) throw std::bad_alloc();
  }
  std::string out(libdeflate_gzip_compress_bound(kept.get(), content.size()), '\0');
  out.resize(libdeflate_gzip_compress(kept.get(), content.data(), content.size(), out.data(), out.size()));
  return out;
}

}  // namespace sojourn::exports

#include "server/compression.hpp"

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

#include <vector>

#include "support/catch.hpp"
#include "support/property.hpp"

using namespace sojourn::server;
using sojourn::test::holds;

namespace {

std::string from_gzip(const std::string& bytes, std::size_t size) {
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  std::string out(size + 1, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool whole = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_in == 0;
  out.erase(stream.total_out);
  inflateEnd(&stream);
  return whole ? out : "not gzip";
}

std::string from_brotli(const std::string& bytes, std::size_t size) {
  std::string out(size + 1, '\0');
  auto left = out.size();
  const auto result =
      BrotliDecoderDecompress(bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()), &left,
                              reinterpret_cast<std::uint8_t*>(out.data()));
  out.resize(result == BROTLI_DECODER_RESULT_SUCCESS ? left : 0);
  return result == BROTLI_DECODER_RESULT_SUCCESS ? out : "not Brotli";
}

std::string from_zstd(const std::string& bytes, std::size_t size) {
  std::string out(size + 1, '\0');
  ZSTD_DCtx* context = ZSTD_createDCtx();
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  ZSTD_outBuffer to{out.data(), out.size(), 0};
  const auto left = ZSTD_decompressStream(context, &to, &in);
  ZSTD_freeDCtx(context);
  out.resize(to.pos);
  return left == 0 && in.pos == in.size ? out : "not Zstandard";
}

std::string decode(const std::string& bytes, Encoding encoding, std::size_t size) {
  switch (encoding) {
    case Encoding::gzip:
      return from_gzip(bytes, size);
    case Encoding::brotli:
      return from_brotli(bytes, size);
    case Encoding::zstd:
      return from_zstd(bytes, size);
    default:
      return bytes;
  }
}

constexpr Encoding all[] = {Encoding::identity, Encoding::gzip, Encoding::brotli, Encoding::zstd};

}  // namespace

TEST_CASE("every encoding can be decoded by the library whose format it is") {
  CHECK(holds([](const std::string& word, std::uint8_t times) {
    std::string content;
    for (int i = 0; i < times; ++i) content += word;
    for (const auto encoding : all)
      for (const auto effort : {Effort::on_request, Effort::once})
        RC_ASSERT(decode(compress(content, encoding, effort), encoding, content.size()) == content);
  }));
}

TEST_CASE("pieces make up one encoded body, wherever it is cut, and empty ones do no harm") {
  CHECK(holds([](const std::vector<std::string>& pieces) {
    std::string whole;
    for (const auto& piece : pieces) whole += piece;
    for (const auto encoding : all) {
      const auto encoder = make_piece_encoder(encoding);
      std::string out;
      for (const auto& piece : pieces) encoder->append(piece, false, out);
      encoder->append("", true, out);
      RC_ASSERT(decode(out, encoding, whole.size()) == whole);
    }
  }));
}

TEST_CASE("long pieces become short") {
  for (const auto encoding : all) {
    if (encoding == Encoding::identity) continue;
    const auto encoder = make_piece_encoder(encoding);
    std::string out, whole;
    for (int i = 0; i < 50; ++i) {
      std::string piece;
      for (int word = 0; word < 10'000; ++word) piece += std::to_string(word * i) + ",";
      encoder->append(piece, i == 49, out);
      whole += piece;
    }
    INFO(to_string(encoding));
    CHECK(out.size() < whole.size() * 3 / 4);
    CHECK(decode(out, encoding, whole.size()) == whole);
  }
}

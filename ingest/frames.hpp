/// The frames in which the sandbox's child answers: a kind, the payload's size, the payload.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

namespace sojourn::ingest {

enum class FrameKind : std::uint8_t {
  data = 'd',      ///< a piece of the answer
  refused = 'r',   ///< the file cannot be taken; payload: reasons, one a line
  memory = 'm',    ///< not enough memory
  fault = 'f',     ///< reading failed; payload: why
  progress = 'p',  ///< two bytes: thousandths of the source that were read
  done = 'z',      ///< the answer is complete
};

struct FrameHeader {
  static constexpr std::size_t bytes = 5;
  FrameKind kind = FrameKind::data;
  std::uint32_t size = 0;

  std::array<char, bytes> encode() const {
    std::array<char, bytes> raw{};
    raw[0] = static_cast<char>(kind);
    std::memcpy(raw.data() + 1, &size, sizeof size);
    return raw;
  }
  static FrameHeader decode(const char* raw) {
    FrameHeader header;
    header.kind = static_cast<FrameKind>(raw[0]);
    std::memcpy(&header.size, raw + 1, sizeof header.size);
    return header;
  }
};

/// No frame is larger.
inline constexpr std::uint32_t max_frame_bytes = 1U << 20;

}  // namespace sojourn::ingest

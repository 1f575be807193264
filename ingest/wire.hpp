/// The few encodings in which parent and child talk: numbers as varints, texts as length and bytes.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sojourn::ingest {

inline void put_number(std::string& to, std::uint64_t value) {
  while (value >= 0x80) {
    to.push_back(static_cast<char>((value & 0x7F) | 0x80));
    value >>= 7;
  }
  to.push_back(static_cast<char>(value));
}

inline void put_text(std::string& to, std::string_view text) {
  put_number(to, text.size());
  to.append(text);
}

/// What is to be read ends too early, or is none of it.
class CutOff : public std::runtime_error {
 public:
  CutOff() : std::runtime_error("the reader's answer is cut off or malformed") {}
};

/// Reads what put_number and put_text wrote. Throws CutOff where the bytes end too early, so a child that
/// sends nonsense is noticed.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : bytes_(bytes) {}

  bool at_end() const { return at_ == bytes_.size(); }
  std::size_t position() const { return at_; }

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (at_ >= bytes_.size()) break;
      const auto byte = static_cast<unsigned char>(bytes_[at_++]);
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if ((byte & 0x80) == 0) return value;
    }
    throw CutOff();
  }

  std::string_view text() {
    const auto size = number();
    if (size > bytes_.size() - at_) throw CutOff();
    const auto text = bytes_.substr(at_, size);
    at_ += size;
    return text;
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace sojourn::ingest

/// Writing numbers and text fast, and into files that are whole or an error.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

namespace sojourn::demo {

/// Text on its way to a file. Like fmt::memory_buffer, but with appending inline: files of these have
/// tens of short cells a row.
class TextBuffer {
 public:
  using value_type = char;  // so that fmt can append to it

  void push_back(char c) {
    make_room(1);
    bytes_[size_++] = c;
  }
  void append(std::string_view text) {
    make_room(text.size());
    std::memcpy(bytes_.data() + size_, text.data(), text.size());
    size_ += text.size();
  }
  std::string_view view() const { return {bytes_.data(), size_}; }
  std::size_t size() const { return size_; }
  void clear() { size_ = 0; }

 private:
  void make_room(std::size_t more) {
    if (size_ + more > bytes_.size()) bytes_.resize(2 * (size_ + more) + 4096);
  }

  std::vector<char> bytes_;
  std::size_t size_ = 0;
};

inline void append(TextBuffer& out, std::string_view text) {
  out.append(text);
}

void append(TextBuffer& out, std::int64_t number);

/// A coordinate of Point in degrees, exactly: "-17.00450".
void append_degrees(TextBuffer& out, std::int32_t units);

/// A new file of bytes. Throws std::runtime_error that names the file and the reason.
class OutputFile {
 public:
  explicit OutputFile(std::filesystem::path path);

  void write(std::string_view bytes);
  /// Writes what is in the buffer and empties it.
  void write(TextBuffer& buffer);
  /// The file is complete only after this.
  void close();

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  [[noreturn]] void fail(std::string_view what) const;

  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Closer> file_;
};

}  // namespace sojourn::demo

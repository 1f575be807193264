/// What goes wrong while a file is taken in.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace sojourn::ingest {

/// The base of ingest's errors; the message says what, where and what to do.
class IngestError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The file, or what was said about it, cannot be taken as it is: exit status 1. Nothing was stored.
class ImportRefused : public IngestError {
 public:
  explicit ImportRefused(std::vector<std::string> reasons)
      : IngestError(join(reasons)), reasons_(std::move(reasons)) {}
  explicit ImportRefused(const std::string& reason) : ImportRefused(std::vector{reason}) {}

  /// At least one, each a sentence.
  const std::vector<std::string>& reasons() const { return reasons_; }

 private:
  static std::string join(const std::vector<std::string>& reasons) {
    std::string text;
    for (const auto& reason : reasons) text += (text.empty() ? "" : "\n") + reason;
    return text;
  }
  std::vector<std::string> reasons_;
};

/// One sheet or layer of a file gives no row at all; others may.
class SheetUnreadable : public ImportRefused {
 public:
  using ImportRefused::ImportRefused;
};

/// A profile that cannot be used: names the file, the key and the line.
class ProfileError : public IngestError {
 public:
  using IngestError::IngestError;
};

}  // namespace sojourn::ingest

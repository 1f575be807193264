#include "ingest/row_starts.hpp"

#include <algorithm>
#include <utility>

#include "ingest/wire.hpp"

namespace sojourn::ingest {

void RowStarts::take(std::string_view bytes) {
  while (!bytes.empty() && !ended_) {
    if (skip_ > 0) {
      const auto some = std::min<std::uint64_t>(skip_, bytes.size());
      skip_ -= some;
      at_ += some;
      bytes.remove_prefix(some);
      continue;
    }
    if (step_ == number && shift_ == 0) starts_.push_back(at_);
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    ++at_;
    if (shift_ > 63) throw CutOff();
    value_ |= static_cast<std::uint64_t>(byte & 0x7F) << shift_;
    shift_ += 7;
    if ((byte & 0x80) == 0) take_value();
  }
}

void RowStarts::take_value() {
  const auto value = std::exchange(value_, 0);
  shift_ = 0;
  if (step_ == number && value == 0) {
    starts_.pop_back();
    ended_ = true;
  }
  if (step_ > fingerprint) skip_ = value;
  step_ = step_ == fingerprint + columns_ ? number : step_ + 1;
}

std::vector<std::size_t> RowStarts::finish() {
  if (!ended_) throw CutOff();
  return std::move(starts_);
}

}  // namespace sojourn::ingest

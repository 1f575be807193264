#include "ingest/row_starts.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "ingest/source_table.hpp"
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
    if (step_ == number && shift_ == 0) {
      if (at_ > std::numeric_limits<std::uint32_t>::max()) throw CutOff();
      starts_.push_back(static_cast<std::uint32_t>(at_));
    }
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
  } else if (step_ == number && !is_place(value)) {
    throw CutOff();
  }
  if (step_ > fingerprint) skip_ = value;
  step_ = step_ == fingerprint + columns_ ? number : step_ + 1;
}

bool RowStarts::is_place(std::uint64_t value) const {
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return false;
  const auto place = static_cast<std::int64_t>(value);
  return sheet_of_place(place) < sheets_ && row_of_place(place) > 0;
}

model::LargeVector<std::uint32_t> RowStarts::finish() {
  if (!ended_) throw CutOff();
  return std::move(starts_);
}

}  // namespace sojourn::ingest

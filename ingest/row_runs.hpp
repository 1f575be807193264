/// Rows of the source table, of which most stand one after another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <vector>

namespace sojourn::ingest {

/// Row numbers in the order in which they were added. A run of rows takes as much memory as one: a file's
/// only round has all its rows.
class RowRuns {
  struct Run {
    std::uint32_t first;
    std::uint32_t last;  ///< before which it ends
  };

 public:
  void push_back(std::uint32_t row) { append(row, row + 1); }
  /// From `first` to before `last`.
  void append(std::uint32_t first, std::uint32_t last) {
    if (first == last) return;
    size_ += last - first;
    if (!runs_.empty() && runs_.back().last == first)
      runs_.back().last = last;
    else
      runs_.push_back({first, last});
  }
  void append(const RowRuns& other) {
    for (const auto& run : other.runs_) append(run.first, run.last);
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  /// Not of none.
  std::uint32_t front() const { return runs_.front().first; }

  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = std::uint32_t;
    using difference_type = std::ptrdiff_t;
    using pointer = const std::uint32_t*;
    using reference = std::uint32_t;

    explicit Iterator(const Run* run) : run_(run) {}
    std::uint32_t operator*() const { return run_->first + step_; }
    Iterator& operator++() {
      if (run_->first + ++step_ == run_->last) {
        ++run_;
        step_ = 0;
      }
      return *this;
    }
    bool operator==(const Iterator& other) const { return run_ == other.run_ && step_ == other.step_; }

   private:
    const Run* run_;
    std::uint32_t step_ = 0;
  };
  Iterator begin() const { return Iterator(runs_.data()); }
  Iterator end() const { return Iterator(runs_.data() + runs_.size()); }

 private:
  std::vector<Run> runs_;
  std::size_t size_ = 0;
};

}  // namespace sojourn::ingest

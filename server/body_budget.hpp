/// A bound on the memory of bodies that are made or on their way to slow clients.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace sojourn::server {

/// Counts the bytes of bodies that exist; those which the cache holds count as the cache's. Safe to use from
/// any thread.
class BodyBudget {
 public:
  explicit BodyBudget(std::size_t most_bytes) : most_(static_cast<std::int64_t>(most_bytes)) {}
  BodyBudget(const BodyBudget&) = delete;
  BodyBudget& operator=(const BodyBudget&) = delete;

  /// Bytes that count until this goes. Must not outlive the budget.
  class Share {
   public:
    Share(Share&& other) noexcept : budget_(other.budget_), bytes_(other.bytes_) { other.bytes_ = 0; }
    Share& operator=(Share&&) = delete;
    ~Share() { budget_->used_ -= bytes_; }
    /// False, and nothing changes, if the budget has no room for more.
    bool resize(std::size_t bytes);

   private:
    friend class BodyBudget;
    Share(BodyBudget& budget, std::int64_t bytes) : budget_(&budget), bytes_(bytes) {}
    BodyBudget* budget_;
    std::int64_t bytes_;
  };

  /// Nothing if there is no room.
  std::optional<Share> take(std::size_t bytes);
  /// The cache took up, or gave away, that many bytes of bodies.
  void change_cached(std::int64_t by) { cached_ += by; }

  /// Bytes of bodies outside the cache.
  std::int64_t used() const { return used_ - cached_; }

 private:
  bool grow(std::int64_t by);

  const std::int64_t most_;
  std::atomic<std::int64_t> used_{0};
  std::atomic<std::int64_t> cached_{0};
};

/// A body that counts as long as anybody holds it.
std::shared_ptr<const std::string> counted_body(std::string bytes, BodyBudget::Share share);

}  // namespace sojourn::server

/// Ways from one vintage of boundaries to another, kept for the requests that come.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "model/edition.hpp"
#include "model/other_vintage.hpp"

namespace sojourn::server {

/// Made when it is first asked for, one at a time, and kept until there are more, or larger ones, than are to
/// be kept: what was asked for longest ago goes first, but never the last one made. Safe to use from any
/// thread.
class VintageLinks {
 public:
  using Link = std::shared_ptr<const model::VintageLink>;
  using Make = std::function<model::VintageLink(const geo::BoundarySet& from,
                                                std::shared_ptr<const geo::BoundarySet> to, int level)>;
  /// What is kept beside the vintages, which editions hold.
  struct Held {
    std::size_t links = 0;
    std::size_t bytes = 0;
  };
  static constexpr std::size_t most_unless_said = 16;
  static constexpr std::size_t bytes_unless_said = std::size_t{64} << 20;

  explicit VintageLinks(std::size_t most = most_unless_said, std::size_t most_bytes = bytes_unless_said,
                        Make make = model::VintageLink::by_overlap)
      : most_(most), most_bytes_(most_bytes), make_(std::move(make)) {}

  /// At once; null if it was not made yet, or is kept no more. From a vintage to itself there always is one.
  Link find(const model::Vintage& from, const model::Vintage& to, int level);
  /// Made where it has to be: takes seconds for large countries, and waits for others that are being made, so
  /// call it where that holds up nobody else. What could not be made is tried again by the next who asks.
  Link get(const model::Vintage& from, const model::Vintage& to, int level);
  Held held() const;
  /// Lets go of ways to vintages that nobody else has any more.
  void tidy();

 private:
  struct Entry {
    std::string key;  ///< what the vintages hold, and the level
    Link link;
    std::size_t bytes = 0;
  };
  Link find(const std::string& key);
  void keep(Entry entry);

  const std::size_t most_;
  const std::size_t most_bytes_;
  const Make make_;
  std::mutex making_;
  mutable std::mutex mutex_;  ///< of what follows; never held for long
  std::list<Entry> entries_;  ///< most recently used first
  std::size_t bytes_ = 0;
};

}  // namespace sojourn::server

/// Ways from one vintage of boundaries to another, kept for the requests that come.
#pragma once

#include <cstddef>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "model/edition.hpp"
#include "model/other_vintage.hpp"

namespace sojourn::server {

/// Made when it is first asked for, once however many ask meanwhile, and kept until `most` others were asked
/// for since. Safe to use from any thread; call it where waiting does no harm.
class VintageLinks {
 public:
  explicit VintageLinks(std::size_t most = 16) : most_(most) {}

  std::shared_ptr<const model::VintageLink> get(const model::Vintage& from, const model::Vintage& to,
                                                int level);
  std::size_t size() const;

 private:
  using Link = std::shared_future<std::shared_ptr<const model::VintageLink>>;
  struct Entry {
    std::string key;  ///< what the vintages hold, and the level
    Link link;
  };
  void forget(const std::string& key);

  const std::size_t most_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  ///< most recently used first
};

}  // namespace sojourn::server

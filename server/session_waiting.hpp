/// What a session's coroutines wait with. Only the session's sources include this.
#pragma once

#include "server/io_core.hpp"
// The order matters: io_core.hpp makes Boost 1.74's asio compile.
#include <boost/asio/buffer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <memory>
#include <string_view>

namespace sojourn::server {

/// Waits for the work without holding the thread; resumes on the session's own core.
template <typename Value>
Awaitable<Value> wait_for(Executor executor, std::function<void(std::function<void(Value)>)> work) {
  auto initiate = [executor, work = std::move(work)](auto handler) mutable {
    // std::function wants to be copied, completion handlers cannot be.
    auto shared_handler = std::make_shared<decltype(handler)>(std::move(handler));
    auto guard = std::make_shared<asio::executor_work_guard<Executor>>(executor);
    work([executor, shared_handler, guard](Value value) {
      auto resume = [shared_handler, guard, value = std::move(value)]() mutable {
        (*shared_handler)(std::move(value));
      };
      asio::post(executor, std::move(resume));
    });
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void(Value)>(
      std::move(initiate), use_awaitable);
}

inline asio::const_buffer as_buffer(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace sojourn::server

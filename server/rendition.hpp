/// What a handler answers: a finished response, or the promise of a body or a file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "server/response.hpp"

namespace sojourn::server {

/// Appends the next piece of a body; false when that was the last. Called by one worker at a time.
using BodySource = std::function<bool(std::string& out)>;

/// A body up to about this many bytes is made whole, kept in the cache and shared; of a longer one the rest
/// is made while it is sent, so that its memory does not grow with its length.
inline constexpr std::size_t largest_whole_body = std::size_t{1} << 18;
/// About the size of one piece of a longer body.
inline constexpr std::size_t piece_bytes = std::size_t{1} << 16;

struct RenderedBody {
  std::string content;
  Headers headers;             ///< what only the making could tell, e.g. Link to the next page
  BodySource rest = {};        ///< what follows `content`; none for a body that is whole
  std::size_t held_bytes = 0;  ///< what `rest` keeps in memory beside the data
};

/// Lets `source` add to the body until it is whole or larger than `largest_whole_body`; then the source
/// becomes its rest.
void begin_body(RenderedBody& body, BodySource source);

/// A body that need not be made if the client, or the cache, has it already.
struct Rendition {
  /// Everything that determines the bytes: path, canonical parameters, rounds.
  std::string key;
  std::string content_type;
  /// Link, Content-Disposition, Cache-Control and the like.
  Headers headers;
  /// Makes the body. Called on a worker thread, at once if `is_quick`, apart if `is_slow`; may throw Problem.
  /// Must own what it uses.
  std::function<RenderedBody()> render;
  /// The body is short and made in a fraction of a millisecond: a worker would cost as much again.
  bool is_quick = false;
  /// Making it may take a second or more: a thread apart does that, one body after the other, so that workers
  /// stay free for what is short.
  bool is_slow = false;
  /// For empty bodies: 204 instead of 200.
  bool no_content_if_empty = false;
};

/// A file that need not be made if the client has it, or it was made before.
struct FileRendition {
  /// Everything that determines the bytes.
  std::string key;
  std::string content_type;
  Headers headers;
  std::string file_name;            ///< that it is to have while it is made
  std::vector<std::string> rounds;  ///< identities of those it shows: when one is public no more, it goes
  /// Told now and then that the work goes on; throws to end it.
  using Progress = std::function<void(std::uint64_t)>;
  /// Makes the file, which is not there yet. Called on a worker thread; may throw Problem. Must own what it
  /// uses.
  std::function<void(const std::filesystem::path&, const Progress&)> write;
};

using Answer = std::variant<Response, Rendition, FileRendition>;

}  // namespace sojourn::server

/// Long bodies, made and encoded piece by piece on the workers while they are sent.
#pragma once

#include "server/body_budget.hpp"
#include "server/compression.hpp"
#include "server/rendition.hpp"
#include "server/worker_pool.hpp"

namespace sojourn::server {

/// What a stream holds at most: the beginning, a piece being made, one that waits and one being written,
/// before or after encoding, and the encoder.
inline constexpr std::size_t stream_bytes = largest_whole_body + 6 * piece_bytes + piece_encoder_bytes;

/// The body's content and then its rest. Work that was begun may wait for a worker, but is never refused.
NextPiece stream_body(RenderedBody rendered, Encoding encoding, BodyBudget::Share share, WorkerPool& workers);

}  // namespace sojourn::server

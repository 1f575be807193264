/// Which encoding of one byte a character a text is in, told by its bytes beyond ASCII.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sojourn::ingest {

struct EncodingGuess {
  std::string encoding;    ///< of a script that is not Latin; empty: none of these
  std::int64_t bytes = 0;  ///< beyond ASCII: those that the guess decides about
};

/// Accents of Latin script stand alone among ASCII letters, mostly; letters of other scripts make words. Of
/// the encodings that could hold these, the one in which they are most natural, and of equals what ICU finds
/// likeliest.
EncodingGuess guess_encoding(std::string_view bytes);

}  // namespace sojourn::ingest

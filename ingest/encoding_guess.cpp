#include "ingest/encoding_guess.hpp"

#include <unicode/uchar.h>
#include <unicode/ucsdet.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <vector>

#include "ingest/encodings.hpp"
#include "ingest/values.hpp"

namespace sojourn::ingest {
namespace {

bool is_high(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

/// What bytes beyond ASCII say of the encoding.
struct HighBytes {
  std::int64_t count = 0;
  std::int64_t beside_another = 0;
  std::string words;  ///< the first words that have any

  /// Letters of another script make words of such bytes; accents of Latin script mostly stand alone.
  bool make_words() const { return beside_another * 2 > count; }
};

HighBytes high_bytes(std::string_view bytes) {
  constexpr std::size_t enough = std::size_t{1} << 16;
  const auto in_word = [](char c) { return is_high(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  HighBytes high;
  for (std::size_t at = 0; at < bytes.size();) {
    auto end = at;
    bool any = false;
    for (; end < bytes.size() && in_word(bytes[end]); ++end) {
      if (!is_high(bytes[end])) continue;
      any = true;
      ++high.count;
      if ((end > at && is_high(bytes[end - 1])) || (end + 1 < bytes.size() && is_high(bytes[end + 1])))
        ++high.beside_another;
    }
    if (any && high.words.size() < enough)
      high.words.append(bytes.substr(at, std::min(end - at, enough))) += ' ';
    at = end + 1;
  }
  return high;
}

constexpr std::string_view other_scripts[] = {"windows-1256", "windows-1251", "windows-1253",
                                              "windows-1255", "ISO-8859-6",   "ISO-8859-5",
                                              "ISO-8859-7",   "ISO-8859-8",   "KOI8-R"};

// Those of other_scripts, with what ICU finds likelier first. It knows languages by their letters, of which a
// few names have too few.
std::vector<std::string> by_likelihood(const std::string& words) {
  struct Close {
    void operator()(UCharsetDetector* detector) const { ucsdet_close(detector); }
  };
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UCharsetDetector, Close> detector(ucsdet_open(&error));
  ucsdet_setText(detector.get(), words.data(), static_cast<std::int32_t>(words.size()), &error);
  std::int32_t count = 0;
  const auto** matches = ucsdet_detectAll(detector.get(), &count, &error);
  std::vector<std::string> encodings;
  for (std::int32_t i = 0; U_SUCCESS(error) && i < count; ++i)
    if (const std::string name = ucsdet_getName(matches[i], &error);
        std::ranges::find(other_scripts, name) != std::end(other_scripts))
      encodings.push_back(name);
  encodings.insert(encodings.end(), std::begin(other_scripts), std::end(other_scripts));
  return encodings;
}

/// How much of a text is words as people write them: of one script, without a capital after a small letter.
class Naturalness {
 public:
  explicit Naturalness(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) add(static_cast<UChar32>(next_character(text, at)));
    end_word();
  }
  std::int64_t value() const { return value_; }

 private:
  void add(UChar32 c) {
    if (u_isalpha(c) == 0 && u_charType(c) != U_NON_SPACING_MARK) {
      end_word();
      if (u_ispunct(c) == 0 && u_isspace(c) == 0) --value_;
      return;
    }
    UErrorCode error = U_ZERO_ERROR;
    const auto script = uscript_getScript(c, &error);
    if (script != USCRIPT_COMMON && script != USCRIPT_INHERITED) {
      mixed_ = mixed_ || (script_ && *script_ != script);
      script_ = script;
    }
    mixed_ = mixed_ || (small_before_ && u_isupper(c) != 0);
    small_before_ = u_islower(c) != 0;
    ++letters_;
  }
  void end_word() {
    value_ += mixed_ ? -letters_ : letters_;
    letters_ = 0;
    mixed_ = small_before_ = false;
    script_.reset();
  }

  std::int64_t value_ = 0;
  std::int64_t letters_ = 0;
  bool mixed_ = false;
  bool small_before_ = false;
  std::optional<UScriptCode> script_;
};

// In which the words are most natural; of several the likeliest.
std::string likeliest_encoding(const std::string& words) {
  std::string best;
  std::int64_t most = 0;
  for (const auto& encoding : by_likelihood(words)) {
    const auto natural = Naturalness(convert(words, encoding)).value();
    if (natural <= most) continue;
    most = natural;
    best = encoding;
  }
  return best;
}

}  // namespace

EncodingGuess guess_encoding(std::string_view bytes) {
  const auto high = high_bytes(bytes);
  return {high.make_words() ? likeliest_encoding(high.words) : std::string(), high.count};
}

}  // namespace sojourn::ingest

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <array>
#include <stdexcept>

#include "geo/gazetteer.hpp"

namespace sojourn::geo {
namespace {

/// Letters that compatibility decomposition leaves as they are, though people write them plainly.
char32_t plain_letter(char32_t letter) {
  switch (letter) {
    case U'ø':
      return U'o';
    case U'ł':
      return U'l';
    case U'đ':
    case U'ɗ':
    case U'ð':
      return U'd';
    case U'ɓ':
      return U'b';
    case U'ƙ':
      return U'k';
    case U'ƴ':
      return U'y';
    case U'ŋ':
      return U'n';
    case U'ı':
      return U'i';
    case U'ə':
      return U'e';
    case U'\u0671':
      return U'\u0627';  // alef wasla: alef
    case U'\u0649':      // alef maqsura,
    case U'\u06CC':
      return U'\u064A';  // Persian ya: ya
    case U'\u06A9':
      return U'\u0643';  // Persian kaf: kaf
    case U'\u0629':
      return U'\u0647';  // ta marbuta: ha
    default:
      return letter;
  }
}

bool is_apostrophe(char32_t c) {
  constexpr std::array<char32_t, 8> apostrophes = {U'\'',     U'`',      U'\u00B4', U'\u2018',
                                                   U'\u2019', U'\u02BC', U'\u02BB', U'\u02BF'};
  for (const auto apostrophe : apostrophes)
    if (c == apostrophe) return true;
  return false;
}

/// Marks (Arabic vowel signs and hamzas among them), tatweel, joiners and direction marks.
bool is_silent(char32_t c) {
  const auto type = u_charType(static_cast<UChar32>(c));
  return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR || c == U'\u0640' ||
         is_apostrophe(c);
}

/// Takes characters one by one and writes the name as it is compared.
class Writer {
 public:
  void add(char32_t c) {
    if (is_silent(c)) return;
    const auto code = static_cast<UChar32>(c);
    if (const auto digit = u_charDigitValue(code); digit >= 0)
      return write(U'0' + static_cast<char32_t>(digit));
    if (u_isalpha(code) || u_charType(code) == U_COMBINING_SPACING_MARK) return write(plain_letter(c));
    if (c != U'&') return end_word();
    end_word();
    for (const char32_t letter : {U'a', U'n', U'd'}) write(letter);
    end_word();
  }

  /// The same of an ASCII character, without asking ICU about each: most names have no others.
  void add_ascii(char c) {
    if (c >= 'A' && c <= 'Z') return write_ascii(static_cast<char>(c - 'A' + 'a'));
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) return write_ascii(c);
    if (c == '\'' || c == '`') return;
    c == '&' ? add(U'&') : end_word();
  }

  std::string take() { return std::move(text_); }

 private:
  void end_word() { word_ended_ = true; }

  void write_ascii(char c) {
    if (word_ended_ && !text_.empty()) text_ += ' ';
    word_ended_ = false;
    text_ += c;
  }

  void write(char32_t c) {
    if (word_ended_ && !text_.empty()) text_ += ' ';
    word_ended_ = false;
    std::array<char, U8_MAX_LENGTH> bytes{};
    std::size_t length = 0;
    U8_APPEND_UNSAFE(bytes.data(), length, c);
    text_.append(bytes.data(), length);
  }

  std::string text_;
  bool word_ended_ = false;
};

/// Compatibility decomposition with case folding. Bytes that are not UTF-8 become U+FFFD.
std::u16string decomposed(std::string_view name) {
  UErrorCode status = U_ZERO_ERROR;
  std::u16string wide(name.size(), u'\0');
  std::int32_t length = 0;
  u_strFromUTF8WithSub(wide.data(), static_cast<std::int32_t>(wide.size()), &length, name.data(),
                       static_cast<std::int32_t>(name.size()), 0xFFFD, nullptr, &status);
  // One pass does not settle what folding makes decomposable, so: fold, then decompose.
  std::u16string folded(static_cast<std::size_t>(length) * 3 + 1, u'\0');
  const auto folded_length = u_strFoldCase(folded.data(), static_cast<std::int32_t>(folded.size()),
                                           wide.data(), length, U_FOLD_CASE_DEFAULT, &status);
  const UNormalizer2* nfkd = unorm2_getNFKDInstance(&status);
  std::u16string result(static_cast<std::size_t>(folded_length) * 18 + 1, u'\0');
  const auto result_length = unorm2_normalize(nfkd, folded.data(), folded_length, result.data(),
                                              static_cast<std::int32_t>(result.size()), &status);
  if (U_FAILURE(status) != 0)
    throw std::runtime_error(std::string("cannot normalise a name: ") + u_errorName(status));
  result.resize(static_cast<std::size_t>(result_length));
  return result;
}

bool is_ascii(std::string_view name) {
  for (const char c : name)
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  return true;
}

}  // namespace

std::string normalise_name(std::string_view name) {
  Writer writer;
  if (is_ascii(name)) {
    for (const char c : name) writer.add_ascii(c);
    return writer.take();
  }
  const auto text = decomposed(name);
  for (std::size_t i = 0; i < text.size();) {
    UChar32 c = 0;
    U16_NEXT(text.data(), i, text.size(), c);
    writer.add(static_cast<char32_t>(u_foldCase(c, U_FOLD_CASE_DEFAULT)));
  }
  return writer.take();
}

}  // namespace sojourn::geo

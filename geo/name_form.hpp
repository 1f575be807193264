/// A name in the forms in which its spellings are alike: of one script or another, from one transliteration
/// or another, with its words in another order.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::geo {

struct NameForm {
  /// Latin letters and digits of the words that tell places apart, in their order, without blanks:
  /// `Al-Jubouri District` is `jubouri`.
  std::string plain;
  /// What transliterations agree upon: `ou`, `oo` and `u` are one, as are `q` and `k`, `kh` and `h`, `e` and
  /// `i`.
  std::string sound;
  std::string sorted_sound;  ///< the same, its words in alphabetical order
  /// Consonants only: Arabic script writes no short vowels.
  std::string consonants;
  /// What a spelling never changes: numbers (`II` is 2), single letters (several in a row are an
  /// abbreviation, as in `Maiduguri M. C.`, and are left out), points of the compass, upper and lower, old
  /// and new; in alphabetical order.
  std::vector<std::string> distinctions;
  std::string initials;         ///< of three words and more: `fct` of Federal Capital Territory; else empty
  bool without_vowels = false;  ///< from a script that leaves them out

  bool empty() const { return plain.empty(); }
};

/// Makes forms. Not for several threads: transliterators are ICU's, and hold state.
class NameFormer {
 public:
  NameFormer();
  ~NameFormer();
  NameFormer(NameFormer&&) noexcept;
  NameFormer& operator=(NameFormer&&) noexcept;

  /// `name` in UTF-8, any script that ICU knows the Latin letters of.
  NameForm form(std::string_view name);

 private:
  struct Transliterator;
  std::string latin(std::u16string text);
  std::unique_ptr<Transliterator> transliterator_;
};

}  // namespace sojourn::geo

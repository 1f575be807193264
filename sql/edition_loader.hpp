/// From the schema `published` into memory. Works as the reader, so it cannot load
/// what is not public.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "model/edition.hpp"
#include "sql/database.hpp"

namespace sojourn::sql {

/// An edition with what the next load of the same operation can use again.
struct LoadedEdition {
  struct RoundOrigin {
    std::int64_t round_id = 0;
    std::int64_t previous_id = 0;  ///< the round its change figures refer to; 0: none
    std::string published_at;      ///< RFC 3339, UTC
    std::string boundaries = {};   ///< hash of the content of its boundaries; empty: placed on none
  };
  std::shared_ptr<const model::Edition> edition;
  std::vector<RoundOrigin> origins;  ///< for each of edition->rounds
};

/// Of the vintages of boundaries: those that rounds were placed on, or all that they can be shown on.
enum class VintagesToLoad : std::uint8_t { used, all };

/// Not for several threads at once.
class EditionLoader {
 public:
  explicit EditionLoader(Database database, VintagesToLoad vintages = VintagesToLoad::used);
  ~EditionLoader();
  EditionLoader(EditionLoader&&) noexcept;
  EditionLoader& operator=(EditionLoader&&) noexcept;

  /// Operations with something published, now or once, and the number of their edition.
  std::map<std::string, std::uint64_t> current_editions();
  /// One consistent snapshot. Rounds of `previous` that did not change, nor their boundaries, are taken from
  /// it, only others are loaded. Null if the operation has no edition. Throws Unavailable, or Error where the
  /// sums of what was loaded disagree with a round's control totals. After a throw the next call connects
  /// anew.
  std::shared_ptr<const LoadedEdition> load(const std::string& operation, const LoadedEdition* previous);
  /// The rounds that are public now, without their content: works where `load` cannot.
  std::set<std::int64_t> public_rounds(const std::string& operation);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sojourn::sql

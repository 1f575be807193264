/// The demonstration operation: files of a made-up country with a flood and a conflict, as a user
/// would have them, and what an import of them has to find. The same plan gives the same bytes on
/// every platform: only integers are calculated with.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "demo/names.hpp"
#include "model/date.hpp"

namespace sojourn::demo {

/// The import profile that reads the files.
inline constexpr std::string_view profile_name = "demo";

struct Plan {
  std::uint64_t seed = 1;
  std::size_t locations = 3000;  ///< in all rounds together; 1 to 10,000,000
  int rounds = 8;                ///< 1 to 200
};

/// What one round's file holds in truth.
struct RoundTruth {
  std::int64_t rows = 0;        ///< lines below the header, without the grand total
  std::int64_t accepted = 0;    ///< of these: rows that count
  std::int64_t rejected = 0;    ///< of these: rows with shifted cells
  std::int64_t duplicates = 0;  ///< of these: rows that repeat the one before in every cell
  std::int64_t grand_totals = 0;
  std::int64_t locations = 0;
  std::int64_t carried_forward = 0;  ///< locations
  std::int64_t individuals = 0;  ///< displaced, in rows that count; derived where only households are given
  std::int64_t households = 0;   ///< where given
  std::int64_t returnees = 0;
  std::vector<std::int64_t> individuals_by_province;  ///< XS01, XS02 …
};

struct RoundFile {
  int number = 0;
  std::filesystem::path path;
  model::Date from = model::Date::from_days(0);
  model::Date to = model::Date::from_days(0);
  RoundTruth truth;
};

struct Manifest {
  std::vector<std::filesystem::path> boundaries;  ///< GeoJSON, levels 0 to 4
  std::vector<RoundFile> rounds;                  ///< CSV, in order
};

/// The operation in memory; its files are written as they are wanted. About 100 bytes per location.
class Operation {
 public:
  /// Throws std::invalid_argument when a number of the plan is out of range.
  explicit Operation(const Plan& plan);
  ~Operation();
  Operation(Operation&&) noexcept;

  /// Both throw std::runtime_error naming the file when it cannot be written. `directory` must exist.
  std::vector<std::filesystem::path> write_boundaries(const std::filesystem::path& directory) const;
  /// `number` from 1 to the plan's rounds. Memory use does not grow with the file.
  RoundFile write_round(int number, const std::filesystem::path& directory) const;

 private:
  struct World;
  std::unique_ptr<const World> world_;
};

/// Creates the directory where it is missing and writes everything, with a README.txt and the truth
/// as manifest.json.
Manifest write_operation(const Plan& plan, const std::filesystem::path& directory);

}  // namespace sojourn::demo

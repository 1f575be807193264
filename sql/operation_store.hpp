/// Operations: their names, sources, licences and ends.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/round.hpp"
#include "sql/database.hpp"

namespace sojourn::sql {

enum class OperationResult { created, changed, unchanged };

/// What to set; what is absent stays as it is (or, for a new operation, empty; its name is then its code).
struct OperationChange {
  std::string code;
  std::optional<std::string> name;
  std::optional<std::string> country;  ///< needed for a new operation. ISO 3166-1 alpha-3
  std::optional<std::string> source;
  std::optional<std::string> licence;
  std::optional<model::Date> ends_on;
  std::optional<bool> synthetic;
};

class OperationStore {
 public:
  explicit OperationStore(Database database) : database_(std::move(database)) {}

  /// A change of a published operation makes a new edition. Throws Refusal for an ill-formed code or a new
  /// operation without country.
  OperationResult save(const OperationChange& change) const;
  std::optional<model::Operation> find(const std::string& code) const;
  std::vector<model::Operation> list() const;  ///< in order of code

 private:
  Database database_;
};

}  // namespace sojourn::sql

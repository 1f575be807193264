/// The rules by which a file is checked: one table that findings, reports and docs/rules.md are made of.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "model/round_draft.hpp"

namespace sojourn::ingest {

/// What a rule is about; reports and documentation are grouped by it, in this order.
enum class RuleFamily : std::uint8_t {
  file,
  identity,
  arithmetic,
  plausibility,
  dates,
  codes,
  places,
  coordinates,
  coverage
};
std::string_view to_string(RuleFamily family);

struct Rule {
  std::string_view id;  ///< stable: stored with rounds, and what users search for
  RuleFamily family = RuleFamily::file;
  model::Severity severity = model::Severity::warning;
  bool rejects = false;          ///< the row does not count
  std::string_view explanation;  ///< what it means, for somebody who knows the data and no program
  std::string_view fix;          ///< what to do
};

/// In the order of families; ids are unique.
std::span<const Rule> rules();
/// Null if there is no such rule.
const Rule* find_rule(std::string_view id);

/// A rule named in code. A name that the table lacks does not compile.
class RuleRef {
 public:
  consteval RuleRef(const char* id);  // NOLINT(google-explicit-constructor): call sites read as the rule's id
  const Rule& operator*() const { return *rule_; }
  const Rule* operator->() const { return rule_; }

 private:
  const Rule* rule_ = nullptr;
};

/// docs/rules.md as it should stand.
std::string rules_page();

}  // namespace sojourn::ingest

#include "ingest/rule_table.hpp"

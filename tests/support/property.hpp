/// Properties (rapidcheck) whose failures say with which values, and how to see them again.
#pragma once

#include <rapidcheck.h>

#include <ostream>
#include <sstream>
#include <string>
#include <utility>

#include "support/catch.hpp"

namespace sojourn::test {

/// What became of a property. In a report it reads as the counterexample, shrunk, and the setting that makes
/// rapidcheck begin with it.
class Verdict {
 public:
  Verdict() = default;
  explicit Verdict(std::string counterexample) : holds_(false), text_(std::move(counterexample)) {}
  explicit operator bool() const { return holds_; }
  friend std::ostream& operator<<(std::ostream& out, const Verdict& verdict) { return out << verdict.text_; }

 private:
  bool holds_ = true;
  std::string text_ = "true";
};

/// Judges a property on generated values (100, unless RC_PARAMS says otherwise): CHECK(holds([] { … })).
template <typename Testable>
Verdict holds(Testable&& property) {
  namespace rapidcheck = rc::detail;
  rapidcheck::TestMetadata about;
  about.id = about.description = Catch::getResultCapture().getCurrentTestName();
  const auto result = rapidcheck::checkTestable(std::forward<Testable>(property), about);
  if (result.template is<rapidcheck::SuccessResult>()) return Verdict();
  std::ostringstream text;
  rapidcheck::printResultMessage(result, text);
  if (result.template is<rapidcheck::FailureResult>()) {
    rapidcheck::Configuration again;
    again.reproduce.emplace(about.id, result.template get<rapidcheck::FailureResult>().reproduce);
    text << "\nAgain with RC_PARAMS=\"" << rapidcheck::configToMinimalString(again) << '"';
  }
  return Verdict(text.str());
}

}  // namespace sojourn::test

/// Puts an expression together while a filter's text is read, and says what does not fit a collection.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "query/expression.hpp"

namespace sojourn::query {

/// Operands and conditions in the order in which their texts end. Positions are bytes from the start of the
/// text. Everything throws FilterError.
class FilterBuilder {
 public:
  FilterBuilder(std::string_view text, std::span<const model::Field> fields) : text_(text), fields_(fields) {}

  void add_property(std::size_t at, std::string_view name);
  void add_text(std::size_t at, std::string_view quoted);  ///< quotes inside still doubled or escaped
  void add_number(std::size_t at, std::string_view digits);
  void add_boolean(std::size_t at, bool value);
  /// The last text is a date.
  void make_date();

  /// What stands between the two operands to come; `mirrored` is the same seen from the other side.
  void set_comparison(Test test, Test mirrored, bool negated);
  void set_negated() { negated_ = true; }
  // Each takes the operands since the last of them.
  void finish_comparison();
  void finish_test(Test test);
  /// An operand alone: TRUE and FALSE are conditions, others are not.
  void finish_bare(std::size_t at);

  void open_group(std::size_t at);
  void close_group() { --depth_; }
  void begin_negation() { negations_.push_back(0); }
  void count_negation() { ++negations_.back(); }
  void end_negation();
  void begin_junction() { junctions_.push_back(conditions_.size()); }
  void end_junction(Expression::Kind kind);

  Expression result() &&;
  [[noreturn]] void fail(std::size_t at, const std::string& what) const;

 private:
  struct Property {
    std::size_t field;
  };
  struct Operand {
    std::size_t at;
    std::variant<Property, Value, bool> content;
  };

  const model::Field& tested_property() const;
  Value value_for(const model::Field& field, const Operand& operand) const;
  void add_predicate(Test test, bool negated, std::vector<Value> values);

  std::string_view text_;
  std::span<const model::Field> fields_;
  std::vector<Operand> operands_;
  std::vector<Expression> conditions_;
  std::vector<std::size_t> junctions_;  ///< how many conditions there were before each that is open
  std::vector<unsigned> negations_;
  std::size_t depth_ = 0;
  bool negated_ = false;
  Test test_ = Test::equal;
  Test mirrored_ = Test::equal;
};

}  // namespace sojourn::query

#include <fmt/format.h>

#include "query/cql2_grammar.hpp"
#include "query/filter.hpp"
#include "query/filter_builder.hpp"

namespace sojourn::query {
namespace cql2 {
namespace {

/// What to say where a rule must match and does not.
template <typename Rule>
constexpr const char* missing = nullptr;
template <>
constexpr const char* missing<expression> = "a condition must stand here, such as unit = 'site'";
template <>
constexpr const char* missing<primary> = "a condition must stand here, such as unit = 'site'";
template <>
constexpr const char* missing<operand> =
    "a value must stand here: a number, a text in single quotes, or a "
    "date such as DATE('2019-04-17')";
template <>
constexpr const char* missing<list_item> = missing<operand>;
template <>
constexpr const char* missing<list_open> = "a list of values in parentheses must follow IN";
template <>
constexpr const char* missing<list_end> = "a comma or the list's closing parenthesis must stand here";
template <>
constexpr const char* missing<group_close> = "AND, OR or a closing parenthesis must stand here";
template <>
constexpr const char* missing<date_text> = "a date in single quotes must stand here, such as '2019-04-17'";
template <>
constexpr const char* missing<date_close> = "a closing parenthesis must stand here, as in DATE('2019-04-17')";
template <>
constexpr const char* missing<text_body> = "a text must stand here";
template <>
constexpr const char* missing<text_close> =
    "the text is not closed by a single quote; a quote inside it is "
    "written as two";
template <>
constexpr const char* missing<quoted_name> = "a property's name must stand here";
template <>
constexpr const char* missing<quote_close> = "the property's name is not closed by a double quote";
template <>
constexpr const char* missing<key_null> = "NULL must stand here, as in IS NULL or IS NOT NULL";
template <>
constexpr const char* missing<between_and> = "AND and the upper value must follow";
template <>
constexpr const char* missing<negatable> = "IN, BETWEEN or LIKE must follow NOT here";
template <>
constexpr const char* missing<end> =
    "AND, OR or the end must stand here; arithmetic and functions are not "
    "understood";

struct Messages {
  template <typename Rule>
  static constexpr const char* message = missing<Rule>;
  template <typename Rule>
  static constexpr bool raise_on_failure = false;
};
template <typename Rule>
using Control = pegtl::must_if<Messages>::control<Rule>;

/// What happens when a rule has matched.
template <typename Rule>
struct Action : pegtl::nothing<Rule> {};

/// Bytes before what was matched.
template <typename Input>
std::size_t start_of(const Input& in) {
  return in.position().byte;
}

template <>
struct Action<text_body> {
  template <typename Input>
  static void apply(const Input& in, FilterBuilder& builder) {
    builder.add_text(start_of(in) - 1, in.string_view());
  }
};
template <>
struct Action<number_body> {
  template <typename Input>
  static void apply(const Input& in, FilterBuilder& builder) {
    builder.add_number(start_of(in), in.string_view());
  }
};
template <>
struct Action<key_true> {
  template <typename Input>
  static void apply(const Input& in, FilterBuilder& builder) {
    builder.add_boolean(start_of(in), true);
  }
};
template <>
struct Action<key_false> {
  template <typename Input>
  static void apply(const Input& in, FilterBuilder& builder) {
    builder.add_boolean(start_of(in), false);
  }
};
template <>
struct Action<name> {
  template <typename Input>
  static void apply(const Input& in, FilterBuilder& builder) {
    builder.add_property(start_of(in), in.string_view());
  }
};
template <>
struct Action<quoted_name> : Action<name> {};
template <>
struct Action<call> {
  template <typename Input>
  static void apply(const Input& in, FilterBuilder& builder) {
    const auto called = in.string_view().substr(0, in.string_view().find_first_of("( \t\n\r\v\f"));
    builder.fail(start_of(in),
                 fmt::format("{}(…) is not understood: there are no functions here; for places use "
                             "bbox, for times comparisons with DATE('2019-04-17')",
                             called));
  }
};
template <>
struct Action<date> {
  static void apply0(FilterBuilder& builder) { builder.make_date(); }
};

template <Test test, Test mirrored, bool negated = false>
struct SetComparison {
  static void apply0(FilterBuilder& builder) { builder.set_comparison(test, mirrored, negated); }
};
template <>
struct Action<equal> : SetComparison<Test::equal, Test::equal> {};
template <>
struct Action<not_equal> : SetComparison<Test::equal, Test::equal, true> {};
template <>
struct Action<less> : SetComparison<Test::less, Test::greater> {};
template <>
struct Action<less_or_equal> : SetComparison<Test::less_or_equal, Test::greater_or_equal> {};
template <>
struct Action<greater> : SetComparison<Test::greater, Test::less> {};
template <>
struct Action<greater_or_equal> : SetComparison<Test::greater_or_equal, Test::less_or_equal> {};
template <>
struct Action<comparison> {
  static void apply0(FilterBuilder& builder) { builder.finish_comparison(); }
};

template <>
struct Action<is_not> {
  static void apply0(FilterBuilder& builder) { builder.set_negated(); }
};
template <Test test>
struct FinishTest {
  static void apply0(FilterBuilder& builder) { builder.finish_test(test); }
};
template <>
struct Action<null_test> : FinishTest<Test::null> {};
template <>
struct Action<among> : FinishTest<Test::among> {};
template <>
struct Action<between> : FinishTest<Test::between> {};
template <>
struct Action<like> : FinishTest<Test::like> {};
template <>
struct Action<no_test> {
  template <typename Input>
  static void apply(const Input& in, FilterBuilder& builder) {
    builder.finish_bare(start_of(in));
  }
};

template <>
struct Action<group_open> {
  template <typename Input>
  static void apply(const Input& in, FilterBuilder& builder) {
    builder.open_group(start_of(in));
  }
};
template <>
struct Action<group_close> {
  static void apply0(FilterBuilder& builder) { builder.close_group(); }
};
template <>
struct Action<negation_begin> {
  static void apply0(FilterBuilder& builder) { builder.begin_negation(); }
};
template <>
struct Action<negation> {
  static void apply0(FilterBuilder& builder) { builder.count_negation(); }
};
template <>
struct Action<factor> {
  static void apply0(FilterBuilder& builder) { builder.end_negation(); }
};
template <>
struct Action<term_begin> {
  static void apply0(FilterBuilder& builder) { builder.begin_junction(); }
};
template <>
struct Action<expression_begin> : Action<term_begin> {};
template <>
struct Action<term> {
  static void apply0(FilterBuilder& builder) { builder.end_junction(Expression::Kind::all_of); }
};
template <>
struct Action<expression> {
  static void apply0(FilterBuilder& builder) { builder.end_junction(Expression::Kind::any_of); }
};

}  // namespace
}  // namespace cql2

namespace {

void check_length(std::size_t size, std::string_view form) {
  if (size > longest_filter)
    throw FilterError(longest_filter + 1, fmt::format("the filter is too long{}: {} bytes of at most {}",
                                                      form, size, longest_filter));
}

struct Conditions {
  std::size_t all = 0;
  std::size_t patterns = 0;
};

void count(const Expression& expression, Conditions& conditions) {
  for (const auto& operand : expression.operands) count(operand, conditions);
  if (expression.kind != Expression::Kind::predicate) return;
  ++conditions.all;
  if (expression.predicate.test == Test::like) ++conditions.patterns;
}

void check_cost(const Expression& expression) {
  Conditions conditions;
  count(expression, conditions);
  if (conditions.all > most_conditions)
    throw FilterError(1, fmt::format("the filter has {} conditions of at most {}; list values with IN",
                                     conditions.all, most_conditions));
  if (conditions.patterns > most_patterns)
    throw FilterError(1, fmt::format("the filter has {} conditions with LIKE of at most {}",
                                     conditions.patterns, most_patterns));
}

}  // namespace

Filter Filter::parse(std::string_view cql2_text, model::Collection collection) {
  check_length(cql2_text.size(), "");
  const auto fields = model::fields_of(collection);
  FilterBuilder builder(cql2_text, fields);
  tao::pegtl::memory_input in(cql2_text.data(), cql2_text.data() + cql2_text.size(), "filter");
  try {
    // The grammar matches or raises.
    static_cast<void>(tao::pegtl::parse<cql2::filter, cql2::Action, cql2::Control>(in, builder));
  } catch (const tao::pegtl::parse_error& error) {
    builder.fail(error.positions().front().byte, std::string(error.message()));
  }
  Filter filter(std::move(builder).result(), collection);
  check_length(filter.text().size(), " when written out");
  check_cost(filter.expression());
  return filter;
}

}  // namespace sojourn::query

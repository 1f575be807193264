/// The grammar of CQL2 text (OGC 21-065r2, annex B) as far as Filter::parse takes it, in PEGTL's rules.
///
/// After the first symbol of a construct there is no other way to go on, so that nothing is read twice and
/// what is missing can be named.
#pragma once

#include <tao/pegtl.hpp>

namespace sojourn::query::cql2 {

namespace pegtl = tao::pegtl;

// Rules are written as PEGTL's own are. NOLINTBEGIN(readability-identifier-naming)

struct blank : pegtl::star<pegtl::one<' ', '\t', '\n', '\r', '\v', '\f'>> {};

struct not_ascii : pegtl::not_range<'\x00', '\x7F'> {};
struct name_start : pegtl::sor<pegtl::alpha, pegtl::one<'_', ':'>, not_ascii> {};
struct name_part : pegtl::sor<name_start, pegtl::digit, pegtl::one<'.'>> {};

template <typename Letters>
struct keyword : pegtl::seq<Letters, pegtl::not_at<name_part>> {};
struct key_and : keyword<TAO_PEGTL_ISTRING("and")> {};
struct key_or : keyword<TAO_PEGTL_ISTRING("or")> {};
struct key_not : keyword<TAO_PEGTL_ISTRING("not")> {};
struct key_in : keyword<TAO_PEGTL_ISTRING("in")> {};
struct key_between : keyword<TAO_PEGTL_ISTRING("between")> {};
struct key_like : keyword<TAO_PEGTL_ISTRING("like")> {};
struct key_is : keyword<TAO_PEGTL_ISTRING("is")> {};
struct key_null : keyword<TAO_PEGTL_ISTRING("null")> {};
struct key_true : keyword<TAO_PEGTL_ISTRING("true")> {};
struct key_false : keyword<TAO_PEGTL_ISTRING("false")> {};
struct reserved : pegtl::sor<key_and, key_or, key_not, key_in, key_between, key_like, key_is, key_null,
                             key_true, key_false> {};

// Parentheses by what they are around, so that messages can tell.
struct list_open : pegtl::one<'('> {};
struct list_close : pegtl::one<')'> {};
struct group_open : pegtl::one<'('> {};
struct group_close : pegtl::one<')'> {};
struct date_open : pegtl::one<'('> {};
struct date_close : pegtl::one<')'> {};

// 'it''s' and 'it\'s' say the same.
struct text_body
    : pegtl::star<pegtl::sor<pegtl::string<'\'', '\''>, pegtl::string<'\\', '\''>, pegtl::not_one<'\''>>> {};
struct text_close : pegtl::one<'\''> {};
struct text : pegtl::if_must<pegtl::one<'\''>, text_body, text_close> {};

struct date_key : TAO_PEGTL_ISTRING("date") {};
struct date_text : text {};
struct date
    : pegtl::seq<date_key, blank, date_open, blank, pegtl::must<date_text>, blank, pegtl::must<date_close>> {
};

struct digits : pegtl::plus<pegtl::digit> {};
struct decimal : pegtl::sor<pegtl::seq<digits, pegtl::opt<pegtl::one<'.'>, pegtl::opt<digits>>>,
                            pegtl::seq<pegtl::one<'.'>, digits>> {};
struct exponent : pegtl::seq<pegtl::one<'e', 'E'>, pegtl::opt<pegtl::one<'+', '-'>>, digits> {};
struct number_body : pegtl::seq<pegtl::opt<pegtl::one<'+', '-'>>, decimal, pegtl::opt<exponent>> {};

struct name : pegtl::seq<pegtl::not_at<reserved>, name_start, pegtl::star<name_part>> {};
struct call : pegtl::seq<pegtl::disable<name>, blank, pegtl::one<'('>> {};  // refused by name
struct quoted_name : pegtl::plus<name_part> {};
struct quote_close : pegtl::one<'"'> {};
struct quoted : pegtl::if_must<pegtl::one<'"'>, quoted_name, quote_close> {};

struct operand : pegtl::sor<text, number_body, key_true, key_false, date,
                            pegtl::seq<pegtl::not_at<call>, name>, quoted, call> {};

struct equal : pegtl::one<'='> {};
struct not_equal : pegtl::string<'<', '>'> {};
struct less_or_equal : pegtl::string<'<', '='> {};
struct greater_or_equal : pegtl::string<'>', '='> {};
struct less : pegtl::one<'<'> {};
struct greater : pegtl::one<'>'> {};
struct sign : pegtl::sor<not_equal, less_or_equal, greater_or_equal, equal, less, greater> {};
struct comparison : pegtl::seq<sign, blank, pegtl::must<operand>> {};

struct is_not : key_not {};
struct null_test : pegtl::seq<key_is, blank, pegtl::opt<is_not, blank>, pegtl::must<key_null>> {};

struct list_item : operand {};
struct list_end : list_close {};
struct among
    : pegtl::seq<key_in, blank, pegtl::must<list_open>, blank, pegtl::must<list_item>, blank,
                 pegtl::star<pegtl::one<','>, blank, pegtl::must<list_item>, blank>, pegtl::must<list_end>> {
};
struct between_and : key_and {};
struct between : pegtl::seq<key_between, blank, pegtl::must<operand>, blank, pegtl::must<between_and>, blank,
                            pegtl::must<operand>> {};
struct like : pegtl::seq<key_like, blank, pegtl::must<operand>> {};
struct negatable : pegtl::sor<among, between, like> {};
struct negated_test : pegtl::seq<is_not, blank, pegtl::must<negatable>> {};

struct no_test : pegtl::success {};
struct condition
    : pegtl::seq<operand, blank, pegtl::sor<comparison, null_test, negated_test, negatable, no_test>> {};

struct expression;
struct group : pegtl::seq<group_open, blank, pegtl::must<expression>, blank, pegtl::must<group_close>> {};
struct primary : pegtl::sor<group, condition> {};
struct negation_begin : pegtl::success {};
struct negation : key_not {};
struct factor : pegtl::seq<negation_begin, pegtl::star<negation, blank>, pegtl::must<primary>> {};

struct term_begin : pegtl::success {};
struct term : pegtl::seq<term_begin, factor, pegtl::star<blank, key_and, blank, factor>> {};
struct expression_begin : pegtl::success {};
struct expression : pegtl::seq<expression_begin, term, pegtl::star<blank, key_or, blank, term>> {};

struct end : pegtl::eof {};
struct filter : pegtl::seq<blank, pegtl::must<expression>, blank, pegtl::must<end>> {};
// NOLINTEND(readability-identifier-naming)

}  // namespace sojourn::query::cql2

#include <random>

#include "query/filter.hpp"
#include "query/support/made_up_filter.hpp"
#include "support/catch.hpp"
#include "support/property.hpp"

using namespace sojourn;
using namespace sojourn::query;
using model::Collection;
using sojourn::test::holds;

namespace {

std::string text_of(std::string_view filter, Collection collection = Collection::locations) {
  return Filter::parse(filter, collection).text();
}

struct Refusal {
  std::size_t position = 0;
  std::string message;
};

Refusal refusal_of(std::string_view filter) {
  try {
    return {0, "read as " + text_of(filter)};
  } catch (const FilterError& error) {
    return {error.position(), error.what()};
  }
}

}  // namespace

TEST_CASE("the standard's examples of what is understood are read, in our fields' words") {
  // OGC 21-065r2, clauses 6 and 7 and the examples of its schema folder.
  const std::vector<std::pair<std::string, std::string>> examples = {
      {"admin2_name='Toronto'", "admin2_name='Toronto'"},
      {"period_end >= date('1970-01-01')", "period_end>=DATE('1970-01-01')"},
      {"admin1_pcode IS NOT NULL", "admin1_pcode IS NOT NULL"},
      {"name LIKE 'Smith%'", "name LIKE 'Smith%'"},
      {"idps_individuals BETWEEN 100.0 and 150.0", "idps_individuals BETWEEN 100 AND 150"},
      {"admin2_name IN ('Toronto','Frankfurt','Tokyo','New York')",
       "admin2_name IN ('Frankfurt','New York','Tokyo','Toronto')"},
      {"round NOT IN (1,2,3,4)", "round NOT IN (1,2,3,4)"},
      {"household_size < 0.1 AND idps_individuals=28 AND round=203",
       "household_size<0.1 AND idps_individuals=28 AND round=203"},
      {"household_size=0.1 OR household_size=0.2", "household_size IN (0.1,0.2)"},
      {"    household_size >= 0.1 AND household_size <= 0.2 AND round=28",
       "household_size<=0.2 AND household_size>=0.1 AND round=28"},
      {"name NOT LIKE '%Mike%'", "name NOT LIKE '%Mike%'"},
      {"unit='site' AND (round>5 OR  name LIKE 'brick%' OR  name LIKE '%brick')",
       "(name LIKE '%brick' OR name LIKE 'brick%' OR round>5) AND unit='site'"},
      {"(round>5 AND unit='site') OR setting='camp'", "round>5 AND unit='site' OR setting='camp'"},
      {"NOT (round<5) OR setting='camp'", "round>=5 OR setting='camp'"},
      {"\"location_id\" = 'fa7e1920-9107-422d-a3db-c468cbc5d6df'",
       "location_id='fa7e1920-9107-422d-a3db-c468cbc5d6df'"},
      {"\"location_id\" <> 'x'", "location_id<>'x'"},
      {"NOT \"name\" LIKE 'foo%'", "name NOT LIKE 'foo%'"},
      {"NOT \"round\" BETWEEN 10 AND 20", "round NOT BETWEEN 10 AND 20"},
      {"\"round\" IN (1.0, 2.0, 3.0)", "round IN (1,2,3)"},
      {"NOT \"unit\" IN ('a', 'b', 'c')", "unit NOT IN ('a','b','c')"},
      {"NOT \"round\" IS NULL", "round IS NOT NULL"},
      {"(NOT \"name\" LIKE 'foo%' AND \"round\" > 10)", "name NOT LIKE 'foo%' AND round>10"},
      {"(\"round\" IS NULL OR \"round\" BETWEEN 10 AND 20)", "round BETWEEN 10 AND 20 OR round IS NULL"},
      {"name = 'Via dell''Avvento'", "name='Via dell''Avvento'"},
      {"name = 'Via dell\\'Avvento'", "name='Via dell''Avvento'"},
      {"idps_individuals > -100", "idps_individuals>-100"},
      {"household_size = 3.14159", "household_size=3.14159"},
      {"true", "TRUE"}};
  for (const auto& [given, canonical] : examples) CHECK(text_of(given) == canonical);
}

TEST_CASE("filters that say the same have one text") {
  const std::vector<std::vector<std::string>> groups = {
      {"unit = 'site'", "unit='site'", " ( ( unit\t=\n'site' ) ) ", "\"unit\" = 'site'", "'site' = unit",
       "unit IN ('site')", "unit in ('site','site')", "NOT NOT unit = 'site'", "not (unit <> 'site')",
       "unit = 'site' AND TRUE", "unit = 'site' OR FALSE", "unit = 'site' OR unit = 'site'",
       "unit LIKE 'site'", "unit LIKE '\\site'"},
      {"round = 1 OR round = 2", "round IN (2, 1)", "round IN (1) OR (round = 2 OR round IN (1, 2))",
       "2.0 = round OR round = 1e0", "NOT (round <> 1 AND round NOT IN (2))"},
      {"round > 5", "5 < round", "NOT round <= 5", "round > +5.0", "round > 0.5e1", "round > 5."},
      {"unit = 'a' AND round = 1 AND setting = 'b'", "setting = 'b' AND (round = 1 AND unit = 'a')",
       "NOT (round <> 1 OR setting <> 'b' OR unit <> 'a')"},
      {"unit = 'a' OR round = 1 AND setting = 'b'", "(setting = 'b' AND round = 1) OR (unit = 'a')"},
      {"period_end = '2019-04-17'", "period_end = DATE('2019-04-17')", "date ( '2019-04-17' ) = period_end"},
      {"unit = 'a' AND FALSE", "FALSE", "NOT TRUE", "FALSE AND round = 1 OR FALSE"},
      {"round BETWEEN 5 AND 5", "round = 5"},
      {"name LIKE 'a%%'", "name LIKE '\\a%'"},
      {"household_size = .5", "household_size = 0.5", "household_size = 5e-1"},
      {"round IS NULL", "NOT round IS NOT NULL", "round is null"}};
  for (const auto& group : groups)
    for (const auto& spelling : group) CHECK(text_of(spelling) == text_of(group.front()));
}

TEST_CASE("filters that say different things have different texts") {
  const std::vector<std::string> filters = {"unit = 'a'",
                                            "unit = 'A'",
                                            "unit = 'a '",
                                            "unit <> 'a'",
                                            "name = 'a'",
                                            "unit LIKE 'a%'",
                                            "unit LIKE 'a\\%'",
                                            "unit LIKE 'a_'",
                                            "unit IS NULL",
                                            "unit IS NOT NULL",
                                            "round = 1",
                                            "round < 1",
                                            "round <= 1",
                                            "round BETWEEN 1 AND 2",
                                            "round BETWEEN 2 AND 1",
                                            "round IN (1, 2)",
                                            "round NOT IN (1, 2)",
                                            "unit = 'a' AND (round = 1 OR setting = 'b')",
                                            "unit = 'a' AND round = 1 OR setting = 'b'",
                                            "unit = ''",
                                            "unit = ''''",
                                            "unit = 'a'' AND name = ''b'",
                                            "unit = 'a' AND name = 'b'"};
  std::vector<std::string> texts;
  for (const auto& filter : filters) texts.push_back(text_of(filter));
  std::sort(texts.begin(), texts.end());
  CHECK(std::adjacent_find(texts.begin(), texts.end()) == texts.end());
}

TEST_CASE("quotes and backslashes in texts survive being written and read") {
  CHECK(holds([] {
    // A text cannot end in a backslash: the standard takes \' for a quote.
    const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("a'\\%_"))) + "z";
    const auto field = model::field_index(model::fields_of(Collection::locations), "name");
    const Filter filter(Expression(Predicate{field, Test::equal, false, {text}}), Collection::locations);
    const auto again = Filter::parse(filter.text(), Collection::locations);
    RC_ASSERT(std::get<std::string>(again.expression().predicate.values[0]) == text);
  }));
}

TEST_CASE("what is not understood is refused, saying where and what to do") {
  struct Case {
    std::string filter;
    std::size_t position;
    std::string says;
  };
  const std::vector<Case> cases = {
      {"", 1, "a condition must stand here"},
      {"   ", 4, "a condition must stand here"},
      {"unit", 5, "a comparison must stand here"},
      {"unit 'site'", 6, "a comparison must stand here"},
      {"unit =", 7, "a value must stand here"},
      {"unit == 'site'", 7, "a value must stand here"},
      {"unit = site", 8, "there is no property 'site'"},
      {"unit = 'site", 13, "not closed by a single quote"},
      {"unit = 'site\\'", 15, "not closed by a single quote"},
      {"unit = \"site\"", 9, "there is no property 'site'"},
      {"\"unit = 'site'", 6, "not closed by a double quote"},
      {"\"\" = 'site'", 2, "a property's name must stand here"},
      {"Unit = 'site'", 1, "there is no property 'Unit'; write 'unit'"},
      {"phone = '1'", 1, "there is no property 'phone'"},
      {"unit = 5", 8, "unit is text"},
      {"unit = DATE('2019-04-17')", 13, "unit is text"},
      {"unit = TRUE", 8, "unit is text"},
      {"idps_individuals = '5'", 20, "idps_individuals is a number"},
      {"household_size > 'big'", 18, "household_size is a number"},
      {"period_end > 5", 14, "period_end is a date"},
      {"period_end > '17.4.2019'", 14, "period_end is a date"},
      {"period_end > DATE('2019-02-30')", 19, "a day that exists"},
      {"period_end > DATE(2019)", 19, "a date in single quotes"},
      {"period_end > DATE('2019-02-03'", 31, "a closing parenthesis"},
      {"period_end > TIMESTAMP('2019-04-17T00:00:00Z')", 14, "TIMESTAMP(…) is not understood"},
      {"unit = name", 8, "properties cannot be compared with each other"},
      {"5 = 5", 1, "one side of a comparison must be a property"},
      {"5 IN (5)", 1, "a property must stand here"},
      {"TRUE IS NULL", 1, "a property must stand here"},
      {"unit IN 'site'", 9, "a list of values in parentheses"},
      {"unit IN ()", 10, "a value must stand here"},
      {"unit IN ('a',)", 14, "a value must stand here"},
      {"unit IN ('a' 'b')", 14, "a comma or the list's closing parenthesis"},
      {"unit IN ('a', 5)", 15, "unit is text"},
      {"unit IN ('a', name)", 15, "properties cannot be compared"},
      {"unit LIKE 5", 11, "unit is text"},
      {"round LIKE '2%'", 1, "LIKE is for text"},
      {"unit BETWEEN 'a' AND 'b'", 1, "BETWEEN is for numbers and dates"},
      {"round BETWEEN 1", 16, "AND and the upper value"},
      {"round BETWEEN 1 OR 2", 17, "AND and the upper value"},
      {"round IS 5", 10, "NULL must stand here"},
      {"round NOT 5", 11, "IN, BETWEEN or LIKE must follow NOT"},
      {"round NOT IS NULL", 11, "IN, BETWEEN or LIKE must follow NOT"},
      {"NOT", 4, "a condition must stand here"},
      {"unit = 'a' AND", 15, "a condition must stand here"},
      {"unit = 'a' AND OR round = 1", 16, "a condition must stand here"},
      {"unit = 'a' round = 1", 12, "AND, OR or the end"},
      {"unit = 'a')", 11, "AND, OR or the end"},
      {"(unit = 'a'", 12, "AND, OR or a closing parenthesis"},
      {"()", 2, "a condition must stand here"},
      {"round > 5 + 3", 11, "arithmetic and functions are not understood"},
      {"S_INTERSECTS(geometry,POINT(36.3 32.2))", 1, "S_INTERSECTS(…) is not understood"},
      {"CASEI(name) = 'a'", 1, "CASEI(…) is not understood"},
      {"round = 1e999", 9, "too large or too small"},
      {"round = 5x", 10, "AND, OR or the end"},
      {"; DROP TABLE users", 1, "a condition must stand here"},
      {"name = 'سيناء' AND phone = 1", 20, "there is no property 'phone'"}};
  for (const auto& [filter, position, says] : cases) {
    const auto refusal = refusal_of(filter);
    INFO(filter << ": " << refusal.message);
    CHECK(refusal.position == position);
    CHECK(refusal.message.find(says) != std::string::npos);
    CHECK(refusal.message.starts_with("at character " + std::to_string(position) + ": "));
  }
}

TEST_CASE("filters are bounded in length and depth") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + "round = 1" + std::string(depth, ')');
  };
  CHECK(text_of(nested(deepest_filter)) == "round=1");
  CHECK(refusal_of(nested(deepest_filter + 1)).position == deepest_filter + 1);
  CHECK(refusal_of(std::string(3000, '(')).message.find("no more than 32 parentheses") != std::string::npos);

  std::string list = "round IN (1";
  while (list.size() + 2 < longest_filter) list += ",1";
  list.resize(longest_filter - 1, ' ');
  CHECK(text_of(list + ")") == "round=1");
  CHECK(refusal_of(list + " )").message.find("too long") != std::string::npos);

  // Texts that are dates are written out longer than they were given.
  std::string dates = "period_end IN ('2000-01-01'";
  for (int day = 1; dates.size() + 20 < longest_filter; ++day)
    dates += ",'" + model::Date::from_days(day).to_string() + "'";
  CHECK(refusal_of(dates + ")").message.find("too long when written out") != std::string::npos);

  CHECK(text_of([] {
          std::string many = "round = 1";
          while (many.size() + 16 < longest_filter) many.insert(0, "NOT NOT NOT NOT ");
          return many;
        }()) == "round=1");
}

TEST_CASE("filters are bounded in what they cost") {
  const auto many = [](std::size_t count, const auto& condition) {
    std::string filter = condition(0);
    for (std::size_t i = 1; i < count; ++i) filter += " OR " + condition(i);
    return filter;
  };
  const auto less = [](std::size_t i) { return "round < " + std::to_string(i); };
  CHECK(text_of(many(most_conditions, less)).starts_with("round<0 OR "));
  CHECK(refusal_of(many(most_conditions + 1, less)).message.find("101 conditions of at most 100") !=
        std::string::npos);
  // However many, these are one.
  CHECK(text_of(many(150, [](std::size_t i) {
          return "round = " + std::to_string(i);
        })).starts_with("round IN ("));
  const auto like = [](std::size_t i) { return "name LIKE '%" + std::to_string(i) + "'"; };
  CHECK(text_of(many(most_patterns, like)).starts_with("name LIKE '%0' OR "));
  CHECK(refusal_of(many(most_patterns + 1, like)).message.find("17 conditions with LIKE of at most 16") !=
        std::string::npos);
}

TEST_CASE("each collection has its own fields") {
  CHECK(text_of("coverage = 'full'", Collection::admin1) == "coverage='full'");
  CHECK_THROWS_AS(text_of("coverage = 'full'", Collection::origins), FilterError);
}

TEST_CASE("whatever bytes are given, a filter is read or refused") {
  const auto check = [](const std::string& text) {
    try {
      const auto filter = Filter::parse(text, Collection::locations);
      CHECK(Filter::parse(filter.text(), Collection::locations).text() == filter.text());
    } catch (const FilterError& error) {
      CHECK(error.position() >= 1);
      CHECK(error.position() <= text.size() + 1);
    }
  };
  query::test::Random random(20190417);
  const auto fields = model::fields_of(Collection::locations);
  const std::vector<std::size_t> all = {3, 5, 19, 21, 24, 27};
  for (int i = 0; i < 3000; ++i) {
    std::string bytes(query::test::pick(random, 60), '\0');
    for (auto& byte : bytes) byte = static_cast<char>(query::test::pick(random, 256));
    check(bytes);
  }
  const std::string alphabet = "()'\"\\%_=<>,.-+ 1eANDORNOTINLIKE\t\xC3\x00";
  for (int i = 0; i < 6000; ++i) {
    auto text = query::test::spelled(random, query::test::made_up_filter(random, fields, all, 3), fields);
    for (std::size_t change = 0; change <= query::test::pick(random, 3); ++change) {
      const auto at = query::test::pick(random, text.size());
      const auto byte = alphabet[query::test::pick(random, alphabet.size())];
      if (query::test::chance(random, 3))
        text.erase(at, 1 + query::test::pick(random, 5));
      else if (query::test::chance(random, 2))
        text.insert(at, 1, byte);
      else
        text[at] = byte;
      if (text.empty()) text = "(";
    }
    check(text);
  }
}

#include "model/column.hpp"

#include <numeric>

#include "model/utf8.hpp"
#include "support/catch.hpp"
#include "support/property.hpp"

using namespace sojourn::model;
using sojourn::test::holds;

namespace {
std::vector<std::uint32_t> in_order(std::size_t rows) {
  std::vector<std::uint32_t> order(rows);
  std::iota(order.begin(), order.end(), 0U);
  return order;
}
std::string repaired(std::string_view text) {
  std::string out;
  append_as_utf8(out, text);
  return out;
}
}  // namespace

TEST_CASE("a column gives back the integers that were put in, whatever their range") {
  CHECK(holds([] {
    const auto values = *rc::gen::arbitrary<std::vector<rc::Maybe<std::int32_t>>>();
    ColumnBuilder builder(FieldType::integer);
    for (const auto& value : values) value ? builder.append(std::int64_t{*value}) : builder.append_null();
    const auto column = builder.build(in_order(values.size()));
    RC_ASSERT(column.size() == values.size());
    for (std::size_t row = 0; row < values.size(); ++row) {
      RC_ASSERT(column.is_null(row) == !values[row]);
      if (values[row]) RC_ASSERT(column.integer(row) == *values[row]);
    }
  }));
}

TEST_CASE("a column gives back texts and reals in the order asked for") {
  CHECK(holds([] {
    const auto texts = *rc::gen::arbitrary<std::vector<std::string>>();
    const auto reals = *rc::gen::container<std::vector<double>>(texts.size(), rc::gen::arbitrary<double>());
    auto order = in_order(texts.size());
    std::reverse(order.begin(), order.end());
    ColumnBuilder text_builder(FieldType::text);
    ColumnBuilder real_builder(FieldType::real);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      text_builder.append(std::string_view(texts[i]));
      real_builder.append(reals[i]);
    }
    const auto text_column = text_builder.build(order);
    const auto real_column = real_builder.build(order);
    for (std::size_t row = 0; row < order.size(); ++row) {
      RC_ASSERT(text_column.text(row) == repaired(texts[order[row]]));
      RC_ASSERT(real_column.real(row) == reals[order[row]]);
    }
  }));
}

TEST_CASE("texts of a column are UTF-8, whatever was put in") {
  ColumnBuilder builder(FieldType::text);
  for (const std::string_view text : {"Kano", "K\xFF", "K\xFE"}) builder.append(text);
  const auto column = builder.build(in_order(3));
  CHECK(column.text(0) == "Kano");
  CHECK(column.text(1) == "K\uFFFD");
  CHECK(column.code(1) == column.code(2));
}

TEST_CASE("null and repeated columns take no memory per row") {
  ColumnBuilder nulls(FieldType::integer);
  nulls.resize(100000);
  ColumnBuilder same(FieldType::integer);
  for (int i = 0; i < 100000; ++i) same.append(std::int64_t{1} << 40);
  CHECK(nulls.build(in_order(100000)).memory_bytes() == 0);
  const auto column = same.build(in_order(100000));
  CHECK(column.memory_bytes() == 0);
  CHECK(column.integer(99999) == std::int64_t{1} << 40);
}

TEST_CASE("a column that is filled is one in which each row was set, whatever is done to it afterwards") {
  CHECK(holds([] {
    const auto rows = *rc::gen::inRange<std::size_t>(0, 9);
    ColumnBuilder filled(FieldType::text);
    ColumnBuilder set(FieldType::text);
    filled.append(std::string_view("forgotten"));
    filled.fill(rows, std::string_view("Kano"));
    for (std::size_t row = 0; row < rows; ++row) set.append(std::string_view("Kano"));
    const auto both = [&](const auto& change) {
      change(filled);
      change(set);
    };
    for (const auto what : *rc::gen::container<std::vector<int>>(3, rc::gen::inRange(0, 5))) {
      const auto row = *rc::gen::inRange<std::size_t>(0, 12);
      both([&](ColumnBuilder& column) {
        if (what == 0) column.set(row, std::string_view("Borno"));
        if (what == 1) column.set_null(row);
        if (what == 2) column.resize(row);
        if (what == 3) column.append_null();
        if (what == 4) column.append(std::string_view("Yobe"));
      });
    }
    RC_ASSERT(filled.size() == set.size());
    const auto order = in_order(filled.size() + 1);
    const auto a = filled.build(order);
    const auto b = set.build(order);
    for (const auto row : order) {
      RC_ASSERT(filled.is_null(row) == set.is_null(row));
      RC_ASSERT(a.is_null(row) == b.is_null(row));
      if (b.is_null(row)) continue;
      RC_ASSERT(filled.text(row) == set.text(row));
      RC_ASSERT(a.text(row) == b.text(row));
    }
    // Before the row that this says nothing is null which it does not say.
    for (auto row = filled.first_unset(); row < filled.size(); ++row) RC_ASSERT(filled.is_null(row));
  }));
}

TEST_CASE("a filled column is packed as one of equal rows") {
  ColumnBuilder days(FieldType::date);
  days.fill(1000, std::int64_t{18'000});
  const auto column = days.build(in_order(1000));
  CHECK(column.is_constant());
  CHECK(column.integer(999) == 18'000);
  CHECK(column.sum_codes(0, 1000).known == 1000);
  CHECK_THROWS_AS(days.fill(1, std::string_view("a text")), std::logic_error);
}

TEST_CASE("small counts take one byte a row") {
  ColumnBuilder builder(FieldType::integer);
  for (int i = 0; i < 1000; ++i) builder.append(std::int64_t{i % 200});
  CHECK(builder.build(in_order(1000)).memory_bytes() == 1000);
}

TEST_CASE("zero is a value and not null, for reals too") {
  ColumnBuilder builder(FieldType::real);
  builder.append(-0.0);
  builder.append_null();
  const auto column = builder.build(in_order(2));
  REQUIRE_FALSE(column.is_null(0));
  CHECK(column.real(0) == 0.0);
  CHECK(column.is_null(1));
}

TEST_CASE("a value of another type than the column's is a mistake in the program") {
  ColumnBuilder builder(FieldType::integer);
  CHECK_THROWS_AS(builder.append(std::string_view("12")), std::logic_error);
}

TEST_CASE("a table adds rows to all columns and knows its fields by name") {
  TableBuilder table(fields_of(Collection::locations));
  table.column("name").set(table.add_row(), std::string_view("Malkohi"));
  CHECK(table.rows() == 1);
  CHECK(table.column("name").text(0) == "Malkohi");
  CHECK(table.column("idps_individuals").is_null(0));
  CHECK_THROWS_AS(table.column("phone"), std::logic_error);
}

TEST_CASE("codes seen all at once are those seen one by one, whatever their width") {
  for (const std::int64_t most : {0, 200, 60'000, 100'000, 1}) {
    const auto step = most == 1 ? std::int64_t{1} << 40 : std::max<std::int64_t>(most / 100, 1);
    ColumnBuilder builder(FieldType::integer);
    for (int i = 0; i < 150; ++i) builder.append(most == 0 ? std::int64_t{7} : i * step);
    const auto column = builder.build(in_order(150));
    std::vector<std::uint64_t> codes;
    column.visit_codes([&](const auto& packed) {
      if constexpr (std::is_same_v<std::decay_t<decltype(packed)>, std::uint64_t>)
        codes.assign(column.size(), packed);
      else
        codes.assign(packed.begin(), packed.end());
    });
    REQUIRE(codes.size() == 150);
    for (std::size_t row = 0; row < 150; ++row) {
      CHECK(codes[row] == column.code(row));
      CHECK(column.base() + static_cast<std::int64_t>(codes[row]) - 1 == column.integer(row));
    }
  }
}

TEST_CASE("codes of texts that are all different are counted, and seen all at once as well") {
  ColumnBuilder builder(FieldType::text);
  for (int i = 0; i < 150; ++i) builder.append(std::string_view("L" + std::to_string(i)));
  const auto column = builder.build(in_order(150));
  std::vector<std::uint64_t> codes;
  column.visit_codes([&]<typename Codes>(const Codes& packed) {
    if constexpr (!std::is_same_v<Codes, std::uint64_t>) codes.assign(packed.begin(), packed.end());
  });
  REQUIRE(codes.size() == 150);
  for (std::size_t row = 0; row < 150; ++row) CHECK(codes[row] == column.code(row));
  CHECK(column.text(149) == "L149");
  CHECK(column.memory_bytes() < 150 * 9);
}

TEST_CASE("a table that lets go of its first rows is as one that never had them") {
  CHECK(holds([] {
    const auto texts = *rc::gen::container<std::vector<std::string>>(
        rc::gen::element<std::string>("", "a", "b", "c", "d", "e"));
    const auto dropped = *rc::gen::inRange<std::size_t>(0, texts.size() + 1);
    ColumnBuilder text(FieldType::text);
    ColumnBuilder number(FieldType::integer);
    const auto set = [&](std::size_t row, std::size_t from) {
      if (!texts[from].empty()) text.set(row, std::string_view(texts[from]));
      if (from % 3 != 0) number.set(row, static_cast<std::int64_t>(from));
    };
    for (std::size_t row = 0; row < texts.size(); ++row) set(row, row);
    text.drop_first(dropped);
    number.drop_first(dropped);
    // What comes after stands after what was left.
    const auto left = texts.size() - dropped;
    for (std::size_t row = 0; row < texts.size(); ++row) set(left + row, row);
    for (std::size_t row = 0; row < left + texts.size(); ++row) {
      const auto from = row < left ? dropped + row : row - left;
      RC_ASSERT(text.is_null(row) == texts[from].empty());
      if (!texts[from].empty()) RC_ASSERT(text.text(row) == texts[from]);
      RC_ASSERT(number.is_null(row) == (from % 3 == 0));
      if (from % 3 != 0) RC_ASSERT(number.integer(row) == static_cast<std::int64_t>(from));
    }
  }));
}

TEST_CASE("texts of rows that were let go of are let go of, and the others are numbered by their rows") {
  ColumnBuilder ids(FieldType::text);
  for (std::size_t row = 0; row < 100; ++row) ids.set(row, std::string_view(std::to_string(row)));
  ids.drop_first(98);
  CHECK(ids.size() == 2);
  CHECK_FALSE(ids.find_interned("97"));
  CHECK(ids.find_interned("99") == 1);
  CHECK(ids.intern("new") == 2);
}

// Needs PostgreSQL with PostGIS.
#include "sql/copy_binary.hpp"

#include <limits>

#include "model/date.hpp"
#include "sql/connection.hpp"
#include "sql/copy_text.hpp"
#include "sql/error.hpp"
#include "support/catch.hpp"
#include "support/property.hpp"
#include "temporary_store.hpp"

using namespace sojourn;
using namespace sojourn::sql;
using sojourn::sql::test::shared_database;

namespace {

// Gone with the connection, as its transaction is not committed.
constexpr auto table =
    "begin; create table sojourn.written (t text, s smallint, i integer, n bigint, r double precision, d "
    "date, j "
    "jsonb)";

/// One row of each type, written by either writer.
template <typename Writer>
void write_row(Writer& writer, const std::string& text, std::int16_t small, std::int32_t whole,
               std::int64_t large, double real, std::int32_t day) {
  writer.text(text);
  writer.integer(small);
  writer.integer(whole);
  writer.integer(large);
  writer.real(real);
  writer.date(day);
  writer.text("{\"a\": [\"b\"]}");
  writer.end_row();
}

void send(Connection& connection, const std::string& options, std::string_view bytes) {
  connection.copy_in("copy sojourn.written from stdin" + options, [&, sent = false]() mutable {
    return std::exchange(sent, true) ? std::string_view() : bytes;
  });
}

BinaryCopyWriter binary_writer() {
  return BinaryCopyWriter({ColumnType::text, ColumnType::smallint, ColumnType::integer, ColumnType::bigint,
                           ColumnType::real, ColumnType::date, ColumnType::jsonb});
}

}  // namespace

TEST_CASE("What is copied as bytes is what is copied as text") {
  Connection connection(shared_database(), Role::owner);
  connection.script(table);
  CHECK(sojourn::test::holds([&] {
    const auto text = *rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127));
    const auto small = *rc::gen::arbitrary<std::int16_t>();
    const auto whole = *rc::gen::arbitrary<std::int32_t>();
    const auto large = *rc::gen::arbitrary<std::int64_t>();
    const auto real = *rc::gen::arbitrary<double>();
    const auto day = *rc::gen::inRange<std::int32_t>(-20'000, 60'000);
    CopyWriter as_text;
    auto as_bytes = binary_writer();
    write_row(as_text, text, small, whole, large, real, day);
    write_row(as_bytes, text, small, whole, large, real, day);
    connection.script("truncate sojourn.written");
    send(connection, "", as_text.buffer());
    send(connection, " (format binary)", as_bytes.buffer());
    std::vector<std::string> rows;
    connection.copy_out("copy sojourn.written to stdout",
                        [&](std::string_view line) { rows.emplace_back(line); });
    RC_ASSERT(rows.size() == 2U);
    RC_ASSERT(rows[0] == rows[1]);
  }));
}

TEST_CASE("Nulls are copied as bytes") {
  Connection connection(shared_database(), Role::owner);
  connection.script(table);
  auto writer = binary_writer();
  for (int column = 0; column < 7; ++column) writer.null();
  writer.end_row();
  send(connection, " (format binary)", writer.buffer());
  std::vector<std::string> rows;
  connection.copy_out("copy sojourn.written to stdout",
                      [&](std::string_view line) { rows.emplace_back(line); });
  CHECK(rows == std::vector<std::string>{"\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N"});
}

TEST_CASE("A value that its column cannot hold is refused before it is sent") {
  BinaryCopyWriter narrow({ColumnType::smallint});
  CHECK_THROWS_AS(narrow.integer(std::numeric_limits<std::int16_t>::max() + 1), Refusal);
  BinaryCopyWriter text({ColumnType::text});
  CHECK_THROWS_AS(text.text(std::string_view("a\0b", 3)), Refusal);
}

TEST_CASE("Rows that do not fit their columns are mistakes of the program") {
  BinaryCopyWriter writer({ColumnType::text, ColumnType::date});
  CHECK_THROWS_AS(writer.integer(1), std::logic_error);
  writer.date(1);
  CHECK_THROWS_AS(writer.null(), std::logic_error);
  BinaryCopyWriter short_row({ColumnType::text, ColumnType::text});
  short_row.text("a");
  CHECK_THROWS_AS(short_row.end_row(), std::logic_error);
  CHECK_THROWS_AS(column_type("tsvector"), Error);
}

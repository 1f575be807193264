#include <map>
#include <set>

#include "model/run_summary.hpp"
#include "support/catch.hpp"
#include "support/property.hpp"
#include "support/series.hpp"

using namespace sojourn::model;
using sojourn::test::holds;
using sojourn::test::Series;
using sojourn::test::text_column;

namespace {

/// Some rows null, some texts in several rows.
std::vector<std::string> with_repeats(Series& series, std::size_t percent) {
  auto texts = series.places();
  for (auto& text : texts) {
    if (series.pick(100) >= percent) continue;
    text = series.pick(2) == 0 ? "" : texts[series.pick(texts.size())];
  }
  return texts;
}

std::string text_of(const Column& column, std::size_t row) {
  return column.is_null(row) ? "" : std::string(column.text(row));
}

/// Rows have equal codes where, and only where, they have equal texts.
bool is_one_to_one(const Column& column) {
  std::map<std::uint64_t, std::string> by_code;
  std::map<std::string, std::uint64_t> by_text;
  for (std::size_t row = 0; row < column.size(); ++row) {
    const auto text = text_of(column, row);
    if (by_code.emplace(column.code(row), text).first->second != text) return false;
    if (by_text.emplace(text, column.code(row)).first->second != column.code(row)) return false;
  }
  return true;
}

std::vector<std::uint64_t> codes_of(const Column& column) {
  std::vector<std::uint64_t> codes(column.size());
  for (std::size_t row = 0; row < codes.size(); ++row) codes[row] = column.code(row);
  return codes;
}

std::vector<const TextTable*> tables_of(const Column& column) {
  std::vector<const TextTable*> tables;
  for (const auto& piece : column.texts().pieces()) tables.push_back(piece.table.get());
  return tables;
}

/// Rounds that go on from each other, of which so many of a hundred places are others each time.
std::vector<Column> rounds_of(Series& series, std::size_t count, std::size_t percent) {
  std::vector<Column> rounds;
  for (std::size_t i = 0; i < count; ++i) {
    auto column = text_column(series.places());
    if (!rounds.empty()) column.share_texts(rounds.back());
    rounds.push_back(std::move(column));
    series.go_on(percent);
  }
  return rounds;
}

std::size_t memory_of(const std::vector<Column>& rounds) {
  std::size_t bytes = 0;
  for (const auto& column : rounds) bytes += column.memory_bytes();
  return bytes;
}

}  // namespace

TEST_CASE("rows keep their texts whatever a column shares, and equal codes mean equal texts") {
  std::size_t shared = 0;
  CHECK(holds([&] {
    Series series(*rc::gen::arbitrary<std::uint32_t>(), *rc::gen::inRange<std::size_t>(1, 400));
    const auto repeats = *rc::gen::element<std::size_t>(0, 5, 60);
    auto before = text_column(with_repeats(series, repeats));
    for (int round = 0; round < 8; ++round) {
      series.go_on(*rc::gen::element<std::size_t>(0, 3, 20, 70));
      const auto texts = with_repeats(series, repeats);
      const auto alone = text_column(texts);
      auto column = alone;
      column.share_texts(before);
      for (std::size_t row = 0; row < texts.size(); ++row) RC_ASSERT(text_of(column, row) == texts[row]);
      RC_ASSERT(is_one_to_one(column));
      RC_ASSERT(column.distinct_texts() == alone.distinct_texts());
      RC_ASSERT(column.is_all_different() == alone.is_all_different());
      RC_ASSERT(column.is_constant() == alone.is_constant());
      RC_ASSERT(column.texts().pieces().size() <= Texts::most_pieces);
      shared += column.is_renumbered() ? 1 : 0;
      before = std::move(column);
    }
  }));
  CHECK(shared > 50);
}

TEST_CASE("a column that shares is, by itself, as it was built") {
  std::size_t shared = 0;
  CHECK(holds([&] {
    Series series(*rc::gen::arbitrary<std::uint32_t>(), *rc::gen::inRange<std::size_t>(150, 400));
    const auto repeats = *rc::gen::element<std::size_t>(0, 5, 60);
    const auto before = text_column(with_repeats(series, repeats));
    series.go_on(*rc::gen::element<std::size_t>(3, 20));
    const auto alone = text_column(with_repeats(series, repeats));
    auto column = alone;
    column.share_texts(before);
    shared += column.is_renumbered() ? 1 : 0;
    const auto own = column.with_own_texts();
    RC_ASSERT(own.texts() == alone.texts());
    RC_ASSERT(codes_of(own) == codes_of(alone));
    RC_ASSERT(own.is_all_different() == alone.is_all_different());
    RC_ASSERT(own.memory_bytes() == alone.memory_bytes());
  }));
  CHECK(shared > 10);
}

TEST_CASE("a round has what is new to it in memory, and a code for each row") {
  Series series(1, 5000);
  const auto first = text_column(series.places());
  series.go_on(4);
  auto second = text_column(series.places());
  const auto alone = second.memory_bytes();
  second.share_texts(first);
  REQUIRE(second.texts().pieces().size() == 2);
  CHECK(second.texts().pieces()[0].table == first.texts().pieces()[0].table);
  CHECK(second.texts().pieces()[1].table->size() == 200);
  // Two bytes a row, the first's texts half, and a twenty-fifth of texts.
  CHECK(second.memory_bytes() < 2 * 5000 + alone / 2 + alone / 20);
  CHECK(first.memory_bytes() + second.memory_bytes() < alone * 5 / 4);
}

TEST_CASE("twenty rounds of almost the same places take a third of their memory") {
  Series series(2, 3000);
  const auto alone = text_column(series.places()).memory_bytes();
  CHECK(memory_of(rounds_of(series, 20, 3)) < 20 * alone / 3);
}

TEST_CASE("the memory of columns is that of their codes and of each piece once") {
  Series series(3, 2000);
  const auto rounds = rounds_of(series, 12, 5);
  std::set<const TextTable*> tables;
  std::size_t bytes = 0;
  for (const auto& column : rounds) {
    for (const auto* table : tables_of(column))
      if (tables.insert(table).second) bytes += table->memory_bytes();
    bytes += column.texts().pieces().size_bytes();
    if (column.is_renumbered()) bytes += 2000 * 2;
  }
  REQUIRE(tables.size() > 4);
  const auto told = memory_of(rounds);
  CHECK(told <= bytes);
  CHECK(told + rounds.size() * Texts::most_pieces > bytes);  // shares are whole bytes
}

TEST_CASE("a series that drifts begins anew, so that memory is of what is used") {
  Series series(4, 1000);
  auto column = text_column(series.places());
  const std::weak_ptr<const TextTable> oldest = column.texts().pieces()[0].table;
  const auto alone = column.memory_bytes();
  for (int round = 0; round < 60; ++round) {
    series.go_on(7);
    auto next = text_column(series.places());
    next.share_texts(column);
    column = std::move(next);
    CHECK(column.texts().size() <= 2 * column.distinct_texts());
    CHECK(column.texts().pieces().size() <= Texts::most_pieces);
    CHECK(column.memory_bytes() < 3 * alone);
  }
  CHECK(column.is_renumbered());
  CHECK(oldest.expired());
}

TEST_CASE("what is shared stays when the round it came from goes") {
  Series series(5, 1000);
  auto before = std::make_unique<Column>(text_column(series.places()));
  series.go_on(10);
  auto column = text_column(series.places());
  column.share_texts(*before);
  REQUIRE(column.is_renumbered());
  before.reset();
  for (std::size_t row = 0; row < column.size(); ++row) CHECK(column.text(row) == series.places()[row]);
}

TEST_CASE("places in the same order share all their texts, and need no code") {
  Series series(6, 1000);
  const auto first = text_column(series.places());
  auto second = text_column(series.places());
  second.share_texts(first);
  CHECK(tables_of(second) == tables_of(first));
  CHECK_FALSE(second.is_renumbered());
  CHECK(second.memory_bytes() == first.memory_bytes());
}

TEST_CASE("nothing is shared where that would take more memory") {
  SECTION("other places") {
    Series series(7, 1000);
    const auto first = text_column(series.places());
    series.go_on(100);
    auto second = text_column(series.places());
    second.share_texts(first);
    CHECK_FALSE(second.is_renumbered());
    CHECK(second.texts().pieces().size() == 1);
  }
  SECTION("codes that would become wider than texts are long") {
    Series series(8, 300);
    auto many = series.places();
    const auto first = text_column(many);
    many.resize(250);
    std::vector<std::string> rows;
    for (std::size_t i = 0; i < 50'000; ++i) rows.push_back(many[i % many.size()]);
    std::reverse(rows.begin(), rows.end());
    auto second = text_column(rows);
    const auto alone = second.memory_bytes();
    second.share_texts(first);
    CHECK_FALSE(second.is_renumbered());
    CHECK(second.memory_bytes() == alone);
  }
}

TEST_CASE("texts that are all different have nothing in common when they are shared, too") {
  Series series(9, 1000);
  const auto first = text_column(series.places());
  series.go_on(10);
  auto second = text_column(series.places());
  second.share_texts(first);
  REQUIRE(second.is_renumbered());
  const RunSummary summary(second, false);
  CHECK(summary.memory_bytes() == 0);
  CHECK(summary.common_code(second, 0, 1000) == RunSummary::differing);
  CHECK(summary.common_code(second, 64, 65) == second.code(64));
}

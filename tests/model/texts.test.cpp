#include "model/texts.hpp"

#include <string>

#include "support/catch.hpp"

using namespace sojourn::model;

namespace {

std::shared_ptr<const TextTable> table_of(const std::vector<std::string>& texts) {
  TextTable table;
  for (const auto& text : texts) table.push_back(text);
  return std::make_shared<const TextTable>(std::move(table));
}

std::vector<std::string> all_of(const Texts& texts) {
  std::vector<std::string> all;
  for (const auto text : texts) all.emplace_back(text);
  return all;
}

using Tables = std::vector<std::shared_ptr<const TextTable>>;

}  // namespace

TEST_CASE("texts are numbered through their pieces, one by one and in a row") {
  const Texts texts(
      Tables{table_of({"Bama", "Gwoza", ""}), table_of({"Mubi"}), table_of({"Damboa", "Yola"})});
  CHECK(all_of(texts) == std::vector<std::string>{"Bama", "Gwoza", "", "Mubi", "Damboa", "Yola"});
  REQUIRE(texts.size() == 6);
  std::size_t number = 0;
  for (const auto text : texts) CHECK(texts[number++] == text);
}

TEST_CASE("no texts have no size and nothing to go through") {
  CHECK(Texts().empty());
  CHECK(Texts(TextTable()).size() == 0);
  CHECK(all_of(Texts()).empty());
  CHECK(Texts() == Texts(TextTable()));
}

TEST_CASE("texts are the same wherever their pieces end") {
  const Texts one(Tables{table_of({"Bama", "Gwoza", "Mubi"})});
  CHECK(one == Texts(Tables{table_of({"Bama"}), table_of({"Gwoza", "Mubi"})}));
  CHECK(one == Texts(Tables{table_of({"Bama", "Gwoza", "Mubi"})}));
  CHECK_FALSE(one == Texts(Tables{table_of({"Bama"}), table_of({"Mubi", "Gwoza"})}));
  CHECK_FALSE(one == Texts(Tables{table_of({"Bama", "Gwoza"})}));
}

TEST_CASE("a piece goes on to the next round while half of it is used") {
  const Texts before(
      Tables{table_of({"Bama", "Gwoza", "Mubi", "Yola"}), table_of({"Damboa", "Biu", "Hong"})});
  const auto next = continue_texts(before, Texts(Tables{table_of({"Jos", "Gwoza", "Biu", "Bama"})}));
  // Of the second piece one of three is used: it goes where what is new goes.
  REQUIRE(next.texts.pieces().size() == 2);
  CHECK(next.texts.pieces()[0].table == before.pieces()[0].table);
  CHECK(all_of(next.texts) == std::vector<std::string>{"Bama", "Gwoza", "Mubi", "Yola", "Jos", "Biu"});
  CHECK(next.numbers == std::vector<std::uint32_t>{4, 1, 5, 0});
  CHECK(next.added_bytes == next.texts.pieces()[1].table->memory_bytes());
}

TEST_CASE("half of a piece is half of its characters as well") {
  const Texts before(Tables{table_of({"A", "B", "The long name of a place that is there no more"})});
  const auto next = continue_texts(before, Texts(Tables{table_of({"B", "A"})}));
  CHECK(all_of(next.texts) == std::vector<std::string>{"B", "A"});
}

TEST_CASE("texts that were all there before add nothing") {
  const Texts before(Tables{table_of({"Bama", "Gwoza"}), table_of({"Mubi"})});
  const auto next = continue_texts(before, Texts(Tables{table_of({"Mubi", "Bama", "Gwoza"})}));
  CHECK(next.added_bytes == 0);
  CHECK(next.texts == before);
  CHECK(next.numbers == std::vector<std::uint32_t>{2, 0, 1});
}

TEST_CASE("where there are as many pieces as may be, the least of them is copied") {
  Tables tables;
  std::vector<std::string> used;
  for (std::size_t i = 0; i < Texts::most_pieces; ++i) {
    const auto name = i == 3 ? std::string("C") : "Place " + std::to_string(i);
    tables.push_back(table_of({name}));
    used.push_back(name);
  }
  used.emplace_back("New place");
  const auto next = continue_texts(Texts(tables), Texts(Tables{table_of(used)}));
  CHECK(next.texts.pieces().size() == Texts::most_pieces);
  CHECK(all_of(Texts(Tables{next.texts.pieces()[0].table})) == std::vector<std::string>{"C", "New place"});
  for (std::size_t i = 0; i < used.size(); ++i) CHECK(next.texts[next.numbers[i]] == used[i]);
}

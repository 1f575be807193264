#include "sql/withdrawal_journal.hpp"

#include <fstream>

#include "sql/error.hpp"
#include "support/catch.hpp"
#include "temporary_store.hpp"

using namespace sojourn;
using namespace sojourn::sql;
using sojourn::sql::test::TemporaryDirectory;

namespace {
Withdrawal withdrawal(int number) {
  return {"", {"NGA", model::Method::baseline, number}, "Wrong “figures”\nin one ward", "A. Person", ""};
}
}  // namespace

TEST_CASE("entries of the journal come back whole, oldest first", "[nodb]") {
  const TemporaryDirectory directory;
  const WithdrawalJournal journal(directory.path());
  CHECK(journal.read().entries.empty());
  const auto first = journal.append(withdrawal(28));
  auto any_method = withdrawal(29);
  any_method.selection.method.reset();
  journal.append(any_method);

  const auto entries = journal.read().entries;
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].id == first);
  CHECK(entries[0].selection.operation == "NGA");
  CHECK(entries[0].selection.method == model::Method::baseline);
  CHECK(entries[0].selection.number == 28);
  CHECK(entries[0].reason == "Wrong “figures”\nin one ward");
  CHECK(entries[0].by == "A. Person");
  CHECK(entries[0].at.size() == 20);
  CHECK_FALSE(entries[1].selection.method.has_value());
}

TEST_CASE("an entry is gone after it was removed, and may be removed twice", "[nodb]") {
  const TemporaryDirectory directory;
  const WithdrawalJournal journal(directory.path());
  const auto id = journal.append(withdrawal(28));
  journal.remove(id);
  journal.remove(id);
  CHECK(journal.read().entries.empty());
}

TEST_CASE("a torn file does not hide the other entries, and is named", "[nodb]") {
  const TemporaryDirectory directory;
  const WithdrawalJournal journal(directory.path());
  journal.append(withdrawal(28));
  const auto folder = directory.path() / "withdrawals";
  std::ofstream(folder / "0-torn.json") << R"({"operation": "NGA", "rou)";
  std::ofstream(folder / "0-empty.json") << "";
  std::ofstream(folder / "0-half.json.tmp") << R"({"operation")";
  const auto contents = journal.read();
  CHECK(contents.entries.size() == 1);
  REQUIRE(contents.unreadable.size() == 2);
  CHECK(contents.unreadable[1].find("0-torn.json") != std::string::npos);
}

TEST_CASE("an entry cannot be removed outside the journal's directory", "[nodb]") {
  const TemporaryDirectory directory;
  const WithdrawalJournal journal(directory.path());
  journal.append(withdrawal(28));
  std::ofstream(directory.path() / "kept") << "x";
  journal.remove("../kept");
  CHECK(std::filesystem::exists(directory.path() / "kept"));
}

TEST_CASE("a journal that cannot be written says so", "[nodb]") {
  const TemporaryDirectory directory;
  std::ofstream(directory.path() / "withdrawals") << "a file where the directory should be";
  CHECK_THROWS_AS(WithdrawalJournal(directory.path()).append(withdrawal(28)), EnvironmentError);
}

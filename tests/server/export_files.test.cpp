#include "server/export_files.hpp"

#include <chrono>
#include <fstream>
#include <future>
#include <iterator>
#include <new>
#include <thread>

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace sojourn;
using namespace sojourn::server;

namespace {

namespace fs = std::filesystem;

struct World {
  explicit World(std::uint64_t bytes = 1'000'000, std::size_t waiting = 8)
      : files(folder.path() / "exports", {1, waiting, bytes}, metrics) {}

  std::shared_ptr<const FileRendition> rendition(const std::string& key, const std::string& content) {
    FileRendition rendition;
    rendition.key = key;
    rendition.content_type = "text/csv";
    rendition.file_name = "a.csv";
    rendition.rounds = {"round of " + key};
    rendition.write = [this, content](const fs::path& path, const FileRendition::Progress& progress) {
      ++made;
      std::ofstream(path) << content;
      std::ofstream(path.parent_path() / "beside") << "what a library leaves";
      progress(1);
    };
    return std::make_shared<const FileRendition>(std::move(rendition));
  }
  std::future<ExportFiles::Outcome> ask(const std::shared_ptr<const FileRendition>& wanted) {
    auto promise = std::make_shared<std::promise<ExportFiles::Outcome>>();
    files.get(wanted, [promise](const ExportFiles::Outcome& outcome) { promise->set_value(outcome); });
    return promise->get_future();
  }
  ExportFiles::File file(const std::string& key, const std::string& content) {
    return std::get<ExportFiles::File>(ask(rendition(key, content)).get());
  }
  bool nothing_left() const { return fs::is_empty(folder.path() / "exports"); }

  test::TemporaryFolder folder;
  Metrics metrics;
  std::atomic<int> made{0};
  ExportFiles files;
};

std::string content_of(const KeptFile& file) {
  std::string content;
  file.read(0, file.size(), content);
  return content;
}

ProblemCode problem_of(const ExportFiles::Outcome& outcome) {
  return std::get<Problem>(outcome).code();
}

}  // namespace

TEST_CASE("a file is made once for all that ask at once, and is found again") {
  World world;
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  auto slow = *world.rendition("one", "a,b\n");
  slow.write = [write = slow.write, opened](const fs::path& path, const FileRendition::Progress& progress) {
    opened.wait();
    write(path, progress);
  };
  const auto shared = std::make_shared<const FileRendition>(slow);
  std::vector<std::future<ExportFiles::Outcome>> answers;
  for (int i = 0; i < 10; ++i) answers.push_back(world.ask(shared));
  gate.set_value();
  for (auto& answer : answers) CHECK(content_of(*std::get<ExportFiles::File>(answer.get())) == "a,b\n");
  CHECK(world.files.find("one") != nullptr);
  CHECK(world.files.find("two") == nullptr);
  CHECK(world.made == 1);
}

TEST_CASE("that one cannot be told is no concern of the others, nor of who has asked anew meanwhile") {
  World world;
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  auto broken = *world.rendition("one", "");
  broken.write = [opened](const fs::path&, const FileRendition::Progress&) {
    opened.wait();
    throw std::runtime_error("the first time it fails");
  };
  const auto first = std::make_shared<const FileRendition>(broken);
  std::promise<std::future<ExportFiles::Outcome>> anew;
  world.files.get(first, [&](const ExportFiles::Outcome&) {
    anew.set_value(world.ask(world.rendition("one", "a,b\n")));
    throw std::bad_alloc();
  });
  auto other = world.ask(first);
  gate.set_value();
  CHECK(problem_of(other.get()) == ProblemCode::internal_error);
  CHECK(content_of(*std::get<ExportFiles::File>(anew.get_future().get().get())) == "a,b\n");
}

TEST_CASE("a finished file has no name, and its bytes go with the last who holds it") {
  World world;
  auto file = world.file("one", std::string(1000, 'x'));
  CHECK(world.nothing_left());
  CHECK(world.files.bytes() == 1000);
  world.files.keep_only([](const std::string&) { return false; });
  CHECK(world.files.find("one") == nullptr);
  CHECK(content_of(*file) == std::string(1000, 'x'));
  CHECK(world.files.bytes() == 1000);
  file.reset();
  // The thread that made it lets go a moment after it has told us.
  for (int i = 0; i < 60'000 && world.files.bytes() > 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  CHECK(world.files.bytes() == 0);
}

TEST_CASE("files of rounds that are public stay") {
  World world;
  world.file("one", "1");
  world.file("two", "2");
  world.files.keep_only([](const std::string& round) { return round == "round of two"; });
  CHECK(world.files.find("one") == nullptr);
  CHECK(world.files.find("two") != nullptr);
}

TEST_CASE("the file asked for longest ago makes room; one that cannot have enough is refused") {
  World world(3000);
  for (const std::string key : {"one", "two"}) world.file(key, std::string(1000, 'x'));
  CHECK(world.files.find("one") != nullptr);
  world.file("three", std::string(1500, 'x'));
  CHECK(world.files.find("two") == nullptr);
  CHECK(world.files.find("one") != nullptr);
  CHECK(world.files.bytes() <= 3000);
  CHECK(problem_of(world.ask(world.rendition("large", std::string(4000, 'x'))).get()) ==
        ProblemCode::export_too_large);
  CHECK(world.files.bytes() <= 3000);
  CHECK(world.nothing_left());
}

TEST_CASE("many small files are not all kept: each takes a descriptor") {
  World world;
  const auto open = [] { return std::distance(fs::directory_iterator("/proc/self/fd"), {}); };
  const auto before = open();
  for (int i = 0; i < 200; ++i) world.file(std::to_string(i), "x");
  CHECK(world.files.find("199") != nullptr);
  CHECK(world.files.find("100") == nullptr);
  CHECK(open() <= before + 70);
}

TEST_CASE("while others hold the room, one is told to come again") {
  World world(3000);
  const auto held = world.file("one", std::string(2000, 'x'));
  CHECK(problem_of(world.ask(world.rendition("two", std::string(2000, 'x'))).get()) ==
        ProblemCode::overloaded);
  CHECK(world.files.bytes() == 2000);
}

TEST_CASE("what goes wrong is told without what went wrong, leaves nothing, and may be tried again") {
  World world;
  auto broken = *world.rendition("one", "");
  broken.write = [](const fs::path& path, const FileRendition::Progress&) {
    std::ofstream(path) << "half";
    throw std::runtime_error("a secret path");
  };
  const auto outcome = world.ask(std::make_shared<const FileRendition>(broken)).get();
  CHECK(problem_of(outcome) == ProblemCode::internal_error);
  CHECK(std::string(std::get<Problem>(outcome).what()).find("secret") == std::string::npos);
  CHECK(world.nothing_left());
  CHECK(world.files.bytes() == 0);
  CHECK(content_of(*world.file("one", "whole")) == "whole");
}

TEST_CASE("beyond those that may wait, others are told to come again") {
  World world(1'000'000, 1);
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  std::vector<std::future<ExportFiles::Outcome>> answers;
  for (int i = 0; i < 6; ++i) {
    auto slow = *world.rendition(std::to_string(i), "x");
    slow.write = [write = slow.write, opened](const fs::path& path, const FileRendition::Progress& progress) {
      opened.wait();
      write(path, progress);
    };
    answers.push_back(world.ask(std::make_shared<const FileRendition>(slow)));
  }
  gate.set_value();
  int refused = 0;
  for (auto& answer : answers)
    if (const auto outcome = answer.get(); std::holds_alternative<Problem>(outcome)) ++refused;
  CHECK(refused >= 4);
}

TEST_CASE("giving up ends what is being made") {
  World world;
  std::promise<void> begun;
  auto endless = *world.rendition("one", "");
  endless.write = [&begun](const fs::path&, const FileRendition::Progress& progress) {
    begun.set_value();
    while (true) progress(1);
  };
  auto answer = world.ask(std::make_shared<const FileRendition>(endless));
  begun.get_future().wait();
  world.files.give_up();
  CHECK(problem_of(answer.get()) == ProblemCode::overloaded);
  CHECK(world.nothing_left());
}

TEST_CASE("a file whose round is withdrawn while it is made, or waits for it, is given up and not kept") {
  World world;
  std::promise<void> begun;
  std::promise<void> gate;
  auto slow = *world.rendition("one", "secret");
  slow.write = [&, write = slow.write](const fs::path& path, const FileRendition::Progress& progress) {
    begun.set_value();
    gate.get_future().wait();
    write(path, [](std::uint64_t) {});  // it looks at nothing until it is done
    progress(1);
  };
  auto being_made = world.ask(std::make_shared<const FileRendition>(slow));
  begun.get_future().wait();
  auto waits = world.ask(world.rendition("two", "secret"));
  auto stays = world.ask(world.rendition("three", "public"));
  world.files.keep_only([](const std::string& round) { return round == "round of three"; });
  gate.set_value();
  for (auto* answer : {&being_made, &waits}) {
    const auto outcome = answer->get();
    CHECK(problem_of(outcome) == ProblemCode::not_ready);
    CHECK(std::string(std::get<Problem>(outcome).what()).find("public no more") != std::string::npos);
  }
  CHECK(content_of(*std::get<ExportFiles::File>(stays.get())) == "public");
  CHECK(world.made == 2);  // nothing was written of the one that waited
  CHECK(world.files.find("one") == nullptr);
  CHECK(world.files.find("two") == nullptr);
}

TEST_CASE("one that takes longer than the limit is ended, and may be asked for again") {
  const test::TemporaryFolder folder;
  Metrics metrics;
  ExportFiles files(folder.path(), {1, 8, 1'000'000, std::chrono::seconds(0)}, metrics);
  auto promise = std::make_shared<std::promise<ExportFiles::Outcome>>();
  auto rendition = std::make_shared<FileRendition>();
  rendition->key = "one";
  rendition->file_name = "a.csv";
  rendition->write = [](const fs::path&, const FileRendition::Progress& progress) {
    while (true) progress(1);
  };
  files.get(rendition, [promise](const ExportFiles::Outcome& outcome) { promise->set_value(outcome); });
  const auto outcome = promise->get_future().get();
  CHECK(problem_of(outcome) == ProblemCode::overloaded);
  CHECK(std::string(std::get<Problem>(outcome).what()).find("took longer") != std::string::npos);
}

TEST_CASE("what another process left half made is removed at the start, and nothing else") {
  const test::TemporaryFolder folder;
  const auto real = folder.path() / "another disk";
  fs::create_directories(real / "making-ABCDEF");
  std::ofstream(real / "making-ABCDEF" / "half.gpkg") << "half";
  fs::create_directories(real / "making-of-a-map");
  std::ofstream(real / "report.csv") << "a user's";
  fs::create_directory_symlink(real / "making-of-a-map", real / "making-UVWXYZ");
  fs::create_directory_symlink(real, folder.path() / "exports");
  Metrics metrics;
  const ExportFiles files(folder.path() / "exports", {1, 1, 1000}, metrics);
  CHECK(fs::is_symlink(folder.path() / "exports"));
  CHECK_FALSE(fs::exists(real / "making-ABCDEF"));
  CHECK(fs::exists(real / "making-of-a-map"));
  CHECK(fs::exists(real / "making-UVWXYZ"));
  CHECK(fs::exists(real / "report.csv"));
}

#include "server/settings.hpp"

#include <fstream>
#include <iterator>
#include <map>

#include "support/catch.hpp"
#include "support/message_of.hpp"
#include "support/temporary_folder.hpp"

using namespace sojourn;
using namespace sojourn::server;

namespace {

Environment environment(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

std::string refusal(const std::string& toml) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("sojourn.toml", toml);
  return test::message_of([&] { load_settings(file, environment({})); });
}

}  // namespace

TEST_CASE("the example configuration is the table of defaults") {
  std::ifstream file(SOJOURN_SOURCE_DIR "/config/sojourn.toml");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  CHECK(text == default_settings_text());
}

TEST_CASE("the environment overrides the file, which overrides the defaults") {
  const test::TemporaryFolder folder;
  const auto file = folder.write("sojourn.toml", "[server]\nlisten = \"0.0.0.0:80\"\nthreads = 3\n");
  const auto settings = load_settings(
      file, environment({{"SOJOURN_SERVER_LISTEN", "[::1]:81"}, {"SOJOURN_CACHE_MEGABYTES", "7"}}));
  CHECK(settings.server_listen == "[::1]:81");
  CHECK(settings.server_threads == 3);
  CHECK(settings.cache_megabytes == 7);
  CHECK(settings.items_limit == Settings().items_limit);
}

TEST_CASE("every key has a name in the environment") {
  CHECK(environment_name("server.connections_per_client") == "SOJOURN_SERVER_CONNECTIONS_PER_CLIENT");
}

TEST_CASE("what is no setting, or no value of one, is refused by name and place") {
  CHECK(test::contains(refusal("[server]\nlissten = \"a\"\n"), "'server.lissten'"));
  CHECK(test::contains(refusal("[sever]\nlisten = \"a\"\n"), "'sever.listen'"));
  CHECK(test::contains(refusal("listen = \"a\"\n"), "'listen'"));
  CHECK(test::contains(refusal("[server]\nlisten = 80\n"), "'server.listen'"));
  CHECK(test::contains(refusal("[server]\nthreads = \"many\"\n"), "'server.threads'"));
  CHECK(test::contains(refusal("[server]\nthreads = -1\n"), "from 0 to"));
  CHECK(test::contains(refusal("[log]\nlevel = \"loud\"\n"), "debug|info|warning|error"));
  CHECK(test::contains(refusal("[server\n"), "sojourn.toml:1"));
  CHECK(test::contains(test::message_of([] { load_settings("/nowhere.toml", environment({})); }),
                       "/nowhere.toml"));
  CHECK(
      test::contains(test::message_of([] { load_settings({}, environment({{"SOJOURN_ITEMS_MOST", "1k"}})); }),
                     "SOJOURN_ITEMS_MOST"));
}

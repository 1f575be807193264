/// Text of every script in the encodings that spreadsheets and old systems save it in.
#include "ingest/text_encoding.hpp"

#include <unicode/ucnv.h>

#include <string>

#include "ingest/profile_drafting.hpp"
#include "support/catch.hpp"
#include "support/small_import.hpp"

using namespace sojourn;
using test::contains;
using test::find_rule;
using test::SmallImport;
using test::value;

namespace {

/// UTF-8 text in another encoding.
std::string in_encoding(const std::string& text, const char* encoding) {
  std::string bytes(text.size() + 16, '\0');
  UErrorCode error = U_ZERO_ERROR;
  const auto size = ucnv_convert(encoding, "UTF-8", bytes.data(), static_cast<std::int32_t>(bytes.size()),
                                 text.data(), static_cast<std::int32_t>(text.size()), &error);
  REQUIRE(U_SUCCESS(error));
  bytes.resize(static_cast<std::size_t>(size));
  return bytes;
}

const std::string arabic =
    "المحافظة,القضاء,اسم الموقع,عدد النازحين\n"
    "نينوى,الموصل,مخيم حسن شام,1200\nدهوك,سيميل,مخيم خانكي,800\nالأنبار,الفلوجة,عامرية الفلوجة,350\n";
const std::string ukrainian =
    "Область,Район,Громада,Кількість осіб\n"
    "Харківська,Ізюмський,Барвінківська,1200\nДонецька,Краматорський,Слов'янська,800\n"
    "Запорізька,Василівський,Степногірська,350\n";
const std::string french =
    "Région,Département,Lieu,Déplacés\nExtrême-Nord,Mayo-Sava,Kolofata,1200\nÉst,Kadey,Ndélélé,80\n";
const std::string spanish = "Departamento,Municipio,Población\nNariño,Tumaco,1200\nChocó,Quibdó,800\n";

}  // namespace

TEST_CASE("The encoding of a text is told by its bytes") {
  struct {
    const std::string& text;
    const char* encoding;
    const char* read_as;
  } const cases[] = {
      {arabic, "windows-1256", "windows-1256"},
      {ukrainian, "windows-1251", "windows-1251"},
      {arabic, "ISO-8859-6", "ISO-8859-6"},
      {french, "windows-1252", "Windows-1252"},
      {french, "ISO-8859-1", "Windows-1252"},
      {spanish, "windows-1252", "Windows-1252"},
      {arabic, "UTF-8", "UTF-8"},
  };
  for (const auto& [text, encoding, read_as] : cases) {
    CAPTURE(encoding, text);
    const auto decoded = ingest::decode_text(in_encoding(text, encoding));
    CHECK(decoded.text == text);
    CHECK(decoded.encoding == read_as);
    CHECK(decoded.guessed == (std::string_view(read_as) != "UTF-8"));
    CHECK(decoded.broken == 0);
  }
}

TEST_CASE("One name in another script is enough, and one accent is no other script") {
  CHECK(ingest::decode_text(in_encoding("Place,IDPs\nالموصل,5\n", "windows-1256")).text ==
        "Place,IDPs\nالموصل,5\n");
  CHECK(ingest::decode_text(in_encoding("Place,IDPs\nХарків,5\n", "windows-1251")).text ==
        "Place,IDPs\nХарків,5\n");
  CHECK(ingest::decode_text(in_encoding("Place,IDPs\nMérida,5\n", "windows-1252")).text ==
        "Place,IDPs\nMérida,5\n");
}

TEST_CASE("What the user says about the encoding is done, whatever the bytes look like") {
  for (const char* encoding :
       {"windows-1256", "windows-1251", "windows-1254", "ISO-8859-2", "KOI8-U", "GBK"}) {
    CAPTURE(encoding);
    const std::string text = std::string_view(encoding) == "windows-1256"   ? arabic
                             : std::string_view(encoding) == "windows-1254" ? "Şanlıurfa,Iğdır\n"
                             : std::string_view(encoding) == "ISO-8859-2"   ? "Łódź,Kraków\n"
                             : std::string_view(encoding) == "GBK"          ? "地区,人数\n"
                                                                            : ukrainian;
    CHECK(ingest::decode_text(in_encoding(text, encoding), encoding).text == text);
  }
  const auto broken = ingest::decode_text(std::string_view("a\nM\xE9rida\n"), "UTF-8");
  CHECK(broken.broken == 1);
  CHECK(broken.first_broken_line == 2);
  CHECK(ingest::decode_text(std::string_view("\xEF\xBB\xBFxy"), "UTF-8").text == "xy");
}

TEST_CASE("A large text is converted whole") {
  std::string text;
  while (text.size() < 300'000) text += arabic;
  CHECK(ingest::decode_text(in_encoding(text, "windows-1256"), "windows-1256").text == text);
}

TEST_CASE("A round in Arabic that Excel saved as CSV is read, with a warning") {
  SmallImport import;
  const auto table =
      in_encoding("name,admin2_code,idps_individuals\nمخيم حسن شام,XXA01,12\n", "windows-1256");
  const auto result = import.csv(table);
  REQUIRE(result.drafts.size() == 1);
  CHECK(value(result.drafts.front(), "name") == "مخيم حسن شام");
  const auto* found = find_rule(result.findings, "encoding.guessed");
  REQUIRE(found != nullptr);
  CHECK(contains(found->message, "windows-1256"));
  CHECK(found->severity == model::Severity::warning);
}

TEST_CASE("A quote out of place takes no other way to the encoding") {
  SmallImport import;
  const auto result = import.csv(
      in_encoding("name,admin2_code,idps_individuals\nمخيم \"حسن\" شام,XXA01,12\n", "windows-1256"));
  REQUIRE(result.drafts.size() == 1);
  CHECK(contains(value(result.drafts.front(), "name"), "حسن"));
}

TEST_CASE("With an encoding given nothing is guessed, and the round is another than without") {
  SmallImport import;
  const auto table = in_encoding("name,admin2_code,idps_individuals\nŞanlı,XXA01,12\n", "windows-1254");
  const auto guessed = import.csv(table);
  import.options.encoding = "windows-1254";
  const auto said = import.csv(table);
  CHECK(find_rule(guessed.findings, "encoding.windows_1252") != nullptr);
  CHECK(find_rule(said.findings, "encoding.windows_1252") == nullptr);
  CHECK(value(said.drafts.front(), "name") == "Şanlı");
  CHECK(said.drafts.front().content.round.content_hash != guessed.drafts.front().content.round.content_hash);
}

TEST_CASE("A draft of a profile reads the file in the encoding that is said") {
  test::TemporaryFolder folder;
  const auto file = folder.write("a.csv", in_encoding("Iğdır,Kişi\nŞanlı,5\n", "windows-1254"));
  CHECK(contains(ingest::draft_profile_of_file(file, "windows-1254"), "Iğdır"));
  CHECK_FALSE(contains(ingest::draft_profile_of_file(file), "Iğdır"));
}

TEST_CASE("An encoding that is none, or is none of the file's, is refused") {
  SmallImport import;
  import.options.encoding = "windows-9999";
  CHECK(contains(import.refusal("name,idps_individuals\nA,12\n"), "`windows-9999` is no encoding"));
  import.options.encoding = "windows-1256";
  import.options.file = SOJOURN_SOURCE_DIR "/tests/ingest/fixtures/wards.ods";
  CHECK(contains(test::message_of([&] { import.file(import.options.file); }), "Leave out --encoding"));
}

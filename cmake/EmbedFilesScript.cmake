# Writes OUTPUT: a C++ source with every file of INPUTS as a raw string literal.
string(REPLACE "|" ";" inputs "${INPUTS}")
set(literals "")
set(table "")
set(count 0)
foreach(input IN LISTS inputs)
  file(READ "${input}" content)
  file(RELATIVE_PATH path "${ROOT}" "${input}")
  string(APPEND literals "constexpr std::string_view file_${count} = R\"~embed~(${content})~embed~\";\n")
  string(APPEND table "    EmbeddedFile{\"${path}\", file_${count}},\n")
  math(EXPR count "${count} + 1")
endforeach()
file(WRITE "${OUTPUT}" "// Made by cmake/EmbedFiles.cmake.
#include \"embedded/${NAME}.hpp\"

#include <array>

namespace sojourn {
namespace {
${literals}
constexpr std::array<EmbeddedFile, ${count}> files = {
${table}};
}  // namespace

std::span<const EmbeddedFile> ${NAME}() { return files; }

}  // namespace sojourn
")

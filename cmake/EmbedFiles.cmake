# sojourn_embed_files(<target> <name> <root> <globs…>): compiles the files into
# <target> as `sojourn::<name>()`, a span of {path relative to root, content},
# declared in "embedded/<name>.hpp". No file at all gives an empty span.
function(sojourn_embed_files target name root)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    return()  # a folder without sources yet
  endif()
  set(inputs)
  foreach(pattern IN LISTS ARGN)
    file(GLOB matched CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${pattern}")
    list(APPEND inputs ${matched})
  endforeach()
  list(SORT inputs)
  string(REPLACE ";" "|" joined "${inputs}")

  set(folder "${CMAKE_BINARY_DIR}/generated/${name}")
  set(script "${CMAKE_CURRENT_SOURCE_DIR}/cmake/EmbedFilesScript.cmake")
  file(CONFIGURE OUTPUT "${folder}/embedded/${name}.hpp" @ONLY CONTENT
"// Made by cmake/EmbedFiles.cmake.
#pragma once

#include <span>

#include \"embedded_file.hpp\"

namespace sojourn {
std::span<const EmbeddedFile> @name@();
}
")
  add_custom_command(
    OUTPUT "${folder}/${name}.cpp"
    COMMAND ${CMAKE_COMMAND} "-DOUTPUT=${folder}/${name}.cpp" "-DNAME=${name}" "-DROOT=${root}" "-DINPUTS=${joined}"
            -P "${script}"
    DEPENDS ${inputs} "${script}" "${folder}/embedded/${name}.hpp"
    VERBATIM)
  target_sources(${target} PRIVATE "${folder}/${name}.cpp")
  target_include_directories(${target} PRIVATE "${folder}" "${CMAKE_CURRENT_SOURCE_DIR}/cmake/embedded")
endfunction()

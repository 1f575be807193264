# sojourn_embed_files(<target> <name> <root> <globs…>): compiles the files into
# <target> as `sojourn::<name>()`, a span of {path relative to root, content}.
function(sojourn_embed_files target name root)
  set(inputs)
  foreach(pattern IN LISTS ARGN)
    file(GLOB matched CONFIGURE_DEPENDS RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}/${pattern}")
    list(APPEND inputs ${matched})
  endforeach()
  list(SORT inputs)
  set(output "${CMAKE_BINARY_DIR}/generated/${name}.cpp")
  set(absolute)
  foreach(input IN LISTS inputs)
    list(APPEND absolute "${CMAKE_CURRENT_SOURCE_DIR}/${input}")
  endforeach()
  string(REPLACE ";" "|" joined "${absolute}")
  add_custom_command(
    OUTPUT "${output}"
    COMMAND ${CMAKE_COMMAND} "-DOUTPUT=${output}" "-DNAME=${name}" "-DROOT=${root}" "-DINPUTS=${joined}"
            -P "${CMAKE_CURRENT_SOURCE_DIR}/cmake/EmbedFilesScript.cmake"
    DEPENDS ${absolute} "${CMAKE_CURRENT_SOURCE_DIR}/cmake/EmbedFilesScript.cmake"
    VERBATIM)
  get_target_property(type ${target} TYPE)
  if(NOT type STREQUAL "INTERFACE_LIBRARY")
    target_sources(${target} PRIVATE "${output}")
  endif()
endfunction()

# Warnings are errors in our own code; libraries' headers are system headers.
function(sojourn_own_code target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor
                         -Woverloaded-virtual -Werror)
endfunction()

# sojourn_library(<folder> USES <folders…> LINK <targets…>): a static library of
# the folder's sources that sees its own headers and those of the folders it uses.
# Headers are included as "folder/name.hpp". So that a folder cannot reach what it
# does not use, each sees a directory that links only to the folders it names.
function(sojourn_library folder)
  cmake_parse_arguments(ARG "" "" "USES;LINK" ${ARGN})
  set(target sojourn_${folder})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp")
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  set(view "${CMAKE_BINARY_DIR}/include/${folder}")
  file(MAKE_DIRECTORY "${view}")
  file(CREATE_LINK "${CMAKE_CURRENT_SOURCE_DIR}/${folder}" "${view}/${folder}" SYMBOLIC)
  if(sources)
    add_library(${target} STATIC ${sources})
    sojourn_own_code(${target})
    set(scope PUBLIC)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${target} ${scope} "${view}")
  foreach(used IN LISTS ARG_USES)
    target_link_libraries(${target} ${scope} sojourn_${used})
  endforeach()
  target_link_libraries(${target} ${scope} fmt::fmt ${ARG_LINK})
endfunction()

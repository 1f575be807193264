# Warnings are errors in our own code; libraries' headers are system headers.
function(sojourn_own_code target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor
                         -Woverloaded-virtual -Werror)
  # With sanitizers g++ 12 takes the inside of <regex> for uninitialised.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND "${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_DEBUG}" MATCHES "-fsanitize=")
    target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized)
  endif()
endfunction()

# The headers of cmake/precompiled.hpp, compiled once for all libraries.
function(sojourn_precompiled_headers name)
  set(empty "${CMAKE_BINARY_DIR}/generated/${name}.cpp")
  if(NOT EXISTS "${empty}")
    file(WRITE "${empty}" "// Only here so that the target has a source.\n")
  endif()
  add_library(${name} STATIC "${empty}")
  target_link_libraries(${name} PRIVATE fmt::fmt)
  target_precompile_headers(${name} PRIVATE ${ARGN})
  sojourn_own_code(${name})  # the compiler refuses precompiled headers made with other options
endfunction()

sojourn_precompiled_headers(sojourn_precompiled "${CMAKE_CURRENT_SOURCE_DIR}/cmake/precompiled.hpp")

# Builds every header of our own that no source of the same name includes first,
# alone and without precompiled headers: `cmake --build … --target headers`.
add_custom_target(headers)
function(sojourn_check_headers folder)
  file(GLOB_RECURSE names CONFIGURE_DEPENDS RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}/${folder}"
       "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.hpp")
  set(sources)
  foreach(name IN LISTS names)
    string(REPLACE ".hpp" ".cpp" own_source "${name}")
    if(NOT EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/${own_source}")
      set(source "${CMAKE_BINARY_DIR}/generated/headers/${folder}/${own_source}")
      file(CONFIGURE OUTPUT "${source}" CONTENT "#include \"${folder}/${name}\"\n")
      list(APPEND sources "${source}")
    endif()
  endforeach()
  if(sources)
    add_library(headers_${folder} OBJECT EXCLUDE_FROM_ALL ${sources})
    target_link_libraries(headers_${folder} PRIVATE sojourn_${folder})
    target_compile_options(headers_${folder} PRIVATE -O0 -g0)
    sojourn_own_code(headers_${folder})
    add_dependencies(headers headers_${folder})
  endif()
endfunction()

# sojourn_library(<folder> USES <folders…> LINK <targets…>): a static library of
# the folder's sources, also those in subfolders, that sees its own headers and those of the folders it uses.
# Headers are included as "folder/name.hpp". So that a folder cannot reach what it
# does not use, each sees a directory that links only to the folders it names.
function(sojourn_library folder)
  cmake_parse_arguments(ARG "" "" "USES;LINK" ${ARGN})
  set(target sojourn_${folder})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp")
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  set(view "${CMAKE_BINARY_DIR}/include/${folder}")
  file(MAKE_DIRECTORY "${view}")
  file(CREATE_LINK "${CMAKE_CURRENT_SOURCE_DIR}/${folder}" "${view}/${folder}" SYMBOLIC)
  if(sources)
    add_library(${target} STATIC ${sources})
    target_precompile_headers(${target} REUSE_FROM sojourn_precompiled)
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
  sojourn_check_headers(${folder})
endfunction()

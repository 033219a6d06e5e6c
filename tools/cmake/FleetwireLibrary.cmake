# fleetwire_library(<name> [SOURCES ...] [TESTS ...] [LINKS ...])
#
# One component: the static library fleetwire_<name> and, from its TESTS, the binary test_<name>
# with one ctest entry per file. A component without SOURCES is header-only.
function(fleetwire_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;TESTS;LINKS" ${ARGN})
  set(target fleetwire_${name})
  if(arg_SOURCES)
    add_library(${target} STATIC ${arg_SOURCES})
    set(scope PUBLIC)
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(fleetwire::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  set_property(GLOBAL APPEND PROPERTY FLEETWIRE_LIBRARIES ${target})
  target_link_libraries(${target} ${scope} fleetwire_options ${arg_LINKS})
  if(FLEETWIRE_BUILD_TESTS AND arg_TESTS)
    fleetwire_unit_tests(${name} SOURCES ${arg_TESTS} LINKS ${target})
  endif()
endfunction()

# fleetwire_unit_tests(<name> SOURCES ... LINKS ...): CAF test suites, one ctest entry per file.
# The suite of a file is its path with dots; the wrapper fails when that suite did not run.
function(fleetwire_unit_tests name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  if(NOT TARGET fleetwire_unit_main)
    add_library(fleetwire_unit_main OBJECT "${PROJECT_SOURCE_DIR}/tests/unit_main.cpp")
    target_link_libraries(fleetwire_unit_main PRIVATE fleetwire_options CAF::core)
    # Compiling CAF's headers and optimising checks is most of what a suite costs: a quarter of the
    # time is left. dsl.hpp stays out, for its macros would meet other headers.
    target_precompile_headers(fleetwire_unit_main PRIVATE
      <caf/all.hpp> <functional> <memory> <string> <vector>)
    set_target_properties(fleetwire_unit_main PROPERTIES FLEETWIRE_UNOPTIMISED ON)
  endif()
  add_executable(test_${name} ${arg_SOURCES} $<TARGET_OBJECTS:fleetwire_unit_main>)
  target_link_libraries(test_${name} PRIVATE ${arg_LINKS} fleetwire_options CAF::core)
  target_precompile_headers(test_${name} REUSE_FROM fleetwire_unit_main)
  set_target_properties(test_${name} PROPERTIES FLEETWIRE_UNOPTIMISED ON)
  foreach(source IN LISTS arg_SOURCES)
    cmake_path(ABSOLUTE_PATH source OUTPUT_VARIABLE path)
    cmake_path(RELATIVE_PATH path BASE_DIRECTORY "${PROJECT_SOURCE_DIR}")
    string(REPLACE ".test.cpp" "" suite "${path}")
    string(REPLACE "/" "." suite "${suite}")
    add_test(NAME unit.${suite}
      COMMAND "${PROJECT_SOURCE_DIR}/tests/run_suite.sh" "$<TARGET_FILE:test_${name}>" "${suite}")
    set_tests_properties(unit.${suite} PROPERTIES TIMEOUT 300)
  endforeach()
endfunction()

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
    set_property(GLOBAL APPEND PROPERTY FLEETWIRE_LIBRARIES ${target})
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_link_libraries(${target} ${scope} fleetwire_options ${arg_LINKS})
  if(FLEETWIRE_BUILD_TESTS AND arg_TESTS)
    fleetwire_unit_tests(${name} SOURCES ${arg_TESTS} LINKS ${target})
  endif()
endfunction()

# fleetwire_unit_tests(<name> SOURCES ... LINKS ...): CAF test suites, one ctest entry per file.
# The suite of a file is its path with dots; the wrapper fails when that suite did not run.
function(fleetwire_unit_tests name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(test_${name} ${arg_SOURCES} "${PROJECT_SOURCE_DIR}/tests/unit_main.cpp")
  target_link_libraries(test_${name} PRIVATE ${arg_LINKS} fleetwire_options CAF::core)
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

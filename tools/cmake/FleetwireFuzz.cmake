# fleetwire_fuzz_target(<name> SOURCES ... [LINKS ...])
#
# A fuzz target whose sources define LLVMFuzzerTestOneInput. With FLEETWIRE_BUILD_FUZZ it is the
# libFuzzer binary fuzz_<name>, and the target `fuzz` builds all of them. Else, with the tests, it
# is replay_<name>, and the ctest entry fuzz.<name> runs the seeds in tests/fuzz/corpus/<name>
# through it once, with any compiler.
if(FLEETWIRE_BUILD_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "FLEETWIRE_BUILD_FUZZ needs clang; the preset `fuzz` chooses it")
  endif()
  if(NOT FLEETWIRE_SANITIZE)
    message(FATAL_ERROR "Fuzz with FLEETWIRE_SANITIZE=address,undefined")
  endif()
  # What is fuzzed is in libraries, so every target is instrumented; only fuzz targets get the main
  # of libFuzzer.
  target_compile_options(fleetwire_options INTERFACE
    "$<BUILD_INTERFACE:-fsanitize=fuzzer-no-link;-Wno-unknown-warning-option>")
  add_custom_target(fuzz)
endif()

function(fleetwire_fuzz_target name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  if(FLEETWIRE_BUILD_FUZZ)
    add_executable(fuzz_${name} ${arg_SOURCES})
    target_link_libraries(fuzz_${name} PRIVATE ${arg_LINKS} fleetwire_options)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    add_dependencies(fuzz fuzz_${name})
  elseif(FLEETWIRE_BUILD_TESTS)
    add_executable(replay_${name} ${arg_SOURCES} "${PROJECT_SOURCE_DIR}/tests/fuzz/replay_main.cpp")
    target_link_libraries(replay_${name} PRIVATE ${arg_LINKS} fleetwire_options)
    add_test(NAME fuzz.${name}
      COMMAND replay_${name} "${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name}")
    set_tests_properties(fuzz.${name} PROPERTIES TIMEOUT 300)
  endif()
endfunction()

# fleetwire_node_suites(<prefix> TARGETS <VARIABLE>=<target>... [TIMEOUT seconds]
#                       [SUITES file...] [ENVIRONMENT <VARIABLE>=<text>...])
#
# One ctest entry per *.test.mjs of the current folder (or per SUITES), run by Node's own test
# runner. The path of each target reaches the suite in an environment variable. Nothing is
# registered while one of the targets does not exist.
find_program(FLEETWIRE_NODE NAMES node nodejs)

function(fleetwire_node_suites prefix)
  cmake_parse_arguments(arg "" "TIMEOUT" "TARGETS;SUITES;ENVIRONMENT" ${ARGN})
  if(NOT FLEETWIRE_NODE)
    message(STATUS "Node not found: the suites of ${prefix} are not registered")
    return()
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 600)
  endif()
  set(environment ${arg_ENVIRONMENT})
  foreach(pair IN LISTS arg_TARGETS)
    string(REPLACE "=" ";" pair "${pair}")
    list(GET pair 0 variable)
    list(GET pair 1 target)
    if(NOT TARGET ${target})
      return()
    endif()
    list(APPEND environment "${variable}=$<TARGET_FILE:${target}>")
  endforeach()
  if(NOT arg_SUITES)
    file(GLOB arg_SUITES RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}" CONFIGURE_DEPENDS *.test.mjs)
  endif()
  foreach(suite IN LISTS arg_SUITES)
    string(REPLACE ".test.mjs" "" name "${suite}")
    add_test(NAME ${prefix}.${name}
      COMMAND "${FLEETWIRE_NODE}" --test "${CMAKE_CURRENT_SOURCE_DIR}/${suite}"
      WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
    # Heartbeats of a few hundred milliseconds need a machine that is not full: two slots each.
    set_tests_properties(${prefix}.${name} PROPERTIES
      ENVIRONMENT "${environment}" TIMEOUT ${arg_TIMEOUT} PROCESSORS 2)
  endforeach()
endfunction()

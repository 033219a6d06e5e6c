# Compiler settings shared by every target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()
# Assertions stay on wherever tests run; only Release drops them.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")

if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(FLEETWIRE_CCACHE ccache)
  mark_as_advanced(FLEETWIRE_CCACHE)
  if(FLEETWIRE_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${FLEETWIRE_CCACHE}")
  endif()
endif()

add_library(fleetwire_options INTERFACE)
target_compile_features(fleetwire_options INTERFACE cxx_std_20)
target_compile_options(fleetwire_options INTERFACE "$<BUILD_INTERFACE:-Wall;-Wextra;-Wpedantic>")
target_include_directories(fleetwire_options INTERFACE
  "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>"
  "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/actors/contract>"
  "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/actors/engine>"
  "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/config>"
  "$<INSTALL_INTERFACE:include>")
# Asio without its deprecated half compiles faster and hides nothing we use.
target_compile_definitions(fleetwire_options INTERFACE
  "$<BUILD_INTERFACE:BOOST_ASIO_NO_DEPRECATED;BOOST_ASIO_DISABLE_CONCEPTS>")
set_property(GLOBAL APPEND PROPERTY FLEETWIRE_LIBRARIES fleetwire_options)

if(FLEETWIRE_SANITIZE)
  # Light optimisation keeps the sanitized test run short. Reports end the program by way of the
  # run-time options below and not by -fno-sanitize-recover, which knows no suppressions.
  # Sanitized code makes g++ 12 see uninitialised values inside <regex>.
  target_compile_options(fleetwire_options INTERFACE
    "$<BUILD_INTERFACE:-fsanitize=${FLEETWIRE_SANITIZE};-fno-omit-frame-pointer;-g1>"
    "$<BUILD_INTERFACE:$<IF:$<BOOL:$<TARGET_PROPERTY:FLEETWIRE_UNOPTIMISED>>,-O0,-Og>>"
    "$<BUILD_INTERFACE:-Wno-maybe-uninitialized>")
  add_library(fleetwire_sanitizer STATIC "${PROJECT_SOURCE_DIR}/tools/checks/sanitizer.cpp")
  set_target_properties(fleetwire_sanitizer PROPERTIES EXPORT_NAME sanitizer)
  target_compile_definitions(fleetwire_sanitizer PRIVATE
    "FLEETWIRE_SUPPRESSIONS=\"${PROJECT_SOURCE_DIR}/tools/checks\"")
  set_property(GLOBAL APPEND PROPERTY FLEETWIRE_LIBRARIES fleetwire_sanitizer)
  target_link_libraries(fleetwire_options INTERFACE fleetwire_sanitizer)
  target_link_options(fleetwire_options INTERFACE
    "-fsanitize=${FLEETWIRE_SANITIZE}" "-Wl,-u,__ubsan_default_options")
  # UBSan describes every check in data full of pointers. At a fixed address these need no
  # relocations: programs are a third smaller and start in half the time.
  target_link_options(fleetwire_options INTERFACE
    "$<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-no-pie>")
endif()

# fleetwire_allocator(PROGRAM): a server frees on one thread what another allocated, and comes and
# goes in waves; see ARCHITECTURE.md. Sanitizers bring an allocator of their own.
function(fleetwire_allocator program)
  if(NOT FLEETWIRE_SANITIZE)
    target_link_libraries(${program} PRIVATE Jemalloc::jemalloc)
  endif()
endfunction()

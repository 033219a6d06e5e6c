# Compiler settings shared by every target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

add_library(fleetwire_options INTERFACE)
target_compile_options(fleetwire_options INTERFACE -Wall -Wextra -Wpedantic)
target_include_directories(fleetwire_options INTERFACE
  "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>"
  "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/actors/contract>"
  "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/actors/engine>"
  "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/config>")
# Asio without its deprecated half compiles faster and hides nothing we use.
target_compile_definitions(fleetwire_options INTERFACE
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_CONCEPTS)

if(FLEETWIRE_SANITIZE)
  # Light optimisation keeps the sanitized test run short.
  target_compile_options(fleetwire_options INTERFACE
    -fsanitize=${FLEETWIRE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -O1 -g1)
  target_link_options(fleetwire_options INTERFACE -fsanitize=${FLEETWIRE_SANITIZE})
endif()

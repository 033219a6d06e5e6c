if(NOT TARGET fleetwire_websocket_oracle)
  add_subdirectory(../conformance/websocket_oracle
    "${CMAKE_CURRENT_BINARY_DIR}/websocket_oracle")
endif()
fleetwire_fuzz_target(websocket_frames
  SOURCES websocket_frames.cpp
  LINKS fleetwire_websocket_oracle)

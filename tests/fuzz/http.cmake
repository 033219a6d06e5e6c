fleetwire_fuzz_target(http_guard SOURCES http_guard.cpp LINKS fleetwire_http)

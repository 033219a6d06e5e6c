// The one translation unit of a test binary that holds CAF test's main().
#include "caf/test/unit_test.hpp"

#include "caf/test/unit_test_impl.hpp"

// Default options of the sanitizers, linked into every sanitized program, so that they hold
// however a test starts it. The environment (ASAN_OPTIONS and the like) still overrides them.
extern "C" const char* __asan_default_options() {
  return "detect_stack_use_after_return=1:strict_string_checks=1";
}

extern "C" const char* __ubsan_default_options() {
  return "halt_on_error=1:print_stacktrace=1:suppressions=" FLEETWIRE_SUPPRESSIONS "/ubsan.supp";
}

extern "C" const char* __tsan_default_options() {
  return "halt_on_error=1:second_deadlock_stack=1:suppressions=" FLEETWIRE_SUPPRESSIONS
         "/tsan.supp";
}

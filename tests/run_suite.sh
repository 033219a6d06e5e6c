#!/usr/bin/env bash
# Runs one CAF test suite and fails unless exactly that suite ran: the runner itself exits with 0
# when a name matches nothing. Usage: run_suite.sh BINARY SUITE
set -u
binary=$1
suite=$2
output=$("$binary" -s "^${suite//./\\.}\$" -v 3 2>&1)
status=$?
printf '%s\n' "$output"
if [ "$status" -ne 0 ]; then
  exit "$status"
fi
if ! grep -qE 'checks: +[1-9]' <<<"$output"; then
  echo "no check of suite '$suite' ran in $binary" >&2
  exit 1
fi

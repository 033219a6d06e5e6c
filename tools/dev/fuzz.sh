#!/usr/bin/env bash
# Runs every fuzz target, or those named, for a while each, all cores on one after the other.
# Usage: fuzz.sh BUILD_FOLDER [seconds each] [targets]
# A target is bin/fuzz_<name>; its seeds are tests/fuzz/corpus/<name>, its finds build/fuzz-finds.
set -euo pipefail
build=$1
shift
seconds=60
if [[ ${1:-} =~ ^[0-9]+$ ]]; then
  seconds=$1
  shift
fi
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
  for binary in "$build"/bin/fuzz_*; do targets+=("${binary##*/fuzz_}"); done
fi

# Without it reports name addresses only.
symbolizer=$(command -v llvm-symbolizer-19 || true)
[ -z "$symbolizer" ] || export ASAN_SYMBOLIZER_PATH=$symbolizer UBSAN_SYMBOLIZER_PATH=$symbolizer

failed=()
for target in "${targets[@]#fuzz_}"; do
  seeds=tests/fuzz/corpus/$target work=build/fuzz-corpus/$target finds=build/fuzz-finds/$target
  dictionary=tests/fuzz/$target.dict
  flags=(-max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1)
  [ ! -f "$dictionary" ] || flags+=(-dict="$dictionary")
  mkdir -p "$work" "$finds"
  [ -d "$seeds" ] || seeds=''
  printf '▸ %s for %s s\n' "$target" "$seconds"
  "$build/bin/fuzz_$target" "${flags[@]}" -fork="$(nproc)" -ignore_crashes=0 \
    -artifact_prefix="$finds/" "$work" ${seeds:+"$seeds"} || failed+=("$target")
done
if [ ${#failed[@]} -gt 0 ]; then
  printf '✗ findings in: %s (inputs in build/fuzz-finds)\n' "${failed[*]}" >&2
  exit 1
fi
printf '✓ no findings in: %s\n' "${targets[*]#fuzz_}"

#!/usr/bin/env bash
# Simulates rides, seed after seed. `./dev sim` builds, then calls this.
# Usage: run.sh BUILD_FOLDER [--mutants | flags of fleetwire-sim]; --help lists those.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
. tools/dev/lib.sh
[ $# -ge 1 ] && [ -d "$1" ] || die 'The first argument is the folder of a release build.'
build=$1
shift
[ "${1:-}" = --mutants ] || exec "$build/bin/fleetwire-sim" "$@"
shift
step 'Building the mutants' cmake --build "$build" --target sim_mutants

# Each breaks one rule; a seed must notice.
survivors=0
printf '%-28s %-10s %s\n' mutant 'caught by' because
for program in "$build"/bin/mutants/*; do
  if said=$("$program" --seeds "${FLEETWIRE_MUTANT_SEEDS:-3000}" --fail-fast "$@" 2>&1); then
    printf '%s%-28s %-10s %s%s\n' "$red" "${program##*/}" nobody 'every seed passed' "$plain"
    survivors=$((survivors + 1))
  else
    line=$(grep -m 1 -oE 'seed [0-9]+: .*' <<<"$said" || true)
    [ -n "$line" ] || die "${program##*/} did not run:" "$said"
    seed=${line%%:*}
    printf '%-28s %-10s %s\n' "${program##*/}" "$seed" "${line#*: }"
  fi
done
[ "$survivors" -eq 0 ] || die "$survivors mutants live: the simulation does not see what they break."
say "${green}✓ every mutant was caught$plain"

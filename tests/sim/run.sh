#!/usr/bin/env bash
# Simulates systems, seed after seed. `./dev sim` builds, then calls this.
# Usage: run.sh BUILD_FOLDER [--mutants [names] | flags of fleetwire-sim]; --help lists those.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
. tools/dev/lib.sh
[ $# -ge 1 ] && [ -d "$1" ] || die 'The first argument is the folder of a release build.'
build=$1
shift
[ "${1:-}" = --mutants ] || exec "$build/bin/fleetwire-sim" "$@"
shift

# Each breaks one rule; a seed of the world of its system must notice.
declare -A worlds
names=()
while read -r name world; do
  [ $# -eq 0 ] || [[ " $* " = *" $name "* ]] || continue
  [[ "$world" =~ ^(rides|orders|fleet)$ ]] || world=rides
  worlds[$name]=$world
  names+=("$name")
done < <(sed -nE 's/^sim_mutant\((\w+) (\$\{(\w+)\})?.*/\1 \3/p' tests/sim/Mutants.cmake)
[ ${#names[@]} -gt 0 ] || die 'There is no such mutant; Mutants.cmake lists them.'
step 'Building the mutants' cmake --build "$build" --target "${names[@]/#/sim_mutant_}"

seeds=${FLEETWIRE_MUTANT_SEEDS:-3000} patience=${FLEETWIRE_MUTANT_SECONDS:-900}
survivors=0 number=0
printf '%7s  %-26s %-10s %s\n' '' mutant 'caught by' because
for mutant in "${names[@]}"; do
  number=$((number + 1))
  printf '%3d/%-3d  %-26s ' "$number" "${#names[@]}" "$mutant" # what it is at
  code=0
  said=$(timeout "$patience" "$build/bin/mutants/$mutant" --world "${worlds[$mutant]}" --seeds "$seeds" \
    --fail-fast 2>&1) || code=$?
  line=$(grep -m 1 -oE 'seed [0-9]+: .*' <<<"$said" || true)
  if [ -n "$line" ]; then
    printf '%-10s %s\n' "${line%%:*}" "${line#*: }"
    continue
  fi
  case $code in
    0) because="all of $seeds seeds passed" ;;
    124) because="no seed had failed after $patience s" ;;
    *) say && die "$mutant did not run:" "$said" ;;
  esac
  printf '%s%-10s %s%s\n' "$red" nobody "$because" "$plain"
  survivors=$((survivors + 1))
done
[ "$survivors" -eq 0 ] || die "$survivors mutants live: the simulation does not see what they break."
say "${green}✓ each of ${#names[@]} mutants was caught$plain"

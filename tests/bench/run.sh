#!/usr/bin/env bash
# Measures Fleetwire beside Socket.IO on Node and writes RESULTS.md and results.svg beside itself.
# Usage: run.sh BUILD_FOLDER [options]; --help lists them. `./dev bench` builds, then calls this.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
. tools/dev/lib.sh
[ $# -ge 1 ] && [ -d "$1" ] || die 'The first argument is the folder of a release build.'
need_modules tests/bench/peers/node
exec node tests/bench/lib/main.mjs --build "$@"

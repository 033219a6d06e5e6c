#!/usr/bin/env bash
# Runs the pages of this folder in headless Chromium. Usage: run.sh BUILD_FOLDER
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
. tools/dev/lib.sh
[ $# -ge 1 ] && [ -d "$1" ] || die 'The first argument is the folder of a release build.'
exec node tests/browser/main.mjs "$1"

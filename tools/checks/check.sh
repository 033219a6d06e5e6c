#!/usr/bin/env bash
# What ./dev check does once the tools are there and build/dev is configured.
# Usage: check.sh [--all | --since REF] [--fix]
#   --all    clang-tidy and lone headers for every file, not only for those changed
#   --since  compare with REF instead of with the main branch
#   --fix    reformat instead of complaining
set -euo pipefail
. tools/dev/lib.sh
readonly database=build/dev

all='' fix='' base=''
while [ $# -gt 0 ]; do
  case $1 in
    --all) all=yes ;;
    --fix) fix=yes ;;
    --since)
      base=${2:?--since needs a commit}
      shift
      ;;
    *) die "check: unknown flag $1" ;;
  esac
  shift
done

# Sources that git knows or would know, so that a new file is not forgotten.
sources() { git ls-files --cached --others --exclude-standard -- "$@" | while read -r f; do
  [ ! -e "$f" ] || printf '%s\n' "$f"
done; }

# Of the files on stdin those that differ from the merge base with main; all with --all.
changed() {
  if [ -n "$all" ]; then
    cat
    return
  fi
  local from=$base
  [ -n "$from" ] || from=$(git merge-base HEAD origin/main 2>/dev/null || git merge-base HEAD main)
  grep -Fxf <(
    git diff --name-only "$from"
    git ls-files --others --exclude-standard
  ) || true
}

# each TITLE COMMAND: runs COMMAND for every file on stdin, as many at once as there are cores.
each() {
  local title=$1 command=$2 files
  files=$(cat)
  [ -n "$files" ] || { say "${dim}- $title: nothing changed$plain" && return; }
  step "$title ($(wc -l <<<"$files") files)" parallel "$command" <<<"$files"
}
parallel() { xargs -r -d '\n' -P "$(nproc)" -n 1 bash -c "$1" check; }

format() {
  # shellcheck disable=SC2046
  clang-format-19 ${fix:+-i} $([ -n "$fix" ] || echo --dry-run --Werror) "$@"
}

# One complaint does not hide the next: every check runs.
failed=''
mapfile -t files < <(sources '*.cpp' '*.hpp')
(step "Format (${#files[@]} files)" format "${files[@]}") || failed=yes
(step 'Includes' tools/checks/check_includes.pl .) || failed=yes

# shellcheck disable=SC2016  # expanded by the shell that `each` starts
# Every header compiles alone. -w: only whether it compiles is asked here.
sources '*.hpp' | changed | each 'Headers stand alone' \
  'printf "#include \"%s\"\n" "$1" | clang++-19 -std=c++20 -w -fsyntax-only -I. -Iconfig \
    -Iactors/contract -Iactors/engine -DCAF_SUITE=header -x c++ - || { echo "$1"; exit 1; }' || failed=yes

# Only what the build knows: a file without compile commands would be read with wrong flags.
sources '*.cpp' | changed |
  { grep -Fxf <(sed -nE 's|^ *"file": "'"$PWD"'/(.*)",?$|\1|p' "$database/compile_commands.json") || true; } |
  each 'clang-tidy' "clang-tidy-19 --quiet -p $database \"\$1\" 2>/dev/null" || failed=yes
[ -z "$failed" ] || die 'Not all checks passed'
say "${green}✓ All checks passed$plain"

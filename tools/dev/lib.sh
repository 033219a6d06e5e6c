# shellcheck shell=bash
# Shared by ./dev: progress lines, packages, npm and CMake. Sourced, never run.

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' blue=$'\e[34m' plain=$'\e[0m'
else
  bold='' dim='' red='' green='' blue='' plain=''
fi

say() { printf '%s\n' "$*"; }
die() {
  printf '%s✗ %s%s\n' "$red" "$1" "$plain" >&2
  shift
  [ $# -eq 0 ] || printf '  %s\n' "$@" >&2
  exit 1
}

# step TITLE COMMAND...: announces, runs, tells how long it took; a failure ends the script.
step() {
  local title=$1 began=$SECONDS
  shift
  printf '%s▸ %s%s\n' "$blue" "$title" "$plain"
  "$@" || die "$title failed"
  printf '%s✓ %s%s %s%ds%s\n' "$green" "$title" "$plain" "$dim" "$((SECONDS - began))" "$plain"
}

# -- packages ---------------------------------------------------------------------------------

# What Debian 12 calls things. A command that is there already is not installed again, wherever it
# comes from; libraries are asked for by package.
readonly build_commands='g++:g++ cmake:cmake ninja:ninja-build'
readonly node_commands='node:nodejs npm:npm'
readonly build_libraries='libcaf-dev libboost1.81-dev libssl-dev libsqlite3-dev libspdlog-dev
  libtomlplusplus-dev libargon2-dev libjemalloc-dev ca-certificates'
readonly clang_commands='clang++-19:clang-19 clang-tidy-19:clang-tidy-19
  clang-format-19:clang-format-19'
readonly clang_libraries='libclang-rt-19-dev'

# missing_packages COMMANDS LIBRARIES: prints the packages that are not there.
missing_packages() {
  local pair installed package
  for pair in $1; do
    command -v "${pair%%:*}" >/dev/null || printf '%s ' "${pair##*:}"
  done
  [ -n "$2" ] && command -v dpkg-query >/dev/null || return 0
  # shellcheck disable=SC2086  # a list of words
  installed=$(dpkg-query -W -f '${db:Status-Status}:${Package}\n' $2 2>/dev/null || true)
  for package in $2; do
    grep -qx "installed:$package" <<<"$installed" || printf '%s ' "$package"
  done
}

# need COMMANDS LIBRARIES: installs what is missing, or says what it is.
need() {
  local missing
  missing=$(missing_packages "$1" "$2")
  [ -n "$missing" ] || return 0
  step "Installing ${missing% }" install_packages "$missing"
  # A package that brought an unexpected name would otherwise surface as a strange build error.
  missing=$(missing_packages "$1" "$2")
  [ -z "$missing" ] || die 'These packages are still missing:' "$missing"
}

install_packages() {
  local as_root=() log=build/apt.log
  command -v apt-get >/dev/null || die 'This system has no apt-get.' \
    'Fleetwire builds on Debian 12. Install what these packages bring:' "$1"
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null || ! { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
      die 'Packages are missing, and only root or a user with sudo can install them.' \
        'Ask for:  apt-get install --no-install-recommends '"$1"
    fi
    as_root=(sudo)
  fi
  as_root+=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o Acquire::Retries=3)
  mkdir -p build
  say "$dim  it may take minutes; its output goes to $log$plain"
  # shellcheck disable=SC2086  # a list of words
  {
    "${as_root[@]}" update &&
      "${as_root[@]}" install -y --no-install-recommends $1
  } >"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    die "apt-get could not install: $1" "All of its output: $log"
  }
}

# -- node -------------------------------------------------------------------------------------

check_node() {
  local major
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 18 ] || die "Node $(node --version) at $(command -v node) is too old." \
    'Node 18 or newer must come first in PATH, or none, so that it can be installed.'
}

# need_modules FOLDER...: `npm ci` where the lock file changed since the last time.
need_modules() {
  local folder stamp state
  for folder in "$@"; do
    [ -f "$folder/package-lock.json" ] || continue
    stamp=$folder/node_modules/.installed-from
    state="$(cksum <"$folder/package-lock.json") $(cksum <"$folder/package.json")"
    [ "$(cat "$stamp" 2>/dev/null)" != "$state" ] || continue
    step "Installing npm packages of $folder" \
      npm --prefix "$folder" ci --no-audit --no-fund --loglevel=error
    printf '%s\n' "$state" >"$stamp"
  done
}

# -- cmake ------------------------------------------------------------------------------------

need_compiler() { need "$build_commands" "$build_libraries"; }
need_clang() { need "$build_commands $clang_commands" "$build_libraries $clang_libraries"; }
need_everything() { # one call of apt for both worlds
  need "$build_commands $node_commands" "$build_libraries"
  check_node
}

# build PRESET [TARGET...]: configures when new or when the presets changed, then builds.
build() {
  local preset=$1 log=build/$1.configure.log
  shift
  if [ ! -f "build/$preset/build.ninja" ] || [ CMakePresets.json -nt "build/$preset/build.ninja" ]; then
    mkdir -p build
    step "Configuring $preset" configure "$preset" "$log"
  fi
  # shellcheck disable=SC2046
  step "Building $preset${*:+: $*}" \
    cmake --build --preset "$preset" --parallel "$(nproc)" $([ $# -eq 0 ] || echo --target "$@")
}

configure() {
  cmake --preset "$1" >"$2" 2>&1 || {
    cat "$2" >&2
    return 1
  }
}

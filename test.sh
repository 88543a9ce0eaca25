#!/usr/bin/env bash
# Checks format, builds and tests Pushway on Debian 12 with the .NET SDK, installing what else is missing.
#   ./test.sh               everything
#   ./test.sh unit          unit tests only
#   ./test.sh integration   integration tests only (SQLite, PostgreSQL, foreign clients)
#   ./test.sh format        format check only
# The last line is "N passed, N failed" (", N skipped" if any); the exit code is 0 only if nothing failed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

budget_seconds=900
passed=0 failed=0 skipped=0
# More than there are processors: most tests wait for a node most of the time.
threads=$(($(nproc) * 3 / 2))

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

step() { printf '\n== %s (at %d s)\n' "$*" "$SECONDS"; }

# Runs a command, killed after $1 seconds or at the end of the budget, whichever comes first.
limited() {
  local left=$((budget_seconds - SECONDS)) limit=$1
  shift
  if ((left < limit)); then limit=$((left > 1 ? left : 1)); fi
  timeout --kill-after=15 "$limit" "$@"
}

finish() {
  printf '\n'
  local line="$passed passed, $failed failed"
  if ((skipped > 0)); then line+=", $skipped skipped"; fi
  echo "$line"
  ((failed == 0 && passed > 0))
  exit
}

# A step that the rest depends on: its failure ends the run as one failure.
must() {
  local limit=$1
  shift
  limited "$limit" "$@" && return
  echo "FAILED: $*" >&2
  failed=$((failed + 1))
  finish
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

node_is_recent() {
  local version
  version=$(node --version 2>/dev/null) || return 1
  version=${version#v}
  ((${version%%.*} >= 18))
}

# Debian packages that the integration tests need and the machine lacks, one a line.
missing_packages() {
  command -v openssl >/dev/null || echo openssl
  command -v mosquitto_sub >/dev/null || echo mosquitto-clients
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || echo postgresql
  node_is_recent || echo nodejs
  command -v npm >/dev/null || echo npm
}

install_missing() {
  local packages
  mapfile -t packages < <(missing_packages)
  ((${#packages[@]} == 0)) && return
  step "Install ${packages[*]}"
  export -f as_root
  must 240 bash -c 'as_root apt-get -qq update'
  must 300 bash -c 'as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -y --no-install-recommends install "$@" >/dev/null' install "${packages[@]}"
}

install_foreign_clients() {
  local folder=tests/foreign
  [[ $folder/node_modules/.package-lock.json -nt $folder/package-lock.json ]] && return
  step "Install the foreign clients (npm ci)"
  must 180 npm ci --prefix "$folder" --no-audit --no-fund --loglevel=error
}

check_format() {
  step "Check format"
  limited 240 dotnet format Pushway.slnx --no-restore --verify-no-changes && return
  echo "FAILED: dotnet format --verify-no-changes" >&2
  failed=$((failed + 1))
}

# The first number of an attribute in the report's <assembly> element.
reported() { grep -o '<assembly [^>]*>' "$1" | head -1 | grep -o " $2=\"[0-9]*\"" | tr -dc 0-9; }

run_suite() {
  local name=$1 limit=$2 report=artifacts/test-results/$1.xml
  step "Run $name"
  mkdir -p artifacts/test-results
  rm -f "$report"
  limited "$limit" "artifacts/bin/$name/debug/$name" -noLogo -noColor -noAutoReporters \
    -maxThreads "$threads" -longRunning 60 -result-xml "$report"
  local code=$? ok bad
  if [[ ! -s $report ]]; then
    echo "FAILED: $name gave no report (exit code $code)" >&2
    failed=$((failed + 1))
    return
  fi
  ok=$(reported "$report" passed)
  bad=$(($(reported "$report" failed) + $(reported "$report" errors)))
  if ((ok + bad == 0)); then
    echo "FAILED: $name ran no test" >&2
    bad=1
  elif ((code != 0 && bad == 0)); then
    echo "FAILED: $name ended with exit code $code" >&2
    bad=1
  fi
  passed=$((passed + ok))
  failed=$((failed + bad))
  skipped=$((skipped + $(reported "$report" skipped)))
}

case "${1:-all}" in
  all) parts="format unit integration" ;;
  format | unit | integration) parts=$1 ;;
  *)
    sed -n '2,7s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac

if ! command -v dotnet >/dev/null; then
  echo "The .NET SDK of global.json is needed: https://dotnet.microsoft.com/download" >&2
  failed=1
  finish
fi
[[ $parts == *integration* ]] && install_missing
step "Restore"
must 300 dotnet restore Pushway.slnx --verbosity quiet

[[ $parts == *format* ]] && check_format
[[ $parts == format ]] && { ((failed == 0)) && passed=1; finish; }

step "Build"
must 400 dotnet build Pushway.slnx --no-restore --configuration Debug --verbosity quiet -nodeReuse:false
[[ $parts == *unit* ]] && run_suite Pushway.UnitTests 240
if [[ $parts == *integration* ]]; then
  install_foreign_clients
  run_suite Pushway.IntegrationTests 730
fi
finish

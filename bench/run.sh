#!/bin/sh
# Reproduces docs/benchmarks.md: builds Release, runs every recorded scenario on both engines, mosquitto in the same run.
# Usage: bench/run.sh [DEVICES [PATTERN]]    (default: 10000 and all; results in artifacts/bench/)
# PATTERN picks scenarios by name, as in bench/run.sh 10000 '*-postgres*'.
# SERVER_CORES=0 TOOL_CORES=1 bench/run.sh pins the servers to one core and the tool to another.
set -eu
cd "$(dirname "$0")/.."
devices=${1:-10000}
only=${2:-*}
out=artifacts/bench
load=artifacts/bin/Pushway.LoadGenerator/release/Pushway.LoadGenerator
postgres=

stop_postgres() {
    [ -z "$postgres" ] || runuser -u postgres -- "$pgbin/pg_ctl" -D "$postgres/data" -m immediate stop > /dev/null
    [ -z "$postgres" ] || rm -rf "$postgres"
    postgres=
}
trap stop_postgres EXIT
trap 'exit 1' INT TERM

if ! command -v mosquitto > /dev/null && [ ! -x /usr/sbin/mosquitto ]; then
    # policy-rc.d keeps the package from starting a broker of its own on port 1883.
    printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d
    apt-get update -q && apt-get install -yq mosquitto
    rm -f /usr/sbin/policy-rc.d
fi
dotnet build -c Release -v q --nologo src/Pushway.Server
dotnet build -c Release -v q --nologo bench/Pushway.LoadGenerator
ulimit -n "$(ulimit -Hn)"
mkdir -p "$out"

run() { # name scenario options...
    name=$1
    shift
    # The pattern is meant to match as one.
    # shellcheck disable=SC2254
    case $name in $only) ;; *) return 0 ;; esac
    echo "== $name: $*"
    uptime
    ${TOOL_CORES:+taskset -c "$TOOL_CORES"} "$load" "$@" --spawn-server ${SERVER_CORES:+--server-cores "$SERVER_CORES"} \
        --json "$out/$name.json" 2> "$out/$name.log" | tee "$out/$name.txt" || true
    [ -s "$out/$name.txt" ] || tail -n 1 "$out/$name.log"
}

start_postgres() {
    pgbin=$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -V | tail -n 1)
    if [ -z "$pgbin" ] || [ "$(id -u)" != 0 ]; then
        echo "PostgreSQL is left out: it needs the Debian package postgresql, and root to run it as user postgres"
        return 1
    fi
    postgres=$(mktemp -d)
    chown postgres "$postgres"
    runuser -u postgres -- "$pgbin/initdb" -D "$postgres/data" -A trust > /dev/null
    runuser -u postgres -- "$pgbin/pg_ctl" -D "$postgres/data" -w -l "$postgres/log" \
        -o "-c listen_addresses='' -c unix_socket_directories=$postgres" start > /dev/null
}

fresh_database() {
    runuser -u postgres -- "$pgbin/psql" -q -h "$postgres" -c "DROP DATABASE IF EXISTS load" -c "CREATE DATABASE load"
}

run fanout-sqlite fanout --devices "$devices" --peer mosquitto
run fanout-sqlite-v4 fanout --devices "$devices" --mqtt-version 4 --peer mosquitto
run singles-sqlite singles --devices 1000
run singles-sqlite-all singles --devices "$devices"
run singles-sqlite-1000 singles --devices 1000 --rate 1000
run batches-sqlite singles --devices 1000 --batch 100 --callers 16
run statistics-sqlite statistics --timeout 900
run tags-sqlite tags --devices 10000 --timeout 900
run registry-sqlite registry --devices 1000000 --users 200000 --timeout 900
if start_postgres; then
    engine="--engine Postgres --connection-string Host=$postgres;Username=postgres;Database=load"
    # The words of $engine are meant to be separate.
    # shellcheck disable=SC2086
    { fresh_database && run fanout-postgres fanout --devices "$devices" --peer mosquitto $engine
      fresh_database && run singles-postgres singles --devices 1000 $engine
      fresh_database && run singles-postgres-1000 singles --devices 1000 --rate 1000 $engine
      fresh_database && run batches-postgres singles --devices 1000 --batch 100 --callers 16 $engine
      fresh_database && run statistics-postgres statistics --timeout 900 $engine; }
fi

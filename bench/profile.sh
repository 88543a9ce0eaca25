#!/bin/sh
# Where a node spends its CPU: samples it with perf while the load generator pushes, and sums the samples by part.
# Usage: bench/profile.sh NAME LOAD-GENERATOR-OPTIONS...    (as in bench/run.sh; needs the Debian package linux-perf)
#   bench/profile.sh singles singles --devices 1000 --callers 64
#   bench/profile.sh batches singles --devices 1000 --batch 100 --callers 16
# Results in artifacts/bench/NAME.profile; perf's own file beside it for a closer look.
set -eu
cd "$(dirname "$0")/.."
name=$1
shift
out=artifacts/bench
load=artifacts/bin/Pushway.LoadGenerator/release/Pushway.LoadGenerator
dotnet build -c Release -v q --nologo src/Pushway.Server
dotnet build -c Release -v q --nologo bench/Pushway.LoadGenerator
mkdir -p "$out"
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
# The names of compiled methods go to /tmp/perf-PID.map; perf looks there only for code that is mapped once.
DOTNET_PerfMapEnabled=1 DOTNET_EnableWriteXorExecute=0 \
    "$load" "$@" --spawn-server --data "$data" --warm-up 18 --seconds 16 > "$out/$name.txt" 2> "$out/$name.log" &
tool=$!
# Most methods have reached their last tier by then.
sleep 26
node=$(pgrep -f "serve --data $data" | head -n 1)
perf record -q -F 499 -g -p "$node" -o "$out/$name.perf" -- sleep 8
wait "$tool" || tail -n 1 "$out/$name.log"
perf script -i "$out/$name.perf" -F comm,ip,sym,dso 2> /dev/null | awk -f bench/profile.awk > "$out/$name.profile"
cat "$out/$name.txt" "$out/$name.profile"

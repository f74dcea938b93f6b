#!/bin/sh
# asan
# muxbench doctor as a program: both forms, the exit status, bad input.
# shellcheck source=tests/support.sh
. "$(dirname "$0")/support.sh"

# expect STATUS ARGUMENT...
expect()
{
    want=$1
    shift
    "$MUXBENCH" doctor "$@" >"$work/out" 2>"$work/err"
    got=$?
    [ "$got" -eq "$want" ] || fault "doctor $*: exit status $got, not $want"
}

"$MUXBENCH" doctor --json >"$work/json"
status=$?
count=$(grep -c '"state": "unsuitable"' "$work/json")
grep -q "\"unsuitable\": $count," "$work/json" || fault "--json: the count"
if [ "$count" -gt 0 ]; then want=1; else want=0; fi
[ "$status" -eq $want ] || fault "exit status $status with $count unsuitable"

"$MUXBENCH" doctor --all >"$work/all"
sed -n 's/.*"name": "\(.*\)",/\1/p' "$work/json" >"$work/names"
while read -r name; do
    grep -q "^$name: " "$work/all" || fault "--all does not show $name"
done <"$work/names"
awk 'length > 80 && !/->/ { exit 1 }' "$work/all" || fault "a line is too long"

expect 2 --alll
grep -q "did you mean '--all'" "$work/err" || fault "$(cat "$work/err")"
expect 2 now
grep -q "unexpected argument 'now'" "$work/err" || fault "$(cat "$work/err")"
expect 0 --help
exit $((faults > 0))

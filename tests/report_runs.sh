#!/bin/sh
# asan
# muxbench report A B: runs side by side, what differs first, and what is
# refused.
# shellcheck source=tests/support.sh
. "$(dirname "$0")/support.sh"

# report STATUS ARGUMENT...: output in $work/out and $work/err.
report()
{
    expected=$1
    shift
    (cd "$work" && "$MUXBENCH" report "$@") >"$work/out" 2>"$work/err"
    status=$?
    [ "$status" -eq "$expected" ] ||
        fault "exit status $status, not $expected: report $*:" \
            "$(cat "$work/out" "$work/err")"
}

# refuses WORDS ARGUMENT...
refuses()
{
    words=$1
    shift
    report 2 "$@"
    grep -qF -- "$words" "$work/err" ||
        fault "'$words' is not in: $(cat "$work/err")"
    [ ! -e "$work/side-by-side" ] || fault "report $* left something"
}

tests/golden/two-runs "$work"

report 0 --no-charts a b
grep -q '^report: side-by-side/report.html$' "$work/out" ||
    fault "$(cat "$work/out")"
cmp -s "$work/side-by-side/report.md" tests/golden/expected/runs.md || {
    diff tests/golden/expected/runs.md "$work/side-by-side/report.md" | head -n 20
    fault 'not as expected: tests/golden/update, when that is meant'
}
grep -q '<caption>.*Can explain a difference.*</caption>' \
    "$work/side-by-side/report.html" || fault 'no differences in report.html'
[ ! -e "$work/side-by-side/charts" ] || fault 'there are charts'
grep -qx 'muxbench: a/rounds.jsonl: 1 line that cannot be read is left out' \
    "$work/err" || fault "$(cat "$work/err")"
rm -r "$work/side-by-side"

# No speed of any run is in it: the rates are in neither unit.
grep -q 'us\b\|[0-9]k\b' tests/golden/expected/runs.md &&
    fault 'a speed in the report of several runs'

# says WORDS: in the report of the last command, in $work/other.
says()
{
    grep -qF -- "$1" "$work/other/report.md" || fault "'$1' is not said"
}

# Of another load there is nothing to compare; what one run has alone is said.
mkdir "$work/c"
sed 's|/bytes/128|/bytes/77|; s|/delay/50|/delay/51|
s/"churn"/"lone"/g; s/"created": *"[^"]*"/"created":"2028"/' \
    "$work/b/manifest.json" >"$work/c/manifest.json"
sed 's/"churn"/"lone"/g' "$work/a/rounds.jsonl" >"$work/c/rounds.jsonl"
report 0 --no-charts --output other a b c
says 'fanout, conns=100 is another load in C than in A (target.path), and left out there.'
says 'C does not have this point.'
says 'lone, conns=64 can be compared with no other run than C.'
says 'No ratio of libuv in B: no round recorded.'
says 'No row can be compared in all of the runs that have this point.'

refuses "'a' is given twice" a b a
refuses 'up to 6, not 7' 1 2 3 4 5 6 7
refuses '--chart takes one directory' --chart x a b
refuses '--theme is of use with --chart only' --theme dark --output o a b
refuses '--output is of use with --chart only' --output o a
refuses 'no/manifest.json' a no
cp -R "$work/a" "$work/copy"
refuses 'a and copy hold the same run' a copy

report 1 --output no/where a b
grep -qx 'muxbench: report: cannot make no/where: No such file or directory' \
    "$work/err" || fault "$(cat "$work/err")"

# Without gnuplot.
saved=$PATH
# shellcheck disable=SC2123 # nothing is to be found
PATH=$work/nothing
report 0 --output other a b
PATH=$saved
grep -qx 'muxbench: charts are missing: gnuplot is not installed' \
    "$work/err" || fault "$(cat "$work/err")"

# A row that one run does not know.
mkdir "$work/e"
for name in manifest.json rounds.jsonl; do
    sed 's/"libuv"/"other"/g; s/"created": *"[^"]*"/"created":"2029"/' \
        "$work/a/$name" >"$work/e/$name"
done
report 0 --no-charts --output other a e
says 'No ratio of libuv in B: the row is not in it.'

# Nothing in common.
mkdir "$work/d"
sed 's/"keepalive"/"other1"/g; s/"churn"/"other2"/g; s/"fanout"/"other3"/g' \
    "$work/b/manifest.json" >"$work/d/manifest.json"
cp "$work/b/rounds.jsonl" "$work/d"
refuses 'no point of a scenario is in two of the runs' a d

if gnuplot --version >/dev/null 2>&1; then
    report 0 --output drawn a b
    for name in keepalive-ratio keepalive-cpu-ratio fanout-ratio; do
        for end in svg png dat gp; do
            [ -s "$work/drawn/charts/$name.$end" ] || fault "no $name.$end"
        done
    done
    grep -q '<svg' "$work/drawn/report.html" || fault 'no chart in report.html'
    cp "$work/drawn/report.html" "$work/first.html"
    report 0 --output drawn a b
    cmp -s "$work/first.html" "$work/drawn/report.html" ||
        fault 'the same runs give other bytes'
fi

[ $faults -eq 0 ] || { echo "$faults faults"; exit 1; }

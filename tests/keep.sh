#!/bin/sh
# scripts/keep: what it keeps of a run gives the report that the run has.
# shellcheck source=tests/support.sh
. "$(dirname "$0")/support.sh"

tree=$work/tree
mkdir -p "$tree/scripts" "$tree/results" "$work/run"
cp scripts/keep "$tree/scripts"
cp "$MUXBENCH" "$tree/muxbench"
cp tests/golden/run/* "$work/run"

# keep STATUS ARGUMENT...: output in $work/out.
keep()
{
    expected=$1
    shift
    "$tree/scripts/keep" "$@" >"$work/out" 2>&1
    status=$?
    [ $status -eq "$expected" ] ||
        fault "exit status $status, not $expected: keep $*: $(cat "$work/out")"
}

keep 0 "$work/run" reference/calm
kept=$tree/results/reference/calm
"$MUXBENCH" report "$work/run" >"$work/out" 2>&1 || fault "$(cat "$work/out")"
for file in summary.json report.md report.html rounds.csv; do
    cmp -s "$work/run/$file" "$kept/$file" || fault "$file is another"
done
for file in "$work/run"/charts/*.svg; do
    cmp -s "$file" "$kept/charts/${file##*/}" || fault "$file is another"
done
[ -f "$kept/rounds.jsonl.gz" ] || fault 'no records'
for file in "$kept"/*.jsonl "$kept"/charts/*.png "$kept/hgrm"; do
    [ ! -e "$file" ] || fault "$file is kept"
done

keep 0 "$work/run" guide/small
"$MUXBENCH" report --no-charts "$work/run" >"$work/out" 2>&1
cmp -s "$work/run/report.md" "$tree/results/guide/small/report.md" ||
    fault 'report.md of the guide is another'
[ ! -e "$tree/results/guide/small/report.html" ] || fault 'a page is kept'

keep 2 "$work/run" reference/calm
grep -q 'calm is there already' "$work/out" || fault "$(cat "$work/out")"
for name in calm ../calm reference/ reference/../calm guide/a/b; do
    keep 2 "$work/run" "$name"
done
keep 2 "$work" guide/none
grep -q 'manifest.json: not there' "$work/out" || fault "$(cat "$work/out")"
[ ! -e "$tree/results/guide/none" ] || fault 'an empty one is left'
keep 2
exit $((faults > 0))

#!/bin/sh
# asan
# muxbench advise as a program: from the reference run and from another, JSON,
# the command it prints, bad input.
# shellcheck source=tests/support.sh
. "$(dirname "$0")/support.sh"

# advise STATUS ARGUMENT...: output in $work/out and $work/err.
advise()
{
    expected=$1
    shift
    "$MUXBENCH" advise "$@" >"$work/out" 2>"$work/err"
    status=$?
    [ $status -eq "$expected" ] ||
        fault "exit status $status, not $expected: advise $*:" \
            "$(cat "$work/err")"
}

has()
{
    grep -q -e "$1" "$work/out" || fault "not there: '$1': $(cat "$work/out")"
}

says()
{
    grep -q -e "$1" "$work/err" || fault "not said: '$1': $(cat "$work/err")"
}

mkdir "$work/run"
cp tests/golden/run/* "$work/run"
unset COLUMNS MUXBENCH_DATA

# The golden run ranks nothing, and says why.
COLUMNS=1000 advise 0 --conns 64 --goal cpu "$work/run"
has '^64 connections, 0 % idle, 128 B, 1 core$'
has '^  keepalive conns=64 (exact: 64 connections, 0 % idle, 128 B, 1 core), by CPU/request: not ranked: quick profile.$'
has '^  No answer: nothing is ranked there'
has '^    muxbench run keepalive --set conns=64 '
! grep -q 'shown to be better' "$work/out" || fault 'a ranking'
advise 0 --conns 64 "$work/run"
has '^least memory per idle connection:$'
has 'Fewest functions that tell the story: libev (5)'

# Without a directory it is the reference run, wherever the data is.
advise 0 --conns 10000 --idle 0.99 --size 200 --cores 1
has '^10000 connections, 99 % idle, 200 B, 1 core$'
has '/results/reference/'
for name in 2026-01-01 2026-02-01; do
    mkdir -p "$work/data/results/reference/$name"
    cp tests/golden/run/* "$work/data/results/reference/$name"
done
export MUXBENCH_DATA="$work/data"
COLUMNS=1000 advise 0 --conns 4000
has "^From $work/data/results/reference/2026-02-01: run of 2026-02-03"
has "^From $work/data/results/reference/2026-01-01: run of 2026-02-03"
has '^least CPU per request, from 2026-02-01:$'
has 'No answer: this lies outside of what was measured'
advise 0 --conns 4000 --goal cpu "$work/run"
has '^least CPU per request:$'
# Of many, of one machine, the names.
for name in 2026-03-01 2026-04-01; do
    cp -r "$work/data/results/reference/2026-01-01" \
        "$work/data/results/reference/$name"
done
COLUMNS=1000 advise 0 --conns 4000
has "^From $work/data/results/reference/2026-04-01 and 3 more"
has ' more (2026-03-01, 2026-02-01, 2026-01-01), profile '
rm -r "$work/data/results/reference/2026-0"[34]-01
rm "$work/data/results/reference/2026-01-01/manifest.json"
advise 2 --conns 1
says 'reference/2026-01-01/manifest.json: No such file'
rm -r "$work/data/results/reference"/*
advise 2 --conns 1
says 'results/reference: no reference run is there'
unset MUXBENCH_DATA

# For programs.
advise 0 --conns 64 --json "$work/run"
if command -v python3 >/dev/null; then
    python3 - "$work/out" "$work/run" <<'END' || fault "$(cat "$work/out")"
import json, sys
answer = json.load(open(sys.argv[1]))
assert answer["question"] == {
    "connections": 64, "idle": 0, "size_bytes": 128, "cores": 1}
goals = {goal["goal"]: goal for goal in answer["goals"]}
assert list(goals) == ["requests", "reaction", "cpu", "memory", "code",
                       "everywhere"]
assert goals["cpu"]["fit"] == "exact"
assert answer["runs"] == [goals["cpu"]["run"]] == [sys.argv[2]]
assert goals["cpu"]["winners"] == []
assert [cell["state"] for cell in goals["cpu"]["cells"]] == \
    ["not ranked"] * len(goals["cpu"]["cells"]) != []
assert goals["cpu"]["cells"][0]["refused"] == "quick profile"
assert goals["memory"]["cells"] == []
assert "libev (5)" in goals["code"]["texts"][1]
END
fi

# What it prints can be run, for every goal and load.
runs()
{
    advise 0 "$@" "$work/run"
    sed -n 's/^    muxbench run //p' "$work/out" | sort -u >"$work/commands"
    [ -s "$work/commands" ] || fault "no command: advise $*"
    while read -r line; do
        # shellcheck disable=SC2086 # words wanted
        "$MUXBENCH" run $line --dry-run --no-pilot --backends poll \
            >"$work/said" 2>&1 || fault "muxbench run $line: $(cat "$work/said")"
    done <"$work/commands"
}
if "$MUXBENCH" run --help | grep -q -e '--set'; then
    runs --conns 100 --size 200
    runs --conns 100 --idle 0.9 --size 1000
    runs --conns 10 --cores 2
fi

advise 2
says '--conns is wanted'
advise 2 --conns 0
says "--conns '0': must be a whole number from 1 to 65536"
advise 2 --conns 10 --idle 1
says "--idle '1': must be a number from 0 to below 1"
advise 2 --conns 10 --idle nan
advise 2 --conns 10 --idle 0.99
says 'none is left that is active'
advise 2 --conns 10 --size x
says "--size 'x'"
advise 2 --conns 10 --cores 0
says "--cores '0'"
advise 2 --conns 10 --goal cpus
says "--goal 'cpus' is not one of .*; did you mean 'cpu'?"
COLUMNS=1000 advise 0 --conns 64 --goal cpu "$work/run" "$work/run/"
has '^least CPU per request, from run:$'
advise 2 --conns 10 "$work/none"
says 'none/manifest.json: No such file'
advise 2 --connections 10
says "unknown option '--connections'"
exit $((faults > 0))

#!/bin/sh
# scripts/memory: what it prints, and what a waiting connection of the small
# loop's rows may take.
set -u
cd "$(dirname "$0")/.." || exit 2
MUXBENCH=${MUXBENCH:-$PWD/muxbench}
LC_ALL=C
export MUXBENCH LC_ALL
[ -x "$MUXBENCH" ] || { echo "no program: $MUXBENCH"; exit 77; }

work=$(mktemp -d "${TMPDIR:-/tmp}/memory-test.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
faults=0

fault()
{
    echo "FAULT: $*"
    faults=$((faults + 1))
}

# field ROW NUMBER
field()
{
    awk -F '\t' -v row="$1" -v n="$2" '$1 == row { print $n }' "$work/out"
}

refused()
{
    words=$1
    shift
    scripts/memory "$@" >"$work/out" 2>"$work/err"
    status=$?
    [ $status -eq 2 ] || fault "exit status $status, not 2: memory $*"
    grep -q "^memory: .*$words" "$work/err" || fault "$(cat "$work/err")"
}

refused "'--tvs'" --tvs
refused 'FEW,MANY' --levels
refused "'x'.*FEW,MANY" --levels 10,x
refused 'greater' --levels 10,10
refused "no backend 'epol'" epol

# A thousand in between, so that a page more or less is four bytes. Pages that
# processes share are counted by parts, which change as others come and go.
measure()
{
    scripts/memory --tsv --levels 100,1100 callbacks generators sequential \
        >"$work/out" 2>"$work/err"
    status=$?
    [ $status -ne 77 ] || { cat "$work/err"; exit 77; }
    [ $status -eq 0 ] || fault "exit status $status: $(cat "$work/err")"
    for row in callbacks generators; do
        beyond=$(field $row 3)
        [ "$beyond" -gt 0 ] && [ "$beyond" -lt 1024 ] || return 1
    done
}
measure || measure || measure ||
    fault "not 1 to 1023 bytes a connection: $(cat "$work/out")"
[ "$(wc -l <"$work/out")" -eq 5 ] || fault "not a head and 4 rows"
[ "$(field null 3)" = 0 ] || fault 'null is not its own measure'
[ "$(field sequential 2)" = - ] || fault 'sequential has many at once'
field sequential 6 | grep -q '^has 1 under way at once, not 100$' ||
    fault "sequential: $(field sequential 6)"

[ $faults -eq 0 ] || { cat "$work/out"; echo "$faults faults"; exit 1; }

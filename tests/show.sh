#!/bin/sh
# asan
# muxbench show as a program: what a file, a pipe and a terminal get, JSON, and
# bad input.
# shellcheck source=tests/support.sh
. "$(dirname "$0")/support.sh"

# show STATUS ARGUMENT...: output in $work/out and $work/err.
show()
{
    expected=$1
    shift
    "$MUXBENCH" show "$@" >"$work/out" 2>"$work/err"
    status=$?
    [ $status -eq "$expected" ] ||
        fault "exit status $status, not $expected: show $*: $(cat "$work/err")"
}

says()
{
    grep -q -e "$1" "$work/err" || fault "not said: '$1': $(cat "$work/err")"
}

mkdir "$work/run" "$work/empty"
cp tests/golden/run/* "$work/run"

unset COLUMNS NO_COLOR
show 0 "$work/run"
cmp -s "$work/out" tests/golden/expected/show.txt ||
    fault "$(diff "$work/out" tests/golden/expected/show.txt)"
[ ! -e "$work/run/summary.json" ] || fault 'something was written'

# On a terminal there is colour, unless it is not wanted.
if script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
    on_terminal()
    {
        script -qec "'$MUXBENCH' show '$work/run'" /dev/null </dev/null
    }
    escape=$(printf '\033')
    TERM=xterm on_terminal | grep -q "$escape" || fault 'no colour'
    ! TERM=xterm NO_COLOR=1 on_terminal | grep -q "$escape" || fault NO_COLOR
    ! TERM=dumb on_terminal | grep -q "$escape" || fault 'a dumb terminal'
fi

# The numbers are those of the report.
show 0 --json "$work/run"
"$MUXBENCH" report --no-charts "$work/run" >"$work/said" 2>&1
cmp -s "$work/out" "$work/run/summary.json" || fault '--json'

# Records may be compressed.
cp -R "$work/run" "$work/small"
gzip "$work/small"/*.jsonl
show 0 "$work/small"
sed "s|$work/small|$work/run|" "$work/out" |
    cmp -s - tests/golden/expected/show.txt || fault "$(cat "$work/out")"
head -c 1000 "$work/small/rounds.jsonl.gz" >"$work/part"
mv "$work/part" "$work/small/rounds.jsonl.gz"
show 2 "$work/small"
says 'small/rounds.jsonl.gz: what was compressed is cut off or damaged$'

show 2
says 'one directory is wanted, not 0'
show 2 "$work/run" "$work/run"
says 'one directory is wanted, not 2'
show 2 "$work/none"
says 'none/manifest.json: No such file'
show 2 "$work/empty"
echo '[]' >"$work/empty/manifest.json"
show 2 "$work/empty"
says 'empty/manifest.json'
show 2 --jsno "$work/run"
says "did you mean '--json'"
if [ -w /dev/full ]; then
    "$MUXBENCH" show "$work/run" >/dev/full 2>"$work/err"
    [ $? -eq 1 ] || fault 'a full disk: not exit status 1'
fi
exit $((faults > 0))

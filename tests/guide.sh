#!/bin/sh
# docs/guide is what the sources and the reference run say, and its commands
# work, in short: one block, no pilot, short windows. Each chart is of the
# scenario that the command before it runs.
# shellcheck source=tests/support.sh
. "$(dirname "$0")/support.sh"

scripts/guide || fault 'docs/guide is out of date'

# A source tree of its own, to be changed.
tree()
{
    rm -rf "$work/tree"
    mkdir -p "$work/tree/results/reference" "$work/tree/docs"
    cp -R scripts backends harness "$work/tree"
    cp -R docs/guide "$work/tree/docs"
    cp -R results/reference/* "$work/tree/results/reference"
    cp -R results/guide "$work/tree/results"
}

# change FILE SED-SCRIPT: in the tree.
change()
{
    sed "$2" "$work/tree/$1" >"$work/changed" || fault "sed: $2"
    cmp -s "$work/changed" "$work/tree/$1" && fault "$1: nothing changed: $2"
    cat "$work/changed" >"$work/tree/$1"
}

# expect STATUS WHAT-IS-SAID
expect()
{
    "$work/tree/scripts/guide" >"$work/out" 2>&1
    got=$?
    [ "$got" -eq "$1" ] || fault "exit status $got, not $1: $2"
    grep -q "$2" "$work/out" || fault "not said: $2: $(cat "$work/out")"
    [ -z "$(find "$work/tree/docs" -name '*.new')" ] || fault "left: $2"
}

tree
change backends/callbacks.c 's/^static void start_send(/static void send_all(/'
expect 1 '5-callbacks.md.*backends/callbacks.c: no function start_send'
tree
change backends/loop.c 's/^    return l->error;$/    return 0;/'
expect 1 'docs/guide/4-loop.md is out of date'
"$work/tree/scripts/guide" --write
"$work/tree/scripts/guide" || fault 'out of date after --write'
change docs/guide/4-loop.md 's/ conns=64 | Costs / conns=63 | Costs /'
expect 1 "no table 'Costs' of keepalive, conns=63"
tree
change docs/guide/4-loop.md 's/| epoll, epoll (twin), callbacks -->/| epool -->/'
expect 1 "no row 'epool'"
tree
change docs/guide/4-loop.md 's/^<!-- chart: .*/<!-- chart: nothing -->/'
expect 1 'charts/nothing.svg: not there'
tree
mkdir -p "$work/tree/results/reference/9999/charts"
chart='<title id="t">newer</title>'
echo "$chart" >"$work/tree/results/reference/9999/charts/churn-cpu.svg"
"$work/tree/scripts/guide" --write
grep -q '^!\[newer\](../../results/reference/9999/charts/churn-cpu.svg)$' \
    "$work/tree/docs/guide/4-loop.md" || fault 'not from the newest run'
"$work/tree/scripts/guide" || fault 'out of date with two runs'
tree
change docs/guide/4-loop.md '/^<!-- end -->$/d'
expect 1 'a marker before the end'
scripts/guide --wirte >"$work/out" 2>&1
[ $? -eq 2 ] || fault 'an unknown option: not exit status 2'

# shorter SCENARIO: options that spare time, and no row. A batch has no window;
# of the clients that think, each has to have its turn in it.
shorter()
{
    case $1 in
    fanout | think) ;;
    idle) echo '--set idle=0,100 --set quick-window=200ms' ;;
    *) echo '--set quick-window=200ms' ;;
    esac
}

# follow COMMAND: the words after ./muxbench, with our own program. On a loaded
# machine rounds may fail, which is not the guide's fault.
follow()
{
    # shellcheck disable=SC2086 # words wanted
    set -- $1
    scenario=''
    if [ "$1" = run ]; then
        scenario=$2
        rm -rf "$work/results"
        # shellcheck disable=SC2046 # words wanted
        set -- "$@" --blocks 1 --no-pilot --no-check --no-report \
            $(shorter "$2") --out "$work/results"
    fi
    "$MUXBENCH" "$@" >"$work/out" 2>&1 </dev/null && return
    if grep -q 'cannot run here\|hyperfine is not\|rounds failed' "$work/out"; then
        echo "not done: muxbench $*: $(tail -n 1 "$work/out")"
    else
        fault "muxbench $*: $(tail -n 5 "$work/out")"
    fi
}

scripts/guide --commands >"$work/commands"
[ "$(grep -c '^./muxbench run ' "$work/commands")" -ge 9 ] ||
    fault 'fewer than a command a chapter'
for scenario in hog idle rate think; do
    grep -q "^./muxbench run $scenario " "$work/commands" ||
        fault "a pitfall is told, not measured: $scenario"
done
scenario=''
while read -r first rest; do
    case $first in
    ./muxbench) follow "$rest" ;;
    chart)
        case $rest in
        "${scenario:-none}"-*) ;;
        *) fault "the command before $rest runs $scenario" ;;
        esac
        ;;
    *) fault "a command that this test does not know: $first $rest" ;;
    esac
done <"$work/commands"

[ "$faults" -eq 0 ] || { echo "$faults faults"; exit 1; }

#!/bin/sh
# docs/shapes.md is what the sources say, and scripts/shapes sees every row.
# shellcheck source=tests/support.sh
. "$(dirname "$0")/support.sh"

# A source tree of its own, to be changed.
tree()
{
    rm -rf "$work/tree"
    mkdir -p "$work/tree/harness" "$work/tree/docs"
    cp -R scripts backends "$work/tree"
    cp harness/backends.c "$work/tree/harness"
}

# in_tree ARGUMENT...: sets status.
in_tree()
{
    "$work/tree/scripts/shapes" "$@" >"$work/out" 2>"$work/err"
    status=$?
}

# change FILE SED-SCRIPT
change()
{
    sed "$2" "$1" >"$work/changed" && cat "$work/changed" >"$1"
}

scripts/shapes >"$work/page" || fault "exit status $?"
cmp -s "$work/page" docs/shapes.md || {
    diff docs/shapes.md "$work/page" | head -n 20
    fault 'docs/shapes.md is out of date: scripts/shapes --write'
}

# Every row, in the table's order.
"$MUXBENCH" list --json | sed -n '/^ *"name": /{
    N
    s/^ *"name": "\(.*\)",\n *"family": .*/\1/p
}' >"$work/rows"
[ -s "$work/rows" ] || fault 'no rows in list --json'
scripts/shapes --tsv >"$work/tsv" || fault "--tsv: exit status $?"
sed 1d "$work/tsv" | cut -f 1 | cmp -s - "$work/rows" ||
    fault "rows: $(sed 1d "$work/tsv" | cut -f 1 | tr '\n' ' ')"
awk -F '\t' 'NR == 1 { n = NF } NF != n || n < 13 { exit 1 }' "$work/tsv" ||
    fault 'lines of --tsv differ in their number of fields'

# What harness/shape.c is made of says the same.
scripts/shapes --c >"$work/c" || fault "--c: exit status $?"
sed 1d "$work/tsv" | awk -F '\t' '{
    printf "{\"%s\", %d, %d, %d, %d, %s, %s, %s},\n", $1, $4, $5, $6, $7,
        ($8 > 0 ? $8 : "NONE"), ($9 == "-" ? "NONE" : $9),
        ($14 == "yes" ? "true" : "false")
}' | diff - "$work/c" || fault '--c and --tsv differ'

# A row that says somewhere that it cannot run does not run everywhere.
everywhere()
{
    awk -F '\t' -v row="$1" '$1 == row { print $14 }' "$work/out"
}
tree
in_tree --tsv
[ "$(everywhere poll)" = yes ] || fault 'poll: not everywhere'
[ "$(everywhere epoll)" = no ] || fault 'epoll: everywhere'
[ "$(everywhere libuv)" = no ] || fault 'libuv: everywhere'
change "$work/tree/backends/poll.c" '/poll_unusable(void)/,/^}/s/NULL/"no"/'
in_tree --tsv
[ "$(everywhere poll)" = no ] || fault 'poll, with a reason not to run'

# Numbers that can be counted by hand: generators yield at four places; one
# more, and a comment, make five and two more lines.
generators()
{
    awk -F '\t' -v n="$1" '$1 == "generators" { print $n }' "$work/out"
}
tree
in_tree --tsv
lines=$(generators 4)
[ "$(generators 8)" -eq 4 ] || fault "generators: $(generators 8) waits, not 4"
change "$work/tree/backends/generators.c" \
    's|^    close_socket(p);$|    /* GENERATOR_YIELD(g, 1); */\
    GENERATOR_YIELD(g, 0);\
\
    close_socket(p);|'
in_tree --tsv
[ "$(generators 8)" -eq 5 ] || fault "one more: $(generators 8) waits, not 5"
[ "$(generators 4)" -eq $((lines + 1)) ] ||
    fault "one line more than $lines: $(generators 4)"

# A heart that is not marked is said to be so; one that is wrong is an error.
# (That of generators is shown at the top, where nothing is said of it.)
tree
change "$work/tree/backends/epoll.c" '/^ \* Heart: /d'
in_tree
grep -q 'marks no heart' "$work/out" || fault 'a row without a heart: not said'
tree
change "$work/tree/backends/generators.c" 's/^ \* Heart: fetch/& fecth/'
in_tree
[ $status -eq 1 ] || fault "a heart that is not there: exit status $status"
grep -q '^shapes: backends/generators.c: .*fecth()' "$work/err" ||
    fault "a heart that is not there: $(cat "$work/err")"

# A row that the table names and no file defines.
tree
rm "$work/tree/backends/poll.c"
in_tree
[ $status -eq 1 ] || fault "a row without a file: exit status $status"

# A page that could not be made leaves the old one as it was.
echo old >"$work/tree/docs/shapes.md"
in_tree --write
[ "$(cat "$work/tree/docs/shapes.md")" = old ] || fault 'the old page is lost'

scripts/shapes --tvs >"$work/out" 2>"$work/err"
[ $? -eq 2 ] || fault 'an unknown option: not exit status 2'
grep -q "^shapes: '--tvs'" "$work/err" || fault "$(cat "$work/err")"

[ $faults -eq 0 ] || { echo "$faults faults"; exit 1; }

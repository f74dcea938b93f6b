#!/bin/sh
# docs/sentences.md is what the sources can say; each sentence is expected by a
# test, and what tests/golden/expected has of runs in which things go wrong is
# what the report says of them.
# shellcheck source=tests/support.sh
. "$(dirname "$0")/support.sh"

scripts/sentences >"$work/page" || fault "exit status $?"
cmp -s "$work/page" docs/sentences.md || {
    diff docs/sentences.md "$work/page" | head -n 20
    fault 'docs/sentences.md is out of date: scripts/sentences --write'
}

mkdir "$work/texts"
tests/golden/texts "$work/texts" || fault "tests/golden/texts: $?"
for path in "$work/texts"/*; do
    name=$(basename "$path")
    cmp -s "$path" "tests/golden/expected/$name" || {
        diff "tests/golden/expected/$name" "$path" | head -n 20
        fault "$name: not as expected: tests/golden/update, when that is meant"
    }
done
[ -s "$work/texts/many.md" ] || fault 'no many.md'

# What no test expects is what tests/sentences.txt gives a reason for.
scripts/sentences --unseen >"$work/unseen"
cut -f 2 "$work/unseen" | sort -u >"$work/left"
grep -v '^#' tests/sentences.txt | cut -f 1 | sort -u >"$work/excused"
diff "$work/excused" "$work/left" >"$work/diff" ||
    fault "expected by no test (>), or excused and expected (<):
$(sed -n '/^[<>]/p' "$work/diff")"
awk -F '\t' '!/^#/ && (NF != 2 || $2 == "") { exit 1 }' tests/sentences.txt ||
    fault 'tests/sentences.txt: an excuse without a reason'

# A source tree of its own, to be changed.
mkdir "$work/tree" "$work/tree/docs"
cp -R scripts harness tests "$work/tree"
unseen()
{
    "$work/tree/scripts/sentences" --unseen | cut -f 2 | sort -u |
        diff "$work/left" - | sed -n 's/^> //p'
}
cat >>"$work/tree/harness/report_words.c" <<'END'
static const char *const more[] = {
    "what %zu of " /* a comment with "three quoted words" */
    "them said: %" PRIu64 ".", /* "not said here" */
    "There are no numbers to compare.", "word"};
END
[ "$(unseen)" = 'what %zu of them said: %d.' ] || fault "new: $(unseen)"
cp harness/report_words.c "$work/tree/harness"
sed 's/Nothing lies beyond the noise/Nothing is beyond the noise/' \
    harness/report_words.c >"$work/tree/harness/report_words.c"
[ "$(unseen)" = 'Nothing is beyond the noise floor of %s from %s' ] ||
    fault "changed: $(unseen)"

scripts/sentences --unsene >"$work/out" 2>"$work/err"
[ $? -eq 2 ] || fault 'an unknown option: not exit status 2'
grep -q "^sentences: '--unsene'" "$work/err" || fault "$(cat "$work/err")"

[ "$faults" -eq 0 ] || { echo "$faults faults"; exit 1; }

#!/bin/sh
# hyperfine.json has the keys and types that `hyperfine --export-json` writes.
set -u
cd "$(dirname "$0")/.." || exit 2
: "${MUXBENCH:=./muxbench}"

for tool in hyperfine python3; do
    command -v $tool >/dev/null || {
        echo "no $tool here"
        exit 77
    }
done
work=$(mktemp -d "${TMPDIR:-/tmp}/muxbench-hyperfine.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT

cp tests/golden/run/* "$work"
"$MUXBENCH" report --no-charts "$work" >/dev/null 2>&1 || exit 1
hyperfine --style none --warmup 0 --runs 2 --export-json "$work/theirs.json" \
    'sleep 0.01' >/dev/null 2>&1 || exit 1

python3 - "$work" <<'EOF'
import json, statistics, sys


def read(name):
    with open(sys.argv[1] + "/" + name, encoding="utf-8") as file:
        return json.load(file)


def kind(value):
    """null stands for a number that is not known."""
    if value is None or isinstance(value, (int, float)):
        return "number"
    if isinstance(value, list):
        return ["list"] + sorted({str(kind(v)) for v in value})
    return type(value).__name__


ours, theirs = read("hyperfine.json"), read("theirs.json")
assert list(ours) == list(theirs) == ["results"], (list(ours), list(theirs))
example = theirs["results"][0]
# Newer versions have these besides; no script needs them.
optional = {"memory_usage_byte", "parameters"}
assert len(ours["results"]) == 7
for result in ours["results"]:
    assert set(result) <= set(example), set(result) - set(example)
    assert set(example) - set(result) <= optional, set(example) - set(result)
    for key, value in result.items():
        assert kind(value) == kind(example[key]), (key, value, example[key])
    times = result["times"]
    assert len(times) == len(result["exit_codes"]) > 1
    for key, of in (("mean", statistics.mean), ("median", statistics.median),
                    ("stddev", statistics.stdev), ("min", min), ("max", max)):
        assert abs(result[key] - of(times)) < 1e-8, (key, result)
EOF

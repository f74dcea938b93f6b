#!/bin/sh
# Every row on bad days of the kernel, a few seeds of them: scripts/faults.
set -u
cd "$(dirname "$0")/.." || exit 2

build=$(dirname "${MUXBENCH:-$PWD/build/check/muxbench}")
scripts/faults --build "$build" --seeds "${SEEDS:-24}"

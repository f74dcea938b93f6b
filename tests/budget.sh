#!/bin/sh
# System calls of every row, instructions of a few, against tests/budget.txt.
set -u
cd "$(dirname "$0")/.." || exit 2

build=$(dirname "${MUXBENCH:-$PWD/build/check/muxbench}")
scripts/budget --build "$build" --instructions null,epoll,coroutines,io_uring

#!/bin/sh
# System calls of every row, instructions of a few, against tests/budget.txt;
# with a connection for every request, system calls of a few.
set -u
cd "$(dirname "$0")/.." || exit 2

build=$(dirname "${MUXBENCH:-$PWD/build/check/muxbench}")
scripts/budget --build "$build" --instructions null,epoll,coroutines,io_uring &&
    scripts/budget --churn --build "$build" --instructions none \
        bare-length epoll coroutines sequential

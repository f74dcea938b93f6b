#!/bin/sh
# Runs the checks of coroutines, with the own switch and with ucontext: for this
# processor, and for aarch64 under qemu, where a cross compiler
# (aarch64-linux-gnu-gcc) and qemu-aarch64 are installed. CC=cc chooses the
# compiler.
set -u
cd "$(dirname "$0")/.." || exit 2

dir=$(mktemp -d) || exit 2
trap 'rm -rf "$dir"' EXIT
ran=0 failed=0

# build PROGRAM COMPILER [FLAG]...
build()
{
    program=$1 compiler=$2
    shift 2
    $compiler -std=c11 -O2 -pthread -D_POSIX_C_SOURCE=200809L "$@" \
        -iquote . -iquote backends -o "$program" \
        backends/coroutine.c backends/stack_pool.c backends/guard.c \
        backends/overflow.c backends/switch_*.c \
        tests/support_coroutine*.c tests/switch_main.c
}

# try NAME RUNNER COMPILER [FLAG]...: RUNNER may be empty.
try()
{
    name=$1 runner=$2
    shift 2
    if ! build "$dir/checks" "$@"; then
        echo "$name: cannot be built with $1"
        failed=1
        return
    fi
    ran=1
    # shellcheck disable=SC2086 # no runner is no word
    if $runner "$dir/checks" >"$dir/output" 2>&1; then
        sed -n 's/:.*: ok$//p' "$dir/output" | sort | uniq -c |
            while read -r count via; do
                echo "$name: $count checks of '$via' passed"
            done
    else
        echo "$name: failed with exit status $?"
        cat "$dir/output"
        failed=1
    fi
}

have()
{
    command -v "$1" >/dev/null
}

if have "${CC:-cc}"; then
    try 'this processor' '' "${CC:-cc}"
else
    echo "this processor: not run: no compiler '${CC:-cc}'"
fi
if ! have aarch64-linux-gnu-gcc; then
    echo 'aarch64: not run: no aarch64-linux-gnu-gcc'
elif ! have qemu-aarch64; then
    echo 'aarch64: not run: no qemu-aarch64'
else
    try aarch64 qemu-aarch64 aarch64-linux-gnu-gcc -static
fi
[ $failed -eq 0 ] || exit 1
[ $ran -eq 1 ] || exit 77

#!/bin/sh
# What each row really does, by strace: the calls it moves bytes and waits
# with, their flags, the threads it starts. tests/attest.txt says what is right.
# ROWS='epoll poll' attests only these.
set -u
cd "$(dirname "$0")/.." || exit 2
MUXBENCH=${MUXBENCH:-$PWD/build/check/muxbench}
LC_ALL=C
export LC_ALL
drive=$(dirname "$MUXBENCH")/tests/drive_backend
[ -x "$drive" ] || { echo "not built: $drive"; exit 77; }
command -v strace >/dev/null || { echo 'no strace here'; exit 77; }
strace -f -y -o /dev/null true 2>/dev/null ||
    { echo 'strace may not trace here (ptrace)'; exit 77; }

work=$(mktemp -d "${TMPDIR:-/tmp}/attest.XXXXXX") || exit 2
server=''
faults=0
end_server()
{
    [ -z "$server" ] || kill "$server" 2>/dev/null
}
trap 'end_server; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

fault()
{
    echo "FAULT: $*"
    faults=$((faults + 1))
}

start_server()
{
    : >"$work/server"
    "$MUXBENCH" serve >"$work/server" 2>&1 &
    server=$!
    url='' tries=0
    while [ -z "$url" ] && [ $tries -lt 100 ]; do
        url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$work/server")
        [ -n "$url" ] || sleep 0.1
        tries=$((tries + 1))
    done
    [ -n "$url" ] || { echo "no server: $(cat "$work/server")"; exit 1; }
}

# entry ROW: its lines of the table, without the first.
entry()
{
    awk -v row="$1" '
        $1 == "row" { on = $2 == row; if (on) found = 1; next }
        on && NF && !/^#/
        END { exit !found }' tests/attest.txt
}

# trace ROW THREADS: between the marks, a line `CALL ARGUMENTS...` for each
# call, to $work/calls. Reads and writes of files are none of ours.
trace()
{
    strace -f -y -s 0 -o "$work/trace" "$drive" -c 4 -t "$2" -n 40 -k 10 \
        "$1" "$url/bytes/128" >"$work/out" 2>"$work/err"
    status=$?
    [ $status -eq 77 ] && return 77
    [ $status -eq 0 ] || fault "$1: exit status $status:" \
        "$(cat "$work/out" "$work/err")"
    sed -e '1,/"\/mark\/begin"/d' -e '/"\/mark\/end"/,$d' "$work/trace" |
        sed -n 's/^[0-9]* *\([a-z_0-9]*\)(/\1 /p' |
        awk '!/^p?(read|write)(v|64|v2)? / || $2 ~ /<socket:/' >"$work/calls"
}

# Those that open connections, move bytes or wait; each once.
of_interest()
{
    awk '{ print $1 }' "$work/calls" | sort -u | grep -E '^(connect|accept4?|bind|listen|send.*|recv.*|read|readv|write|writev|select|pselect6.*|poll|ppoll.*|epoll_.*|io_uring_.*|eventfd2?|pipe2?|timerfd_.*|signalfd4?|splice|nanosleep|clock_nanosleep|pause|rt_sigtimedwait|rt_sigsuspend)$'
}

# check_calls ROW CALL...: all that are seen are listed, all listed are seen.
check_calls()
{
    row=$1
    shift
    seen=$(of_interest)
    for call in $seen; do
        for listed in "$@" ''; do
            case "|${listed%\?}|" in *"|$call|"*) break ;; esac
        done
        [ -n "$listed" ] || fault "$row calls $call"
    done
    for listed in "$@"; do
        case $listed in *\?) continue ;; esac
        echo "$seen" | grep -Eqx "$listed" || fault "$row never calls $listed"
    done
}

# arguments CALL ERE: how many of its calls have it; has not: grep -v.
with()
{
    sed -n "s/^$1 //p" "$work/calls" | grep -Ec -e "$2"
}
without()
{
    sed -n "s/^$1 //p" "$work/calls" | grep -Evc -e "$2"
}
count_of()
{
    grep -Ec "^($1) " "$work/calls"
}

# check_entry ROW: with one thread, all but the lines for two.
# shellcheck disable=SC2086 # the calls are words
check_entry()
{
    while read -r what first rest; do
        case $what in
        uses)
            grep -Eqx ".* uses ${first}${rest:+ }$rest" "$work/out" ||
                fault "$1: not '$first $rest': $(cat "$work/out")"
            ;;
        calls) check_calls "$1" $first $rest ;;
        always)
            if [ "$(count_of "$first")" -eq 0 ] ||
                [ "$(without "$first" "$rest")" -gt 0 ]; then
                fault "$1: a $first without $rest:" \
                    "$(grep "^$first " "$work/calls" | head -n 3)"
            fi
            ;;
        never)
            [ "$(with "$first" "$rest")" -eq 0 ] || fault "$1: a $first with" \
                "$rest: $(grep "^$first " "$work/calls" | head -n 3)"
            ;;
        least)
            [ "$(count_of "$first")" -ge "$rest" ] ||
                fault "$1: $(count_of "$first") times $first, not $rest or more"
            ;;
        most)
            [ "$(count_of "$first")" -le "$rest" ] ||
                fault "$1: $(count_of "$first") times $first, not $rest or fewer"
            ;;
        threads | processes) ;;
        *) fault "tests/attest.txt, row $1: '$what' is no word of it" ;;
        esac
    done <"$work/entry"
}

# check_number ROW WHAT N: of threads or processes that were started.
check_number()
{
    expected=$(sed -n "s/^$2 //p" "$work/entry")
    [ "$3" -eq "${expected:-0}" ] ||
        fault "$1 starts $3 $2, not ${expected:-0}"
}

attest()
{
    if ! entry "$1" >"$work/entry"; then
        fault "$1 has no entry in tests/attest.txt"
        return
    fi
    trace "$1" 1
    if [ $? -eq 77 ]; then
        echo "$1: not attested: $(tail -n 1 "$work/err")"
        return
    fi
    check_entry "$1"
    echo "$1: $(of_interest | tr '\n' ' ')"
    trace "$1" 2
    started=$(count_of 'clone|clone3|fork|vfork')
    threads=$(with 'clone[3]*' CLONE_THREAD)
    check_number "$1" threads "$threads"
    check_number "$1" processes $((started - threads))
}

rows=$("$MUXBENCH" list | awk '
    /^backends:/ { on = 1; next }
    /^$/ { on = 0 }
    on { print $1 }')
[ -n "$rows" ] || fault 'muxbench list shows no row'
start_server
for row in ${ROWS:-$rows}; do
    attest "$row"
done
sed -n 's/^row //p' tests/attest.txt | while read -r row; do
    echo "$rows" | grep -qx -e "$row" || echo "$row: no such row in this build"
done
[ $faults -eq 0 ] || { echo "$faults faults"; exit 1; }

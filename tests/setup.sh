#!/bin/sh
# scripts/setup with made-up machines: a PATH of stubs only. A package manager's
# stub logs its command line and makes the thing appear, unless the package is
# said not to exist.
set -u
cd "$(dirname "$0")/.." || exit 2
unset CC PKG_CONFIG

work=$(mktemp -d "${TMPDIR:-/tmp}/setup-test.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
export WORK="$work"
shell=$(command -v sh)
faults=0

# stub NAME, script on standard input.
stub()
{
    { echo "#!$shell" && cat; } >"$work/bin/$1"
    chmod +x "$work/bin/$1"
}

# A manager may be called through env, sudo or doas: those are stubs, too.
stub_manager()
{
    stub "$1" <<'EOF'
echo "${ROOT_BY:+$ROOT_BY }${0##*/} $*" >>"$WORK/log"
case " $* " in *' update '*) exit 0 ;; esac
for word in "$@"; do
    if grep -qx -e "$word" "$WORK/unavailable"; then
        exit 100
    fi
done
for word in "$@"; do
    case $word in
    *inih*) touch "$WORK/have/inih" ;;
    *jansson*) touch "$WORK/have/jansson" ;;
    zlib*) touch "$WORK/have/zlib" ;;
    *cmocka*) touch "$WORK/have/cmocka" ;;
    libev | libev-*) touch "$WORK/have/libev" ;;
    libuv*) touch "$WORK/have/libuv" ;;
    libevent*) touch "$WORK/have/libevent_core" ;;
    liburing*) touch "$WORK/have/liburing" ;;
    pkg*conf*) touch "$WORK/have/pkg-config" ;;
    gcc) touch "$WORK/have/compiler" ;;
    make | gmake) touch "$WORK/have/make" ;;
    *dejavu*) touch "$WORK/have/font" ;;
    libasan) touch "$WORK/have/sanitizers" ;;
    hyperfine | gnuplot* | strace | valgrind)
        ln -sf "$WORK/bin/true" "$WORK/bin/${word%-nox}" ;;
    esac
done
EOF
}

# machine SYSTEM USER_ID MANAGER: nothing is there but what the loops below add.
machine()
{
    rm -rf "${work:?}/bin" "${work:?}/have"
    mkdir "$work/bin" "$work/have"
    : >"$work/log"
    : >"$work/unavailable"
    for tool in sh env cat sed awk tr grep head mktemp rm mv touch ln dirname
    do
        ln -s "$(command -v $tool)" "$work/bin/$tool"
    done
    echo 'exit 0' | stub true
    echo "echo $1" | stub uname
    echo "echo $2" | stub id
    [ -z "$3" ] || stub_manager "$3"
    stub ls <<'EOF'
[ ! -e "$WORK/have/font" ] || echo /usr/share/fonts/a.ttf
EOF
    stub make <<'EOF'
[ -e "$WORK/have/make" ] && echo 'GNU Make 4.3'
EOF
    # The stub compiles but finds no library to link with, unless sanitizers
    # were asked for: then the program it makes is `true`.
    stub cc <<'EOF'
[ -e "$WORK/have/compiler" ] || exit 1
case " $* " in
*' -fsyntax-only '*) exit 0 ;;
*' -fsanitize='*)
    [ -e "$WORK/have/sanitizers" ] && ln -sf "$WORK/bin/true" "$3" ;;
*) exit 1 ;;
esac
EOF
    stub pkg-config <<'EOF'
[ "$1" != --exists ] || [ -e "$WORK/have/$2" ]
EOF
}

have()
{
    for name in "$@"; do
        case $name in
        hyperfine | gnuplot | strace | valgrind)
            ln -s "$work/bin/true" "$work/bin/$name" ;;
        *) touch "$work/have/$name" ;;
        esac
    done
}

have_required()
{
    have compiler make pkg-config inih jansson zlib cmocka
}

# setup [OPTION]: its exit status in $status, what it said in $work/said.
setup()
{
    PATH=$work/bin scripts/setup "$@" >"$work/said" 2>&1 </dev/null
    status=$?
}

fault()
{
    faults=$((faults + 1))
    echo "FAILED: $case_name: $*"
    sed 's/^/    said: /' "$work/said"
    sed 's/^/    ran:  /' "$work/log"
}

exits()
{
    [ "$status" -eq "$1" ] || fault "exit status $status, expected $1"
}

says()
{
    grep -q -F -e "$1" "$work/said" || fault "did not say: $1"
}

# ran, with the expected command lines on standard input.
ran()
{
    cat >"$work/expected"
    [ "$(cat "$work/expected")" = "$(cat "$work/log")" ] || {
        fault 'other commands than these:'
        sed 's/^/    want: /' "$work/expected"
    }
}

case_name='nothing is missing'
machine Linux 0 apt-get
have_required
have libev libuv libevent_core liburing hyperfine gnuplot font strace valgrind
setup
exits 0
says 'everything is here'
ran </dev/null

case_name='apt-get, nothing is there'
machine Linux 0 apt-get
setup
exits 0
ran <<'EOF'
apt-get -o DPkg::Lock::Timeout=120 update -q
apt-get -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 install -q -y --no-install-recommends gcc libc6-dev make libinih-dev libjansson-dev zlib1g-dev libcmocka-dev libev-dev libuv1-dev libevent-dev liburing-dev hyperfine gnuplot-nox fonts-dejavu-core strace valgrind
EOF

case_name='dnf, with the sanitizers apart'
machine Linux 0 dnf
have compiler
setup
exits 0
ran <<'EOF'
dnf install -y --setopt=install_weak_deps=False make inih-devel jansson-devel zlib-devel libcmocka-devel libev-devel libuv-devel libevent-devel liburing-devel hyperfine gnuplot dejavu-sans-fonts libasan libubsan libtsan strace valgrind
EOF

case_name='pacman, without pkg-config'
machine Linux 0 pacman
mv "$work/bin/pkg-config" "$work/pkg-config"
setup
says 'missing: compiler make pkg-config inih'
ran <<'EOF'
pacman -Sy --noconfirm --needed gcc make pkgconf libinih jansson zlib cmocka libev libuv libevent liburing hyperfine gnuplot ttf-dejavu strace valgrind
EOF

case_name='apk'
machine Linux 0 apk
have compiler make
setup
exits 0
ran <<'EOF'
apk add --update-cache inih-dev jansson-dev zlib-dev cmocka-dev libev-dev libuv-dev libevent-dev liburing-dev linux-headers hyperfine gnuplot font-dejavu strace valgrind
EOF

case_name='brew, never by sudo'
machine Darwin 501 brew
have compiler make
echo 'ROOT_BY=sudo "$@"' | stub sudo
setup
exits 0
ran <<'EOF'
brew install inih jansson zlib cmocka libev libuv libevent hyperfine gnuplot
EOF

case_name='brew cannot bring the compiler'
machine Darwin 501 brew
have make
setup
exits 1
says 'xcode-select --install'

case_name='pkg; FreeBSD has a make, but not GNU make'
machine FreeBSD 0 pkg
have compiler zlib
setup
exits 0
ran <<'EOF'
pkg install -y gmake inih jansson cmocka libev libuv libevent hyperfine gnuplot dejavu
EOF

case_name='sudo, which nobody answers here'
machine Linux 1000 apt-get
have_required
have libuv libevent_core liburing hyperfine gnuplot font strace valgrind
stub sudo <<'EOF'
[ "$1" = -n ] && shift && export ROOT_BY=sudo && exec "$@"
EOF
setup
exits 0
ran <<'EOF'
sudo apt-get -o DPkg::Lock::Timeout=120 update -q
sudo apt-get -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 install -q -y --no-install-recommends libev-dev
EOF

case_name='neither root nor sudo'
machine Linux 1000 apt-get
have compiler make pkg-config jansson zlib cmocka libev libuv libevent_core
have liburing hyperfine gnuplot font strace valgrind
setup
exits 1
says 'not root, and neither sudo nor doas is here'
says 'install by hand with apt-get: libinih-dev'
ran </dev/null

case_name='packages that do not exist cost nothing else'
machine Linux 0 apk
have compiler make pkg-config jansson zlib cmocka libuv libevent_core liburing
have font strace valgrind
printf '%s\n' hyperfine libev-dev >"$work/unavailable"
setup
exits 0
says 'no libev: the row libev cannot run'
says 'no hyperfine: the scenario fanout is not timed'
says 'what is required is here'
ran <<'EOF'
apk add --update-cache inih-dev libev-dev hyperfine gnuplot
apk add --update-cache inih-dev
apk add --update-cache libev-dev
apk add --update-cache hyperfine
apk add --update-cache gnuplot
EOF

case_name='a required package that does not exist'
machine Linux 0 dnf
have compiler make pkg-config inih jansson zlib libuv libevent_core liburing
have hyperfine gnuplot font sanitizers strace valgrind
printf '%s\n' libcmocka-devel >"$work/unavailable"
setup
exits 1
says 'still missing: cmocka libev'
says 'install by hand with dnf: libcmocka-devel libev-devel'
ran <<'EOF'
dnf install -y --setopt=install_weak_deps=False libcmocka-devel libev-devel
dnf install -y --setopt=install_weak_deps=False libcmocka-devel
EOF

case_name='no package manager, something required'
machine Linux 0 ''
have compiler make pkg-config inih zlib cmocka
setup
exits 1
says 'still missing: jansson libev'
says 'apt-get dnf pacman apk brew'

case_name='no package manager, nothing required'
machine Linux 0 ''
have_required
setup
exits 0
says 'no gnuplot: reports have tables but no charts'
says 'what is required is here'

case_name='a dry run'
machine Linux 0 apt-get
have_required
have libev libevent_core liburing hyperfine gnuplot font strace valgrind
setup --dry-run
exits 0
says 'missing: libuv'
says '--no-install-recommends libuv1-dev'
ran </dev/null

case_name='a wrong option'
machine Linux 0 apt-get
setup --wrong
exits 2
says "unknown option '--wrong'"
ran </dev/null

[ $faults -eq 0 ] || exit 1
echo 'all cases as expected'

#!/bin/sh
# asan
# muxbench report --chart as a program: every theme, format and size, what is
# refused, and that what fails leaves nothing behind.
set -u
cd "$(dirname "$0")/.." || exit 2
MUXBENCH=${MUXBENCH:-$PWD/muxbench}
LC_ALL=C
export LC_ALL
[ -x "$MUXBENCH" ] || { echo "no program: $MUXBENCH"; exit 77; }
gnuplot --version >/dev/null 2>&1 || { echo 'no gnuplot here'; exit 77; }

work=$(mktemp -d "${TMPDIR:-/tmp}/chart-test.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
run=$PWD/tests/golden/run
scripts=$PWD/scripts/charts
faults=0

fault()
{
    echo "FAULT: $*"
    faults=$((faults + 1))
}

# report STATUS ARGUMENT...: output in $work/out and $work/err.
report()
{
    expected=$1
    shift
    (cd "$work/place" && "$MUXBENCH" report "$@" "$run") \
        >"$work/out" 2>"$work/err"
    status=$?
    [ "$status" -eq "$expected" ] ||
        fault "exit status $status, not $expected: report $*:" \
            "$(cat "$work/out" "$work/err")"
}

# refuses WORDS ARGUMENT...: wrong usage, in one line with these words.
refuses()
{
    words=$1
    shift
    report 2 "$@"
    grep -qF -- "$words" "$work/err" ||
        fault "'$words' is not in: $(cat "$work/err")"
    [ "$(wc -l <"$work/err")" -eq 1 ] || fault "not one line: report $*"
    [ -z "$(ls -A "$work/place")" ] ||
        fault "report $* left: $(ls -A "$work/place")"
}

# has NAME...: these files are there and no others; then they are removed.
has()
{
    found=$(cd "$work/place" && find . -type f | sed 's|^./||' | sort |
        tr '\n' ' ')
    wanted=$*
    [ "$found" = "${wanted:+$wanted }" ] ||
        fault "there are '$found', not '$wanted'"
    rm -rf "$work/place"/* "$work/place"/.[!.]*
}

mkdir "$work/place"
chart=keepalive-throughput

report 0 --chart list
grep -q "^$chart  *keepalive: requests per second by connections\$" \
    "$work/out" || fault "no $chart in: $(cat "$work/out")"
has

refuses "golden/run has no chart 'keepalive-thruput' (--chart list names those it has)" \
    --chart keepalive-thruput
refuses "did you mean '$chart'?" --chart keepalive-thruput
refuses "--theme 'drak': must be one of light, dark, print" \
    --chart $chart --theme drak
refuses "--format 'gif': must be one of svg, png, pdf" \
    --chart $chart --format gif
for size in 800 800x 800x199 8001x500 x 800x500x1 -800x500; do
    refuses "--size '$size': must be a width and a height of 200 to 8000" \
        --chart $chart --size "$size"
done
refuses "--only: unknown backend 'epol'; did you mean 'epoll'?" \
    --chart $chart --only libev,epol
refuses '--only: kqueue could not run: needs kqueue (BSD, macOS)' --chart $chart --only kqueue
refuses 'names with commas between' --chart $chart --only epoll,
refuses "none of the backends of --only has a number in the chart '$chart'" \
    --chart $chart --only null
refuses "--output 'x': must be a file whose name ends in" \
    --chart $chart --output x
refuses "--output 'x.png' is no name of a svg" \
    --chart $chart --format svg --output x.png
refuses "a chart cannot be called 'lines': lines.gp is one of the scripts that draw charts; give it another name" \
    --chart $chart --output lines.svg
refuses '--title: must be a text of 1 to 120 bytes' --chart $chart --title ''
refuses '--theme is of use with --chart only' --theme dark
refuses '--no-charts and --chart exclude' --chart $chart --no-charts
report 1 --chart $chart --output no/where.svg
grep -qx 'muxbench: report: cannot write into no: No such file or directory' "$work/err" ||
    fault "$(cat "$work/err")"
has

# Without a reason; not selected.
mkdir "$work/other"
cp "$run"/* "$work/other"
sed -e 's/"needs kqueue (BSD, macOS)"/null/' \
    -e '/"name": "libev"/,/"selected": true/s/"selected": true/"selected": false/' \
    "$run/manifest.json" >"$work/other/manifest.json"
run=$work/other
refuses '--only: kqueue could not run: no reason told' \
    --chart $chart --only kqueue
refuses '--only: libev was not part of this run' --chart $chart --only libev
run=$PWD/tests/golden/run

# What fails in the middle leaves nothing, and nothing that was there is gone.
echo old >"$work/place/a.dat"
mkdir "$work/bin"
printf '#!/bin/sh\necho no ink\nexit 1\n' >"$work/bin/gnuplot"
chmod +x "$work/bin/gnuplot"
saved=$PATH
PATH=$work/bin:$PATH
report 1 --chart $chart --output a.svg
grep -q 'gnuplot failed on a: no ink' "$work/err" || fault "$(cat "$work/err")"
printf '#!/bin/sh\nexit 1\n' >"$work/bin/gnuplot"
report 1 --chart $chart --output a.svg
grep -q 'gnuplot failed on a: it did not say why$' "$work/err" ||
    fault "$(cat "$work/err")"
printf '#!/bin/sh\nexit 0\n' >"$work/bin/gnuplot"
report 1 --chart $chart --output a.svg
grep -q '/a.svg.new is not an SVG$' "$work/err" || fault "$(cat "$work/err")"
PATH=$saved
[ "$(cat "$work/place/a.dat")" = old ] || fault 'a.dat was written'
has a.dat

# Every chart in a theme, and every theme; the paper is the theme's.
theme=print:ffffff
"$MUXBENCH" report --chart list "$run" | while read -r name title; do
    case $theme in
    light*) theme=dark:161616 ;;
    dark*) theme=print:ffffff ;;
    print*) theme=light:ffffff ;;
    esac
    (cd "$work/place" && "$MUXBENCH" report --chart "$name" \
        --theme ${theme%:*} "$run") >/dev/null 2>"$work/err" ||
        echo "$name, $theme: $(cat "$work/err")"
    grep -q "<rect .*fill=\"#${theme#*:}\"" "$work/place/$name.svg" ||
        echo "$name: no paper of $theme"
    grep -qF "<title id=\"$name-title\">$title" \
        "$work/place/$name.svg" || echo "$name: no title '$title'"
done >"$work/themes"
[ ! -s "$work/themes" ] || fault "$(cat "$work/themes")"
rm -f "$work/place"/*

# gnuplot has nothing to complain of, whatever the locale. A complaint would
# also stand in the place of the reason when a chart fails.
real=$(command -v gnuplot)
cat >"$work/bin/gnuplot" <<END
#!/bin/sh
"$real" "\$@" >"$work/said" 2>&1
END
PATH=$work/bin:$PATH
report 0 --chart $chart --output a.svg
PATH=$saved
[ -f "$work/said" ] || fault 'gnuplot was not called'
[ ! -s "$work/said" ] || fault "gnuplot says: $(cat "$work/said")"
has a.dat a.gp a.svg

report 0 --chart $chart --format png --size 640x360 --output wide.png
head -c 24 "$work/place/wide.png" | od -An -tx1 | tr -d ' \n' |
    grep -q '0000028000000168$' || fault 'the PNG is not 640 x 360'
has wide.dat wide.gp wide.png

report 0 --chart $chart --size 640x360 --only libev,epoll \
    --title "Readiness & a library's \"loop\"" --output wide.svg
svg=$(cat "$work/place/wide.svg")
for part in 'width="640" height="360"' '>epoll<' '>libev<' \
    '>Readiness &amp; a library'; do
    case $svg in *"$part"*) ;; *) fault "no $part in the SVG" ;; esac
done
for part in '>libuv<' '>threads<' 'libuv'; do
    case $svg in *"$part"*) fault "$part in the SVG of others" ;; esac
done

# By hand, as style.gp says: the same but for what the program adds.
(cd "$work/place" && mkdir again && cp wide.dat wide.gp again && cd again &&
    LC_ALL=C.UTF-8 GNUPLOT_LIB=$scripts gnuplot -d wide.gp svg.gp \
        lines.gp) >"$work/said" 2>&1 || fault 'it cannot be drawn again'
[ ! -s "$work/said" ] || fault "drawn again: $(cat "$work/said")"
a=$(grep -c '<path\|<use' "$work/place/wide.svg")
b=$(grep -c '<path\|<use' "$work/place/again/wide.svg")
[ "$a" -eq "$b" ] || fault "drawn again it has $b marks, not $a"
rm -rf "$work/place/again"
has wide.dat wide.gp wide.svg

# The same bytes at another time.
report 0 --chart $chart --output a.pdf
head -c 5 "$work/place/a.pdf" | grep -q '%PDF-' || fault 'no PDF'
grep -aq 'CreationDate (D:19700101000000' "$work/place/a.pdf" ||
    ! grep -aq CreationDate "$work/place/a.pdf" || fault 'the PDF has a date'
has a.dat a.gp a.pdf

[ $faults -eq 0 ]

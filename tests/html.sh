#!/bin/sh
# report.html in a headless Chromium: at three widths, light and dark, on paper,
# with and without scripts, by keyboard, from disk and from a web server; with
# the rules of axe-core (https://github.com/dequelabs/axe-core), which npm
# fetches into build/axe where it can.
#
# CHROMIUM=... names the browser, AXE=... an axe.min.js that is here already.
# shellcheck source=tests/support.sh
. "$(dirname "$0")/support.sh"

skip()
{
    echo "$*"
    exit 77
}

find_browser()
{
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome \
        google-chrome-stable; do
        [ -n "$name" ] && command -v "$name" && return
    done
}

# What stands in package-lock.json, and only if it has the hash given there.
fetch_axe()
{
    command -v npm >/dev/null || return
    mkdir -p build/axe
    cp tests/browser/package.json tests/browser/package-lock.json build/axe
    npm ci --prefix build/axe --ignore-scripts --no-audit --no-fund \
        --prefer-offline --fetch-retries=0 --fetch-timeout=20000 >&2
}

command -v gnuplot >/dev/null || skip 'no gnuplot here, so no charts'
browser=$(find_browser)
[ -n "$browser" ] || skip 'no Chromium here'
node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null ||
    skip 'no Node.js here, or one before version 18'
axe=${AXE:-build/axe/node_modules/axe-core/axe.min.js}
[ -f "$axe" ] || fetch_axe
[ -f "$axe" ] || axe=

cp tests/golden/run/* "$work"
"$MUXBENCH" report "$work" >/dev/null || exit 1
node tests/browser/html.mjs "$browser" "$work/report.html" ${axe:+"$axe"} ||
    exit 1
[ -n "$axe" ] || skip 'all is well, but axe-core was not asked: npm has none'

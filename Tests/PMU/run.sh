#!/bin/bash
# run.sh: proves the counters on a real PMU driver, in an AArch64 guest under QEMU (README.md beside this file).
# With --build it only makes the guest and prints its folder and the self-test.
# ROWS=all proves every row of the catalog there, which takes LIMIT=3600 (seconds) or so; else the default set.
# Downloads stay in ${XDG_CACHE_HOME:-~/.cache}/toll/pmu-guest. Where it cannot run it says why and exits with 0.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
guest=$root/Scripts/guest
dir=${XDG_CACHE_HOME:-$HOME/.cache}/toll/pmu-guest
triple=aarch64-unknown-linux-gnu

# What is printed on the way is no part of what --build is asked for.
if [ "${1:-}" = --build ]; then
    exec 3>&1 1>&2
    skip() { echo "$*" >&2; exit 1; }
else
    skip() { echo "skipped: $*"; exit 0; }
fi
fail() { echo "failed: $*" >&2; exit 1; }

[ "$(uname -m)" = x86_64 ] || skip "the cross-build starts from an x86-64 toolchain"
command -v swift > /dev/null || skip "swift is not installed"
command -v python3 > /dev/null || skip "python3 is not installed"
command -v apt-get > /dev/null && command -v dpkg-deb > /dev/null || skip "needs Debian's apt-get and dpkg-deb"
mkdir -p "$dir" 2> /dev/null || skip "cannot write $dir"
log=$dir/log

if ! command -v qemu-system-aarch64 > /dev/null; then
    [ "$(id -u)" = 0 ] ||
        skip "qemu-system-aarch64 is not installed (package qemu-system-arm), and installing it needs root"
    echo "installing qemu-system-arm"
    { apt-get -qq update && apt-get -qq install -y --no-install-recommends qemu-system-arm; } > "$log" 2>&1 ||
        skip "qemu-system-arm cannot be installed: $(tail -1 "$log")"
fi

# Each step leaves a stamp that says what it was made from.
fresh() { [ "$(cat "$dir/$1.stamp" 2> /dev/null)" = "$2" ]; }
stamp() { echo "$2" > "$dir/$1.stamp"; }

fetched=$(cat "$here/fetch.sh" "$guest/apt.sh" | cksum)
if ! fresh fetch "$fetched"; then
    echo "downloading the guest (about 50 MB)"
    rm -rf "${dir:?}"/{debs,sysroot,swiftlang,sdks,*.stamp}
    "$here/fetch.sh" "$dir" > "$log" 2>&1 || skip "Debian's arm64 packages cannot be had: $(tail -1 "$log")"
    stamp fetch "$fetched"
fi
sdk="$(cat "$here/sdk.sh" "$here/image.c" | cksum) $(swift --version 2> /dev/null | head -1) $dir"
if ! fresh sdk "$sdk"; then
    echo "making a Swift SDK for AArch64"
    "$here/sdk.sh" "$dir" > "$log" 2>&1 || { cat "$log" >&2; fail "no Swift SDK"; }
    stamp sdk "$sdk"
fi

echo "building the self-test"
toolchain=$(dirname "$(dirname "$(readlink -f "$(command -v swift)")")")
gcc=$(echo "$dir"/sysroot/usr/lib/gcc/aarch64-linux-gnu/*)
"$toolchain/bin/clang" --target=$triple --sysroot="$dir/sysroot" --gcc-install-dir="$gcc" \
    -fuse-ld=lld -O2 -Wall -static \
    "$guest/init.c" -o "$dir/init" || fail "init does not build"
swift build -c release --package-path "$root" --scratch-path "$dir/build" --swift-sdks-path "$dir/sdks" \
    --swift-sdk arm64-guest --product pmu-selftest > "$log" 2>&1 ||
    { cat "$log" >&2; fail "the self-test does not build"; }
program=$dir/build/$triple/release/pmu-selftest

if [ "${1:-}" = --build ]; then
    printf '%s\n' "$dir" "$program" >&3
    exit
fi
passed=0 failed=0
boot() { # ICOUNT MODE: one boot, its lines shown and added up
    echo "== $2"
    ICOUNT=$1 "$here/boot.sh" "$dir" "$program" "PMU_MODE=$2" "PMU_ROWS=${ROWS:-default}" > "$dir/boot.log" 2>&1
    local code=$?
    grep -vE '^guest: |reboot: Power down' "$dir/boot.log"
    passed=$((passed + $(grep -c '^ok ' "$dir/boot.log")))
    failed=$((failed + $(grep -c '^FAILED ' "$dir/boot.log")))
    # A crash is a failure even where every line before it was ok.
    if [ $code -ne 0 ] && [ $code -ne 1 ]; then
        echo "FAILED the guest's program ended with $code (99: it never finished)"
        failed=$((failed + 1))
    fi
}
boot shift=0 exact
boot shift=3 eight
boot "" cycles-only
echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed -gt 0 ]

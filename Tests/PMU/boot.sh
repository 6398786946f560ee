#!/bin/bash
# boot.sh DIR PROGRAM NAME=VALUE...: boots the guest once, runs PROGRAM in it with that environment, exits as it did.
# 99: the guest never finished. ICOUNT is QEMU's -icount (empty: none), CPU its -cpu, KERNEL another kernel than DIR's,
# APPEND more words for it, MORE more words for QEMU, LIMIT the most seconds.
set -euo pipefail
dir=$1 program=$2
shift 2
runtime=$dir/swiftlang/usr/libexec/swift/lib/swift/linux
system=$dir/sysroot/usr/lib/aarch64-linux-gnu
files=("init=$dir/init" "selftest=$program")
for library in swiftCore swiftGlibc swiftSwiftOnoneSupport swift_Concurrency swift_StringProcessing swift_RegexParser \
    swiftSynchronization swift_Builtin_float dispatch BlocksRuntime; do
    files+=("lib/lib$library.so=$runtime/lib$library.so")
done
for library in ld-linux-aarch64.so.1 libc.so.6 libm.so.6 libgcc_s.so.1 libstdc++.so.6; do
    files+=("lib/$library=$system/$library")
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 "$(dirname "$0")/../../Scripts/guest/initramfs.py" "$work/initramfs" "${files[@]}"
# With less than 1 GiB the kernel gives no huge pages. One CPU: with two, QEMU's instruction counts of one task are now
# and then a little high.
timeout "${LIMIT:-900}" qemu-system-aarch64 -M virt -cpu "${CPU:-neoverse-n1}" ${ICOUNT:+-icount "$ICOUNT"} \
    -m 1024 -smp 1 -nic none -nographic -no-reboot ${MORE:-} \
    -kernel "${KERNEL:-$dir/vmlinuz}" -initrd "$work/initramfs" \
    -append "console=ttyAMA0 quiet loglevel=1 panic=-1 ${APPEND:-} $*" < /dev/null |
    tr -d '\r' | tee "$work/log" || true
exit "$(sed -n 's/^guest: exit //p' "$work/log" | grep . || echo 99)"

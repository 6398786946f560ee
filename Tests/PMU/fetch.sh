#!/bin/bash
# fetch.sh DIR: the guest's kernel, C library and Swift runtime for arm64, out of Debian's packages.
set -euo pipefail
dir=$1
. "$(dirname "$0")/../../Scripts/guest/apt.sh"

# The kernel of the stable cloud image: small, and its PMU driver is built in.
use_suite arm64 bookworm
kernel=$(apt-cache depends linux-image-cloud-arm64 | sed -n 's/.*Depends: \(linux-image-[0-9][^ ]*\)/\1/p' | head -1)
download "$kernel" libpfm4-dev liburing-dev libaio-dev
unpack kernel "$kernel"
unpack sysroot libpfm4-dev liburing-dev libaio-dev

# A C library and headers that the newest Swift runtime was built against.
use_suite arm64 trixie
download libc6 libc6-dev linux-libc-dev libgcc-s1 libgcc-14-dev libstdc++6
unpack sysroot libc6 libc6-dev linux-libc-dev libgcc-s1 libgcc-14-dev libstdc++6
[ -e "$dir/sysroot/lib" ] || ln -s usr/lib "$dir/sysroot/lib"

# The Swift runtime. Swift keeps no promise about its ABI on Linux: of what Debian has, the newest is nearest.
use_suite arm64 sid
download libswiftlang || { use_suite arm64 trixie && download libswiftlang; }
unpack swiftlang libswiftlang

cp "$dir"/kernel/boot/vmlinuz-* "$dir/vmlinuz"
rm -rf "$dir/kernel" "$dir/apt"

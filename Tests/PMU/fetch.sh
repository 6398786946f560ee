#!/bin/bash
# fetch.sh DIR: the guest's kernel, C library and Swift runtime for arm64, out of Debian's packages.
# A private apt configuration: nothing is installed, and the machine's own package lists stay as they are.
set -euo pipefail
dir=$1
mkdir -p "$dir/debs"

# The Debian archive that this machine's own apt uses, mirrors included.
archive=$(apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 'Created-By: Packages' |
    awk -F'|' '$1 == "Debian" && $2 == "Debian" { print $3; exit }')
[ -n "$archive" ] || { echo "this machine's apt knows no Debian archive" >&2; exit 1; }
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -e $keyring ] || { echo "Debian's keys are not installed ($keyring)" >&2; exit 1; }

use_suite() { # SUITE: from here on apt looks at this suite alone
    local apt=$dir/apt/$1
    mkdir -p "$apt"/state/lists/partial "$apt"/cache/archives/partial \
        "$apt"/etc/{apt.conf.d,preferences.d,sources.list.d}
    echo "deb [signed-by=$keyring] $archive $1 main" > "$apt/etc/sources.list"
    cat > "$apt/apt.conf" << END
APT { Architecture "arm64"; Architectures { "arm64"; }; Sandbox::User "root"; };
Acquire { Languages "none"; Check-Valid-Until "false"; Retries "2"; };
Dir { State "$apt/state"; State::status "/dev/null"; Cache "$apt/cache"; Etc "$apt/etc"; };
END
    export APT_CONFIG=$apt/apt.conf
    apt-get -qq update -o APT::Update::Error-Mode=any
}

download() { (cd "$dir/debs" && apt-get -qq download "$@"); }
unpack() { # FOLDER PACKAGE...
    local folder=$dir/$1 name
    shift
    mkdir -p "$folder"
    for name in "$@"; do dpkg-deb -x "$dir"/debs/"${name}"_*.deb "$folder"; done
}

# The kernel of the stable cloud image: small, and its PMU driver is built in.
use_suite bookworm
kernel=$(apt-cache depends linux-image-cloud-arm64 | sed -n 's/.*Depends: \(linux-image-[0-9][^ ]*\)/\1/p' | head -1)
download "$kernel" libpfm4-dev liburing-dev libaio-dev
unpack kernel "$kernel"
unpack sysroot libpfm4-dev liburing-dev libaio-dev

# A C library and headers that the newest Swift runtime was built against.
use_suite trixie
download libc6 libc6-dev linux-libc-dev libgcc-s1 libgcc-14-dev libstdc++6
unpack sysroot libc6 libc6-dev linux-libc-dev libgcc-s1 libgcc-14-dev libstdc++6
[ -e "$dir/sysroot/lib" ] || ln -s usr/lib "$dir/sysroot/lib"

# The Swift runtime. Swift keeps no promise about its ABI on Linux: of what Debian has, the newest is nearest.
use_suite sid
download libswiftlang || { use_suite trixie && download libswiftlang; }
unpack swiftlang libswiftlang

cp "$dir"/kernel/boot/vmlinuz-* "$dir/vmlinuz"
rm -rf "$dir/kernel" "$dir/apt"

#!/bin/bash
# sdk.sh DIR: a Swift SDK for AArch64 Linux in DIR/sdks, named arm64-guest.
# The toolchain carries its standard library's interface as text; compiled anew for AArch64, that and Debian's runtime
# libraries are an SDK. It has no Foundation, no XCTest and no Swift Testing.
set -euo pipefail
dir=$1
here=$(cd "$(dirname "$0")" && pwd)
toolchain=$(dirname "$(dirname "$(readlink -f "$(command -v swift)")")")
triple=aarch64-unknown-linux-gnu
bundle=$dir/sdks/arm64-guest.artifactbundle
resources=$bundle/guest/swift
libraries=$resources/linux
gcc=$(echo "$dir"/sysroot/usr/lib/gcc/aarch64-linux-gnu/*)

rm -rf "$bundle"
mkdir -p "$libraries/aarch64"
for part in clang shims apinotes; do ln -s "$toolchain/lib/swift/$part" "$resources/$part"; done
cp "$toolchain"/lib/swift/linux/x86_64/{SwiftGlibc.h,glibc.modulemap} "$libraries/aarch64/"
cp "$dir"/swiftlang/usr/libexec/swift/lib/swift/linux/*.so "$libraries/"
"$toolchain/bin/clang" --target=$triple --sysroot="$dir/sysroot" -O2 -fPIC -c "$here/image.c" \
    -o "$libraries/aarch64/swiftrt.o"
ln -sfn "$resources" "$dir/sysroot/usr/lib/swift" # where the linking driver looks for swiftrt.o

for module in Swift SwiftOnoneSupport _Builtin_float Glibc _Concurrency _RegexParser _StringProcessing \
    Synchronization; do
    folder=$libraries/$module.swiftmodule
    mkdir -p "$folder"
    # Two bodies call helpers that only x86's Float80 has.
    sed -e "s/-target x86_64-unknown-linux-gnu/-target $triple/" \
        -e '/self = _stdlib_remainderl(self, other)/d' -e '/self = _stdlib_squareRootl(self)/d' \
        "$toolchain/lib/swift/linux/$module.swiftmodule/x86_64-unknown-linux-gnu.swiftinterface" \
        > "$folder/$triple.swiftinterface"
    "$toolchain/bin/swift-frontend" -compile-module-from-interface -target $triple -sdk "$dir/sysroot" \
        -resource-dir "$resources" -module-name $module $([ $module = Swift ] && echo -parse-stdlib) \
        -module-cache-path "$dir/module-cache" -o "$folder/$triple.swiftmodule" "$folder/$triple.swiftinterface"
    rm "$folder/$triple.swiftinterface"
done

cat > "$bundle/info.json" << END
{"schemaVersion": "1.0", "artifacts": {"arm64-guest": {"type": "swiftSDK", "version": "1",
 "variants": [{"path": "guest"}]}}}
END
cat > "$bundle/guest/swift-sdk.json" << END
{"schemaVersion": "4.0", "targetTriples": {"$triple": {
 "sdkRootPath": "$dir/sysroot", "swiftResourcesPath": "swift", "toolsetPaths": ["toolset.json"]}}}
END
# Debian's Swift runtime names libraries that the self-test does without: they stay undefined while linking.
cat > "$bundle/guest/toolset.json" << END
{"schemaVersion": "1.0", "cCompiler": {"extraCLIOptions": ["--gcc-install-dir=$gcc"]},
 "swiftCompiler": {"extraCLIOptions": ["-Xclang-linker", "--gcc-install-dir=$gcc", "-use-ld=lld",
 "-Xlinker", "--allow-shlib-undefined"]}}
END

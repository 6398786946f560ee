// swift-tools-version: 6.2
import PackageDescription

#if !os(Linux)
    #error("toll measures the Linux kernel: build it on Linux (x86-64 or AArch64)")
#endif

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

// In the order of their dependencies: a target sees only those above it.
let package = Package(
    name: "toll",
    products: [.executable(name: "toll", targets: ["toll"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    ],
    targets: [
        .target(name: "Basics", dependencies: ["CKernel"]),
        .target(name: "CKernel"),
        .target(name: "CFiber"),
        .systemLibrary(name: "CPfm", providers: [.apt(["libpfm4-dev"])]),
        .systemLibrary(name: "CUring", providers: [.apt(["liburing-dev"])]),
        .systemLibrary(name: "CAio", providers: [.apt(["libaio-dev"])]),
        .target(name: "Counters", dependencies: ["Basics", "CKernel", "CPfm"]),
        .target(
            name: "Sampling",
            dependencies: ["Basics", "Counters", .product(name: "Histogram", package: "hdrhistogram-swift")]),
        .target(
            name: "Probes",
            dependencies: ["Basics", "CKernel", "CFiber", "CUring", "CAio", "Counters", "Sampling"]),
        // Probes that need packages: the others have to do without, so that they run in a bare guest too.
        .target(
            name: "SwiftModels",
            dependencies: [
                "Probes", "Sampling", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        .target(name: "Workers", dependencies: ["Basics", "CKernel", "Counters", "Sampling", "Probes"]),
        .target(name: "Machine", dependencies: ["Basics", "CKernel"]),
        .target(name: "Results", dependencies: ["Basics", "Machine", "Sampling", "Counters", systemPackage]),
        .target(name: "Claims", dependencies: ["Basics", "Results", "Machine", "Sampling", "Counters"]),
        .target(
            name: "Charts", dependencies: ["Basics", "Claims", "Results", "Machine", "Sampling", systemPackage],
            resources: [.embedInCode("plots")]),
        .executableTarget(
            name: "toll",
            dependencies: [
                "Basics", "Charts", "Claims", "Results", "Machine", "Workers", "SwiftModels", "Probes", "Sampling",
                "Counters",
                "CKernel",
                argumentParser,
                systemPackage,
            ]),
        // Proves the counters on a PMU, in a guest (Tests/PMU/README.md).
        .target(name: "CSelftest", dependencies: ["CFiber"], path: "Tests/PMU/CSelftest"),
        .executableTarget(
            name: "pmu-selftest", dependencies: ["CKernel", "Counters", "Sampling", "Probes", "Workers", "CSelftest"],
            path: "Tests/PMU/Selftest"),
        .testTarget(name: "BasicsTests", dependencies: ["Basics"]),
        .testTarget(name: "FiberTests", dependencies: ["CSelftest"]),
        .testTarget(name: "CountersTests", dependencies: ["Support", "Basics", "Counters", "CKernel"]),
        .testTarget(name: "SamplingTests", dependencies: ["Sampling", "Counters"]),
        // What several tests share, and a program of theirs: workers that are broken on purpose.
        .target(name: "Support", path: "Tests/Support"),
        .executableTarget(
            name: "TestWorker", dependencies: ["Basics", "Workers", "SwiftModels", "Probes", "Sampling", "CKernel"],
            path: "Tests/TestWorker"),
        // Counts allocations; it stands before the C library's own functions in the program that tests.
        .target(name: "CAllocations", path: "Tests/CAllocations"),
        .testTarget(
            name: "ProbesTests",
            dependencies: [
                "Claims", "SwiftModels", "Probes", "Sampling", "Counters", "CKernel", "CFiber", "CAllocations",
                "Support",
            ]),
        .testTarget(
            name: "WorkersTests",
            dependencies: [
                "Workers", "SwiftModels", "Probes", "Sampling", "Counters", "Machine", "CKernel", "Support",
            ]),
        .testTarget(
            name: "TollTests", dependencies: ["Results", "Sampling", "Machine", "Support", systemPackage],
            exclude: ["Snapshots"]),
        .testTarget(name: "MachineTests", dependencies: ["Machine"]),
        .testTarget(
            name: "ClaimsTests", dependencies: ["Claims", "Results", "Machine", "Sampling", "Counters"],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "ResultsTests", dependencies: ["Results", "Machine", "Sampling", "Support", systemPackage]),
        .testTarget(
            name: "ChartsTests",
            dependencies: ["Charts", "Claims", "Results", "Machine", "Sampling", "Support", systemPackage],
            exclude: ["Snapshots"]),
    ]
)

/// Where a loop stands in its line of the cache decides what a system call in it costs on some CPUs: 116 or 154 ns on
/// Zen 4, whatever else was linked before it. From the beginning of a line it is the smaller one (docs/method.md).
#if arch(x86_64)
    let alignedLoops: [SwiftSetting] = [
        .unsafeFlags(["-Xllvm", "-x86-experimental-pref-innermost-loop-alignment=6"])
    ]
#else
    let alignedLoops: [SwiftSetting] = []
#endif

let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]
for target in package.targets where target.type != .system {
    target.cSettings = [.treatAllWarnings(as: .error), .define("_GNU_SOURCE"), .unsafeFlags(["-falign-loops=64"])]
    target.swiftSettings = swiftSettings + alignedLoops
}

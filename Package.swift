// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target: imports are private to a file unless declared otherwise, and a warning is an error.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

// Third-party products, named once.
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

let package = Package(
    name: "sluice",
    products: [
        .executable(name: "sluice-supervisor", targets: ["sluice-supervisor"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2")
    ],
    targets: [
        // Tier 0: system libraries.
        .systemLibrary(name: "CLinux"),

        // Tier 1: values and decisions. No I/O, no clock, no log.
        .target(name: "Promotion", exclude: ["README.md"], swiftSettings: strict),
        .target(name: "Supervision", dependencies: ["CLinux"], exclude: ["README.md"], swiftSettings: strict),

        // Tier 2: one effect each.
        .target(
            name: "Execution", dependencies: ["CLinux", "Promotion", "Supervision", crypto], exclude: ["README.md"],
            swiftSettings: strict),

        // Tier 6: the program's small companion that outlives it.
        .executableTarget(
            name: "sluice-supervisor", dependencies: ["Supervision"], path: "Sources/Supervisor",
            exclude: ["README.md"], swiftSettings: strict,
            // Loading the Swift libraries at run time would take longer than all else that it does at its start. No other
            // target may depend on this one: it would be linked in the same way.
            linkerSettings: [.unsafeFlags(["-static-stdlib"])]),
        .testTarget(name: "PromotionTests", dependencies: ["Promotion"], swiftSettings: strict),
        .testTarget(name: "SupervisionTests", dependencies: ["Supervision"], swiftSettings: strict),
        .testTarget(
            name: "ExecutionTests", dependencies: ["Execution", "Promotion", "Supervision"],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)

// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target: imports are private to a file unless declared otherwise, and a warning is an error.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "sluice",
    dependencies: [],
    targets: [
        // Tier 1: values and decisions. No I/O, no clock, no log.
        .target(name: "Promotion", exclude: ["README.md"], swiftSettings: strict),

        // Measurements: programs that are no products.
        .executableTarget(
            name: "planning-benchmark", dependencies: ["Promotion"], path: "Benchmarks/Planning", swiftSettings: strict),
        .testTarget(name: "PromotionTests", dependencies: ["Promotion"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)

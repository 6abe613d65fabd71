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
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "sluice",
    dependencies: [
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2")
    ],
    targets: [
        // Tier 1: values and decisions. No I/O, no clock, no log.
        .target(name: "Promotion", exclude: ["README.md"], swiftSettings: strict),
        .target(name: "Gates", dependencies: ["Promotion"], exclude: ["README.md"], swiftSettings: strict),

        // Tier 2: one effect each.
        .target(
            name: "Definitions", dependencies: ["Promotion", yams], exclude: ["README.md"], swiftSettings: strict),
        .testTarget(name: "PromotionTests", dependencies: ["Promotion"], swiftSettings: strict),
        .testTarget(name: "GatesTests", dependencies: ["Gates", "Promotion"], swiftSettings: strict),
        .testTarget(name: "DefinitionsTests", dependencies: ["Definitions", "Promotion"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)

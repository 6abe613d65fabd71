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
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2")
    ],
    targets: [
        // Tier 1: values and decisions. No I/O, no clock, no log.
        .target(name: "Promotion", exclude: ["README.md"], swiftSettings: strict),

        // Tier 2: one effect each.
        .target(
            name: "Artifacts", dependencies: ["Promotion", crypto], exclude: ["README.md"], swiftSettings: strict),
        .target(
            name: "Datasets", dependencies: ["Promotion", crypto], exclude: ["README.md"], swiftSettings: strict),

        .testTarget(name: "ArtifactsTests", dependencies: ["Artifacts", "Promotion"], swiftSettings: strict),
        .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "Promotion"], swiftSettings: strict),
        .testTarget(name: "PromotionTests", dependencies: ["Promotion"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)

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
        // Tier 0: system libraries.
        .systemLibrary(name: "CLibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),

        // Tier 1: values and decisions. No I/O, no clock, no log.
        .target(name: "Promotion", exclude: ["README.md"], swiftSettings: strict),

        // Tier 2: one effect each.
        .target(
            name: "Git", dependencies: ["CLibgit2", "Promotion"], exclude: ["README.md"], swiftSettings: strict),
        .testTarget(name: "PromotionTests", dependencies: ["Promotion"], swiftSettings: strict),
        .testTarget(name: "GitTests", dependencies: ["Git", "Promotion"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)

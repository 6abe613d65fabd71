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
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")

let package = Package(
    name: "sluice",
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
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

        // Tier 2: one effect each.
        .target(name: "Catalog", dependencies: ["Promotion", grdb], exclude: ["README.md"], swiftSettings: strict),

        // Tier 4: what answers over HTTP.
        .target(
            name: "MLflowAPI",
            dependencies: ["Artifacts", "Catalog", "Promotion", httpTypes, hummingbird, logging, nioCore],
            exclude: ["README.md"], swiftSettings: strict),
        .testTarget(name: "CatalogTests", dependencies: ["Catalog", "Promotion"], swiftSettings: strict),
        .testTarget(
            name: "MLflowAPITests",
            dependencies: ["Artifacts", "Catalog", "MLflowAPI", "Promotion", hummingbird, logging, nioCore, nioPosix],
            exclude: ["Clients"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)

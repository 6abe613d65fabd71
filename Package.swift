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
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let jwtKit = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "sluice",
    products: [
        .executable(name: "sluice", targets: ["sluice"]),
        .executable(name: "sluice-supervisor", targets: ["sluice-supervisor"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.0.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // Tier 0: system libraries.
        .systemLibrary(name: "CLibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CSQLite"),

        // Tier 1: values and decisions. No I/O, no clock, no log.
        .target(name: "Promotion", exclude: ["README.md"], swiftSettings: strict),
        .target(name: "Gates", dependencies: ["Promotion"], exclude: ["README.md"], swiftSettings: strict),
        .target(name: "Supervision", dependencies: ["CLinux"], exclude: ["README.md"], swiftSettings: strict),

        // Tier 2: one effect each.
        .target(
            name: "Git", dependencies: ["CLibgit2", "Promotion"], exclude: ["README.md"], swiftSettings: strict),
        .target(
            name: "Definitions", dependencies: ["Gates", "Promotion", yams], exclude: ["README.md"],
            swiftSettings: strict),
        .target(
            name: "Catalog", dependencies: ["CSQLite", "Promotion", crypto, grdb, grdbSQLite], exclude: ["README.md"],
            swiftSettings: strict),
        .target(
            name: "Artifacts", dependencies: ["Promotion", crypto], exclude: ["README.md"], swiftSettings: strict),
        .target(
            name: "Datasets", dependencies: ["Promotion", crypto], exclude: ["README.md"], swiftSettings: strict),
        .target(
            name: "Execution", dependencies: ["CLinux", "Promotion", "Supervision", crypto], exclude: ["README.md"],
            swiftSettings: strict),
        .target(
            name: "SignIn",
            dependencies: ["Promotion", asyncHTTPClient, crypto, jwtKit, nioCore, nioHTTP1, nioPosix],
            exclude: ["README.md"], swiftSettings: strict),
        .target(
            name: "Webhooks", dependencies: ["Promotion", asyncHTTPClient, crypto, nioCore, nioHTTP1, nioPosix],
            exclude: ["README.md"], swiftSettings: strict),

        // Tier 3: the loops.
        .target(
            name: "Engine",
            dependencies: [
                "Artifacts", "Catalog", "Datasets", "Definitions", "Execution", "Gates", "Git", "Promotion", "SignIn",
                "Supervision", "Webhooks", crypto, logging, yams,
            ],
            exclude: ["README.md"], swiftSettings: strict),

        // Tier 4: what answers over HTTP.
        .target(
            name: "MLflowAPI",
            dependencies: ["Artifacts", "Catalog", "Promotion", "Webhooks", httpTypes, hummingbird, logging, nioCore],
            exclude: ["README.md"], swiftSettings: strict),
        .target(
            name: "Server",
            dependencies: [
                "Catalog", "Engine", "MLflowAPI", "Promotion", "SignIn", "Webhooks", httpTypes, hummingbird,
                hummingbirdCore,
                logging, nioCore, serviceLifecycle, unixSignals,
            ],
            exclude: ["README.md"], swiftSettings: strict),

        // Tier 5 and 6: the client, the program, and its small companion that outlives it.
        .target(
            name: "SluiceClient", dependencies: ["Promotion", asyncHTTPClient, nioCore, nioHTTP1, nioPosix],
            exclude: ["README.md"], swiftSettings: strict),
        .target(
            name: "MLflowImport",
            dependencies: [
                "Artifacts", "Promotion", "SluiceClient", asyncHTTPClient, crypto, nioCore, nioHTTP1, nioPosix,
            ],
            exclude: ["README.md"], swiftSettings: strict),
        .executableTarget(
            name: "sluice",
            dependencies: [
                "Artifacts", "CLinux", "Catalog", "Definitions", "Engine", "Execution", "Git", "MLflowImport",
                "Promotion",
                "Server", "SignIn", "SluiceClient", argumentParser, logging,
            ],
            exclude: ["README.md"], swiftSettings: strict),
        .executableTarget(
            name: "sluice-supervisor", dependencies: ["Supervision"], path: "Sources/Supervisor",
            exclude: ["README.md"], swiftSettings: strict,
            // Loading the Swift libraries at run time would take longer than all else that it does at its start. No other
            // target may depend on this one: it would be linked in the same way.
            linkerSettings: [.unsafeFlags(["-static-stdlib"])]),

        // Measurements: programs that are no products.
        .executableTarget(
            name: "planning-benchmark", dependencies: ["Promotion"], path: "Benchmarks/Planning", swiftSettings: strict),
        .executableTarget(
            name: "access-benchmark", dependencies: ["Catalog", "Engine", "Promotion", logging],
            path: "Benchmarks/Access", swiftSettings: strict),
        .executableTarget(
            name: "gates-benchmark", dependencies: ["Gates", "Promotion"], path: "Benchmarks/Gates",
            swiftSettings: strict),
        .executableTarget(name: "mlflow-benchmark", path: "Benchmarks/MLflow", swiftSettings: strict),

        // Looks for inputs that break the readers of requests; see scripts/check fuzz.
        .executableTarget(
            name: "mlflow-fuzz", dependencies: ["Catalog", "MLflowAPI"], path: "Tests/Fuzz/MLflow",
            swiftSettings: strict),

        // Programs that tests start.
        .target(
            name: "ChildProcess", dependencies: ["CLinux", "Supervision"], path: "Tests/Support/ChildProcess",
            swiftSettings: strict),

        // A router on a real port, for tests.
        .target(
            name: "LoopbackServer", dependencies: [crypto, httpTypes, hummingbird, logging, nioCore, serviceLifecycle],
            path: "Tests/Support/LoopbackServer", swiftSettings: strict),

        // Models in a catalog without the steps that make them, for tests.
        .target(
            name: "ModelRecords", dependencies: ["Artifacts", "Catalog", "Promotion"],
            path: "Tests/Support/ModelRecords", swiftSettings: strict),

        // Requests of tests, and a browser's cookies.
        .target(
            name: "WebClient", dependencies: [asyncHTTPClient, nioCore, nioHTTP1, nioPosix],
            path: "Tests/Support/WebClient", swiftSettings: strict),

        // An identity provider of its own process, for tests.
        .target(
            name: "ProviderProgram", dependencies: ["ChildProcess", "WebClient"],
            path: "Tests/Support/ProviderProgram", exclude: ["provider.py", "requirements.txt"], swiftSettings: strict),

        .testTarget(name: "PromotionTests", dependencies: ["Promotion"], swiftSettings: strict),
        .testTarget(
            name: "GatesTests", dependencies: ["Gates", "Promotion"], exclude: ["Reference"], swiftSettings: strict),
        .testTarget(name: "SupervisionTests", dependencies: ["Supervision"], swiftSettings: strict),
        .testTarget(name: "GitTests", dependencies: ["ChildProcess", "Git", "Promotion"], swiftSettings: strict),
        .testTarget(
            name: "DefinitionsTests", dependencies: ["ChildProcess", "Definitions", "Promotion"], swiftSettings: strict),
        .testTarget(
            name: "CatalogTests", dependencies: ["Catalog", "Promotion"], exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(name: "ArtifactsTests", dependencies: ["Artifacts", "Promotion"], swiftSettings: strict),
        .testTarget(
            name: "DatasetsTests", dependencies: ["ChildProcess", "Datasets", "Promotion"], swiftSettings: strict),
        .testTarget(
            name: "ExecutionTests", dependencies: ["Execution", "Promotion", "Supervision"], swiftSettings: strict),
        .testTarget(
            name: "WebhooksTests",
            dependencies: [
                "Catalog", "Engine", "LoopbackServer", "Promotion", "Webhooks", crypto, httpTypes, hummingbird, logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SignInTests", dependencies: ["Promotion", "ProviderProgram", "SignIn", "WebClient"],
            swiftSettings: strict),
        .testTarget(
            name: "HomeTests", dependencies: ["ChildProcess", "Engine", "Promotion", "SignIn", "Webhooks"],
            swiftSettings: strict),
        .testTarget(
            name: "EngineTests",
            dependencies: [
                "Artifacts", "Catalog", "ChildProcess", "Engine", "Execution", "Gates", "Git", "LoopbackServer",
                "ModelRecords", "Promotion", "Supervision", "Webhooks", hummingbird, logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "MLflowAPITests",
            dependencies: [
                "Artifacts", "Catalog", "ChildProcess", "LoopbackServer", "MLflowAPI", "Promotion", "WebClient",
                "Webhooks",
                httpTypes, hummingbird, nioCore, nioPosix,
            ],
            exclude: ["Clients"], swiftSettings: strict),
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "Artifacts", "Catalog", "ChildProcess", "Engine", "Execution", "LoopbackServer", "ModelRecords",
                "Promotion", "ProviderProgram", "Server", "SignIn", "SluiceClient", "Supervision", "WebClient",
                httpTypes,
                hummingbird, logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "MLflowImportTests",
            dependencies: ["Catalog", "ChildProcess", "MLflowImport", "Promotion", "SluiceClient", "WebClient"],
            exclude: ["Stock"],
            swiftSettings: strict),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "Artifacts", "Catalog", "ChildProcess", "Engine", "ModelRecords", "Promotion", "SluiceClient", "sluice",
                argumentParser,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["Catalog", "ChildProcess", "Promotion", "ProviderProgram", "SluiceClient", "WebClient"],
            exclude: ["MiniProject", "Clients/Environments", "Clients/Programs"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)

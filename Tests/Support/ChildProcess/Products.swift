import Foundation

/// What the build made, in the folder of the tests' own program.
package enum Products {
    /// The path of the `sluice` program.
    package static let sluice = folder + "/sluice"

    private static let folder: String = {
        let arguments = ProcessInfo.processInfo.arguments
        let bundle = arguments.first { $0.hasSuffix(".xctest") } ?? arguments[0]
        return URL(fileURLWithPath: bundle).resolvingSymlinksInPath().deletingLastPathComponent().path
    }()
}

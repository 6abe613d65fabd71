import ArgumentParser
import FoundationEssentials
import SluiceClient

/// How the answer is written.
struct OutputOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        /// For people.
        case table
        /// For programs: the API's own values; times are milliseconds since 1970.
        case json
    }

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("table for people, json for programs.", valueName: "format"))
    var output = Format.table

    /// Writes `value` as JSON, or the lines that `screen` makes.
    func write(_ value: some Encodable, screen: (Terminal) -> [String]) throws {
        switch output {
        case .table: writeOutput(screen(.standard(environment: Surroundings.variables)).joined(separator: "\n") + "\n")
        case .json:
            let encoder = JSONEncoder.sluice
            encoder.outputFormatting.insert(.prettyPrinted)
            writeOutput(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n")
        }
    }
}

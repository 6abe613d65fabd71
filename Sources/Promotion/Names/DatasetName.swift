/// The name by which a pipeline knows a dataset; `customers` reaches a step as `SLUICE_DATASET_CUSTOMERS`.
package struct DatasetName: Name {
    package let rawValue: String

    package init(checked rawValue: String) { self.rawValue = rawValue }

    package static let noun = "dataset name"

    package static func problem(in text: String) -> String? { problemInIdentifier(text, longest: 63) }
}

extension DatasetName {
    /// The name as part of an environment variable: upper case, with `_` for `-` and `.`.
    package var variableSuffix: String {
        String(rawValue.uppercased().map { $0 == "-" || $0 == "." ? "_" : $0 })
    }
}

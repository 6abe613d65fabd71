internal import Promotion

extension DeltaProtocol {
    /// Reader features under which the actions of JSON commits mean what they mean without them, as far as files, rows and schema go.
    /// From the "Valid Feature Names in Table Features" of the Delta protocol.
    private static let understood: Set<String> = [
        "columnMapping", "deletionVectors", "timestampNtz", "typeWidening", "typeWidening-preview", "v2Checkpoint",
        "vacuumProtocolCheck", "variantShredding", "variantShredding-preview", "variantType", "variantType-preview",
    ]

    /// Refuses a table that a reader must know more for, naming what.
    func requireSupport(table: String) throws(DatasetError) {
        let operation = "reading a Delta log"
        guard minimumReaderVersion <= 3 else {
            throw DatasetError(
                .unsupportedFeature, operation: operation,
                "the table \(table.quotedPath) needs reader version \(minimumReaderVersion); up to 3 is supported")
        }
        let unknown = readerFeatures.filter { !Self.understood.contains($0) }.sorted()
        guard unknown.isEmpty else {
            throw DatasetError(
                .unsupportedFeature, operation: operation,
                "the table \(table.quotedPath) needs the reader features "
                    + unknown.prefix(10).map(\.quotedForMessage).joined(separator: ", ")
                    + ", which are not supported; drop them from the table or export it without them")
        }
    }
}

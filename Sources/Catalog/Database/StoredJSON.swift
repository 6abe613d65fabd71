internal import Foundation

/// Values that a column keeps as JSON text with sorted keys: the same value always gives the same text, so digests may be taken of it.
enum StoredJSON {
    static func text(of value: some Encodable, in column: StaticString) throws(CatalogError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw CatalogError(
                .failed, operation: "encoding '\(column)'", message: "the value cannot be stored", cause: error)
        }
    }

    static func value<Value: Decodable>(
        _ type: Value.Type, from text: String, in column: StaticString
    ) throws(CatalogError) -> Value {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        do {
            return try decoder.decode(type, from: Data(text.utf8))
        } catch {
            throw CatalogError(
                .damaged, operation: "reading '\(column)'", message: "the stored value is no \(type)", cause: error)
        }
    }
}

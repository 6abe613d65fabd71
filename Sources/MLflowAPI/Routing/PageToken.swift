internal import Foundation

/// Where the next page of a search begins, as clients carry it: base64 of `{"offset": N}`, as MLflow has it.
enum PageToken {
    static func encode(_ offset: Int?) -> String? {
        offset.map { Data("{\"offset\": \($0)}".utf8).base64EncodedString() }
    }

    /// The offset; 0 without a token.
    static func decode(_ token: String?) throws -> Int {
        guard let token, !token.isEmpty else { return 0 }
        guard let data = Data(base64Encoded: token) else {
            throw MLflowError.invalid("Invalid page token, could not base64-decode")
        }
        guard let parsed = try? data.withUnsafeBytes({ try JSONParser.parse($0) }),
            case .integer(let offset)? = parsed["offset"], (0...Int64(Int32.max)).contains(offset)
        else { throw MLflowError.invalid("Invalid page token, parsed value is no offset") }
        return Int(offset)
    }
}

internal import Foundation

/// Where the next page of a list begins, as clients carry it: base64 of `{"offset": N}`, as MLflow has it. For lists that only grow at
/// their end; searches have `SearchToken`.
enum PageToken {
    static func encode(_ offset: Int?) -> String? {
        offset.map { Data("{\"offset\": \($0)}".utf8).base64EncodedString() }
    }

    /// The offset; 0 without a token.
    static func decode(_ token: String?) throws -> Int {
        guard let token, !token.isEmpty else { return 0 }
        guard case .integer(let offset)? = try content(of: token)["offset"], (0...Int64(Int32.max)).contains(offset)
        else {
            throw MLflowError.invalid("Invalid page token, parsed value is no offset")
        }
        return Int(offset)
    }

    /// The JSON that a token is made of.
    static func content(of token: String) throws -> JSON {
        guard let data = Data(base64Encoded: token) else {
            throw MLflowError.invalid("Invalid page token, could not base64-decode")
        }
        do {
            return try data.withUnsafeBytes { try JSONParser.parse($0) }
        } catch is JSONError {
            throw MLflowError.invalid("Invalid page token, the decoded value is no JSON")
        }
    }
}

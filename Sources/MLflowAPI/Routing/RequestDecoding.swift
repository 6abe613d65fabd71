internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Reading what a request carries.
package enum RequestDecoding {
    /// The token of `Authorization: Bearer` or, as the password, of `Authorization: Basic`.
    static func token(_ header: String?) -> String? {
        guard let header, let space = header.firstIndex(of: " ") else { return nil }
        let credentials = header[header.index(after: space)...].drop { $0 == " " }
        switch header[..<space].lowercased() {
        case "bearer":
            return credentials.isEmpty ? nil : String(credentials)
        case "basic":
            guard let data = Data(base64Encoded: String(credentials)),
                let pair = String(validating: data, as: UTF8.self), let colon = pair.firstIndex(of: ":")
            else { return nil }
            let password = pair[pair.index(after: colon)...]
            return password.isEmpty ? nil : String(password)
        default:
            return nil
        }
    }

    /// The members of a query string; a key that comes several times gives a list. Percent signs are decoded once, `+` is a space.
    package static func query(_ text: String?) throws -> [JSON.Member] {
        var members: [JSON.Member] = []
        for pair in (text ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let key = try decoded(parts[0], plusIsSpace: true)
            let value = try decoded(parts.count > 1 ? parts[1] : "".utf8[...], plusIsSpace: true)
            guard let index = members.firstIndex(where: { $0.key == key }) else {
                members.append(JSON.Member(key: key, value: .string(value)))
                guard members.count <= 1000 else { throw MLflowError.invalid("Too many query parameters") }
                continue
            }
            switch members[index].value {
            case .array(var values):
                values.append(.string(value))
                members[index].value = .array(values)
            case let first:
                members[index].value = .array([first, .string(value)])
            }
        }
        return members
    }

    /// Decodes percent signs exactly once. Text that is not UTF-8, and a `%` without two digits, are refused.
    static func decoded(_ text: Substring.UTF8View, plusIsSpace: Bool = false) throws -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hexadecimal), let low = rest.popFirst().flatMap(hexadecimal)
                else { throw MLflowError.invalid("Invalid percent encoding") }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
            throw MLflowError.invalid("Invalid percent encoding: not UTF-8")
        }
        return decoded
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The body as a JSON object; an empty body counts as an empty object. At most `limit` bytes are read.
    static func body(_ request: Request, limit: Int) async throws -> [JSON.Member] {
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw MLflowError.invalid("The request's body is larger than \(limit) bytes")
        }
        guard buffer.readableBytes > 0 else { return [] }
        let type = request.headers[.contentType] ?? ""
        guard type.split(separator: ";").first?.lowercased() == "application/json" else {
            throw MLflowError.invalid("Bad Request. Content-Type must be one of ['application/json'].")
        }
        do {
            guard case .object(let members) = try buffer.withUnsafeReadableBytes({ try JSONParser.parse($0) }) else {
                throw MLflowError.invalid("The request's body must be a JSON object")
            }
            return members
        } catch let error as JSONError {
            throw MLflowError.invalid("The request's body \(error.message)")
        }
    }
}

/// What the provider gave a browser to bring back.
package struct LoginCallback: Hashable, Sendable {
    /// Nil if the provider did not log anybody in.
    package let code: String?
    package let issuer: String?

    /// Reads the target of a request; nil if it is not for the login with this `state`.
    init?(target: String, state: String) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "/callback" else { return nil }
        var fields: [String: String] = [:]
        for pair in parts[1].split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, let name = Self.decoded(sides[0]), let value = Self.decoded(sides[1]) else {
                return nil
            }
            // What is there twice can be read in two ways.
            guard fields.updateValue(value, forKey: name) == nil else { return nil }
        }
        guard fields["state"] == state else { return nil }
        code = fields["error"] == nil ? fields["code"] : nil
        issuer = fields["iss"]
    }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
                else {
                    return nil
                }
                bytes.append(value)
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

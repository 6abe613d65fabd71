/// What of a text's Base64 (RFC 4648) does not depend on what stands around it.
enum Base64 {
    private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    private static let alphabets = [Array((letters + "+/").utf8), Array((letters + "-_").utf8)]

    /// The text at each of the three places that it can have in a group of three bytes, in both alphabets. Characters that also carry
    /// bits of a neighbour are left out.
    static func aligned(_ text: [UInt8]) -> [[UInt8]] {
        (0..<3).flatMap { place in
            alphabets.map { alphabet in
                let all = encoded([UInt8](repeating: 0, count: place) + text, alphabet)
                return Array(all.dropFirst((place * 8 + 5) / 6))
            }
        }
    }

    /// The rows in which the `base64` program, Python and PEM files break a long text.
    static func rows(of text: [UInt8]) -> [[UInt8]] {
        let all = encoded(text, alphabets[0])
        return [64, 76].flatMap { width -> [[UInt8]] in
            guard all.count > width else { return [] }
            return stride(from: 0, to: all.count, by: width).map { Array(all[$0..<min($0 + width, all.count)]) }
        }
    }

    /// Without padding, and without a last character that has fewer than six bits.
    private static func encoded(_ text: [UInt8], _ alphabet: [UInt8]) -> [UInt8] {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.count * 4 / 3)
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for byte in text {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                encoded.append(alphabet[Int(bits >> count & 63)])
            }
        }
        return encoded
    }
}

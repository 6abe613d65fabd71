/// Addresses with the same first bits.
package struct AddressRange: Hashable, Sendable, CustomStringConvertible {
    private let first: IPAddress
    private let bits: Int

    init(_ first: [UInt8], _ bits: Int) {
        self.first = IPAddress(bytes: first)
        self.bits = bits
    }

    /// Reads an address (`10.0.0.7`, which is a range of one) or a range in CIDR form (`10.0.0.0/8`); nil for everything else, also if
    /// bits behind the prefix are set.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(String(parts[0])) else { return nil }
        let width = address.bytes.count * 8
        var bits = width
        if parts.count == 2 {
            guard let number = Int(parts[1]), String(number) == parts[1], (0...width).contains(number) else {
                return nil
            }
            bits = number
        }
        first = address
        self.bits = bits
        guard (bits..<width).allSatisfy({ address.bytes[$0 / 8] & (0x80 >> ($0 % 8)) == 0 }) else { return nil }
    }

    /// Addresses of the other family are never in it.
    package func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == first.bytes.count else { return false }
        let whole = bits / 8
        guard address.bytes[..<whole] == first.bytes[..<whole] else { return false }
        guard bits % 8 > 0 else { return true }
        let mask = ~(UInt8(0xFF) >> (bits % 8))
        return address.bytes[whole] & mask == first.bytes[whole] & mask
    }

    package var description: String { "\(first)/\(bits)" }
}

extension IPAddress {
    /// Whether the address is one of the public network: a machine that anybody can reach, and not this one, its neighbours, a group,
    /// or what is set apart for other uses (IANA's special-purpose registries).
    ///
    /// An IPv6 address that carries an IPv4 address is as public as that one.
    package var isPublic: Bool {
        if bytes.count == 4 { return !Self.special.contains { $0.contains(self) } }
        if let carried { return carried.isPublic }
        return Self.globalUnicast.contains(self) && !Self.specialIPv6.contains { $0.contains(self) }
    }

    /// The IPv4 address that packets to this IPv6 address end up at: IPv4-mapped, NAT64 and 6to4.
    var carried: IPAddress? {
        guard bytes.count == 16 else { return nil }
        for (range, start) in Self.carriers where range.contains(self) {
            return IPAddress(bytes: Array(bytes[start..<start + 4]))
        }
        return nil
    }

    private static let carriers: [(AddressRange, Int)] = [
        (AddressRange([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0], 96), 12),
        (AddressRange([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 96), 12),
        (AddressRange([0x20, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 16), 2),
    ]

    /// What is not public of IPv4.
    private static let special: [AddressRange] = [
        AddressRange([0, 0, 0, 0], 8),  // this network
        AddressRange([10, 0, 0, 0], 8),
        AddressRange([100, 64, 0, 0], 10),  // behind a provider's NAT
        AddressRange([127, 0, 0, 0], 8),
        AddressRange([169, 254, 0, 0], 16),  // link-local, and the clouds' metadata
        AddressRange([172, 16, 0, 0], 12),
        AddressRange([192, 0, 0, 0], 24),
        AddressRange([192, 0, 2, 0], 24),
        AddressRange([192, 88, 99, 0], 24),
        AddressRange([192, 168, 0, 0], 16),
        AddressRange([198, 18, 0, 0], 15),
        AddressRange([198, 51, 100, 0], 24),
        AddressRange([203, 0, 113, 0], 24),
        AddressRange([224, 0, 0, 0], 4),  // multicast
        AddressRange([240, 0, 0, 0], 4),  // reserved, and broadcast
    ]

    /// Everything outside it is unspecified, loopback, IPv4-compatible, local, link-local, multicast or not given out.
    private static let globalUnicast = AddressRange([0x20] + [UInt8](repeating: 0, count: 15), 3)

    /// What is not public of `globalUnicast`.
    private static let specialIPv6: [AddressRange] = [
        AddressRange([0x20, 0x01] + [UInt8](repeating: 0, count: 14), 23),  // Teredo and others of the IETF
        AddressRange([0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 12), 32),
        AddressRange([0x3F, 0xFF] + [UInt8](repeating: 0, count: 14), 20),
    ]
}

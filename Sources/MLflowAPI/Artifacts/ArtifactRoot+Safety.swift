extension ArtifactRoot {
    /// Whether an artifact path leads nowhere else however often, and by whatever program, it is decoded or normalized on its way.
    ///
    /// Here a name is data and leads nowhere. But it goes through proxies, and to clients that write files under it: theirs refuse to
    /// list a folder at all that has one name with `#`, or with percent signs that stand for `..`. What else percent signs may stand
    /// for is no harm: clients before 3.18 name images `line%step%3%timestamp%1795…`.
    static func isSafe(_ path: String) -> Bool {
        guard !startsWithDrive(path) else { return false }
        var text = path
        for _ in 0..<10 {
            guard !leadsElsewhere(text), !leadsElsewhere(plain(text)) else { return false }
            let next = decoded(text)
            if next.utf8.elementsEqual(text.utf8) { return true }
            text = next
        }
        return false
    }

    /// Whether a text is no path of plain components, or is one that ends early.
    private static func leadsElsewhere(_ text: String) -> Bool {
        text.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "\\") }
            || text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).contains { component in
                // `..;` is `..` to servers that know path parameters.
                let name = component.prefix { $0 != UInt8(ascii: ";") }
                return component.isEmpty || name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8)
            }
    }

    /// The path with the characters that compatibility normalization makes of dots, slashes and percent signs.
    private static func plain(_ path: String) -> String {
        guard path.utf8.contains(where: { $0 >= 0x80 }) else { return path }
        var plain = ""
        for scalar in path.unicodeScalars {
            switch scalar {
            case "\u{2024}", "\u{FE52}", "\u{FF0E}": plain += "."
            case "\u{2025}": plain += ".."
            case "\u{2044}", "\u{2215}", "\u{FF0F}": plain += "/"
            case "\u{2216}", "\u{FE68}", "\u{FF3C}": plain += "\\"
            default: plain.unicodeScalars.append(scalar)
            }
        }
        return plain
    }

    /// Decodes percent signs as clients do: what is no code stays, and bytes that are not UTF-8 become replacement characters.
    private static func decoded(_ path: String) -> String {
        guard path.utf8.contains(UInt8(ascii: "%")) else { return path }
        let bytes = Array(path.utf8)
        var decoded: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = Character(Unicode.Scalar(bytes[index + 1])).hexDigitValue,
                let low = Character(Unicode.Scalar(bytes[index + 2])).hexDigitValue
            {
                decoded.append(UInt8(high << 4 | low))
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// `C:/` is absolute on some machines.
    private static func startsWithDrive(_ path: String) -> Bool {
        let start = Array(path.utf8.prefix(3))
        return start.count == 3 && (0x61...0x7A).contains(start[0] | 0x20) && start[1] == UInt8(ascii: ":")
            && start[2] == UInt8(ascii: "/")
    }
}

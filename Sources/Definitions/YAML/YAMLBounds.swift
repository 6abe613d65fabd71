/// What a definition file may at most be. Nobody writes one that comes near; whoever sends one wants to hurt.
enum YAMLBounds {
    static let bytes = 1 << 20
    /// Nested lists and mappings.
    static let depth = 32
    /// Values and keys.
    static let nodes = 20_000
    /// Characters that can begin a value: a bound on the tree that the parser makes before its nodes can be counted.
    static let structure = 100_000
    /// Aliases that the parser may meet before they are refused. It hashes the keys of mappings, so a key made of aliases of
    /// aliases would take for ever; with so few it stays small.
    static let aliases = 8

    /// Why `bytes` may not even be given to the parser, or nil. Does not depend on quotes or comments, because what is
    /// text and what is not is what the parser decides.
    static func problem(in bytes: [UInt8]) -> String? {
        guard bytes.count <= Self.bytes else {
            return "the file has \(bytes.count) bytes; a definition may have at most \(Self.bytes)"
        }
        var structure = 0
        var anchors = 0
        var aliases = 0
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "-"),
                UInt8(ascii: "?"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                structure += 1
            case UInt8(ascii: "&"): if beginsName(bytes, after: index) { anchors += 1 }
            case UInt8(ascii: "*"): if beginsName(bytes, after: index) { aliases += 1 }
            default: break
            }
        }
        guard structure <= Self.structure else {
            return "the file has more than \(Self.structure) values; a definition may have at most \(nodes)"
        }
        guard anchors == 0 || aliases <= Self.aliases else {
            return "the file has anchors ('&name') and \(aliases) aliases ('*name'), which definitions do not know; "
                + "write the values out"
        }
        return nil
    }

    private static func beginsName(_ bytes: [UInt8], after index: Int) -> Bool {
        guard index + 1 < bytes.count else { return false }
        let next = bytes[index + 1]
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(next | 0x20) || next == UInt8(ascii: "_")
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) || next == UInt8(ascii: "-")
    }
}

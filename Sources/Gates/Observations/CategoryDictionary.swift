/// Gives each distinct value of one column a code, in the order of first appearance. Owned by one thread.
///
/// Values of up to 16 bytes are found without making a `String`: by their bytes and length in an open hash table.
final class CategoryDictionary {
    private struct Short {
        var low: UInt64 = 0
        var high: UInt64 = 0
        /// 0 marks a free place: an empty value is a missing one and never stored.
        var length: UInt32 = 0
        var code: UInt32 = 0
    }

    private(set) var categories: [String] = []
    private var codes: [String: UInt32] = [:]
    private var table: UnsafeMutableBufferPointer<Short>
    /// The codes of values of one byte, which most classes are.
    private let singles: UnsafeMutablePointer<UInt32>
    private var stored = 0

    init() {
        table = .allocate(capacity: 256)
        table.initialize(repeating: Short())
        singles = .allocate(capacity: 256)
        singles.initialize(repeating: CategoryColumn.missing, count: 256)
    }

    deinit {
        table.deallocate()
        singles.deallocate()
    }

    /// The code of a value, or `CategoryColumn.missing` of an empty one.
    func code(of field: UnsafeBufferPointer<UInt8>) -> UInt32 {
        guard let base = field.baseAddress, field.count > 0 else { return CategoryColumn.missing }
        if field.count == 1 {
            let code = singles[Int(base[0])]
            if code != CategoryColumn.missing { return code }
            singles[Int(base[0])] = self.code(ofText: String(decoding: field, as: UTF8.self))
            return singles[Int(base[0])]
        }
        guard field.count <= 16 else { return code(ofText: String(decoding: field, as: UTF8.self)) }
        var low: UInt64 = 0
        var high: UInt64 = 0
        for index in 0..<min(field.count, 8) { low |= UInt64(base[index]) &<< UInt64(8 &* index) }
        if field.count > 8 {
            for index in 8..<field.count { high |= UInt64(base[index]) &<< UInt64(8 &* (index &- 8)) }
        }
        let table = table
        var place = Self.hash(low, high, field.count) & (table.count &- 1)
        while table[place].length != 0 {
            let entry = table[place]
            if entry.low == low, entry.high == high, entry.length == UInt32(field.count) { return entry.code }
            place = (place &+ 1) & (table.count &- 1)
        }
        let code = code(ofText: String(decoding: field, as: UTF8.self))
        table[place] = Short(low: low, high: high, length: UInt32(field.count), code: code)
        stored += 1
        if stored * 2 > table.count { grow() }
        return code
    }

    /// The code of a value as text.
    func code(ofText text: String) -> UInt32 {
        let category = Self.canonical(text)
        if let code = codes[category] { return code }
        let code = UInt32(categories.count)
        codes[category] = code
        categories.append(category)
        return code
    }

    /// The one spelling of values that programs write in several: `1.0` is `1` (a column of integers that once had a gap), `True` is
    /// `true`. Any other text stays as it is: `007` is not `7`.
    static func canonical(_ text: String) -> String {
        switch text {
        case "True", "TRUE": return "true"
        case "False", "FALSE": return "false"
        default: break
        }
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty, parts[1].utf8.allSatisfy({ $0 == UInt8(ascii: "0") }) else {
            return text
        }
        let digits = parts[0].hasPrefix("-") ? parts[0].dropFirst() : parts[0]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return text }
        return digits == "0" ? "0" : String(parts[0])
    }

    @inline(__always)
    private static func hash(_ low: UInt64, _ high: UInt64, _ count: Int) -> Int {
        let mixed = (low ^ (high &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(count)) &* 0xBF58_476D_1CE4_E5B9
        return Int(truncatingIfNeeded: mixed >> 32)
    }

    private func grow() {
        let old = table
        table = .allocate(capacity: old.count * 2)
        table.initialize(repeating: Short())
        for entry in old where entry.length != 0 {
            var place = Self.hash(entry.low, entry.high, Int(entry.length)) & (table.count &- 1)
            while table[place].length != 0 { place = (place &+ 1) & (table.count &- 1) }
            table[place] = entry
        }
        old.deallocate()
    }
}

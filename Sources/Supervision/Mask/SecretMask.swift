import Glibc

/// Finds secrets in bytes, in all their `SecretForms` at once.
///
/// Maintainer note: the first four bytes of every form are hashed into a small bitmap; one multiplication and one look per byte of text
/// pass over nearly everything. Only where the bitmap says perhaps are forms compared. Memory is that of the forms.
package struct SecretMask: Sendable {
    /// What stands where a secret was.
    package static let replacement = Array("***".utf8)
    static let shortestPattern = 4
    /// A secret that was cut off at the end of a text is masked from so many bytes on.
    static let shortestRemainder = 8

    /// By their first four bytes, longest first.
    private let patterns: [UInt32: [[UInt8]]]
    /// 65,536 bits.
    private let filter: [UInt64]
    /// Beginnings of one, two and three bytes, with their number above them.
    private let beginnings: Set<UInt32>
    let longestPattern: Int

    /// nil if there is nothing to look for.
    package init?(_ secrets: some Sequence<String>) {
        let forms = secrets.reduce(into: Set<[UInt8]>()) { $0.formUnion(SecretForms.all(of: Array($1.utf8))) }
        guard !forms.isEmpty else { return nil }
        var patterns: [UInt32: [[UInt8]]] = [:]
        var filter = [UInt64](repeating: 0, count: 1024)
        var beginnings: Set<UInt32> = []
        for form in forms {
            let key = form.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
            patterns[key, default: []].append(form)
            filter[Self.slot(key) >> 6] |= 1 << UInt64(Self.slot(key) & 63)
            for count in 1...3 { beginnings.insert(Self.beginning(form.prefix(count))) }
        }
        self.patterns = patterns.mapValues { $0.sorted { $0.count > $1.count } }
        self.filter = filter
        self.beginnings = beginnings
        longestPattern = forms.reduce(0) { max($0, $1.count) }
    }

    private static func slot(_ key: UInt32) -> Int { Int((key &* 0x9E37_79B1) >> 16) }

    private static func beginning(_ bytes: some Collection<UInt8>) -> UInt32 {
        bytes.reduce(UInt32(bytes.count)) { $0 << 8 | UInt32($1) }
    }

    /// What there is at a place of a text.
    struct Finding: Hashable {
        /// Bytes of the longest form that begins here; 0 for none.
        var length = 0
        /// Whether the text ends before another form does that may begin here.
        var isCut = false

        var isNothing: Bool { length == 0 && !isCut }
    }

    /// The first place from `start` on where something is found; nil if there is none.
    func first(in text: UnsafeRawBufferPointer, from start: Int) -> (place: Int, finding: Finding)? {
        var place = start
        let found = filter.withUnsafeBufferPointer { filter -> Finding? in
            while place + 4 <= text.count {
                let slot = Self.slot(text.loadUnaligned(fromByteOffset: place, as: UInt32.self))
                if filter[slot >> 6] & (1 << UInt64(slot & 63)) != 0 {
                    let finding = finding(in: text, at: place)
                    if !finding.isNothing { return finding }
                }
                place += 1
            }
            return nil
        }
        if let found { return (place, found) }
        while place < text.count {
            if beginnings.contains(Self.beginning(text[place...])) { return (place, Finding(isCut: true)) }
            place += 1
        }
        return nil
    }

    /// Compares with the forms that have these four bytes at their beginning.
    private func finding(in text: UnsafeRawBufferPointer, at place: Int) -> Finding {
        let rest = UnsafeRawBufferPointer(rebasing: text[place...])
        var finding = Finding()
        for pattern in patterns[rest.loadUnaligned(as: UInt32.self)] ?? [] {
            let isEqual = pattern.withUnsafeBytes { pattern in
                guard let one = pattern.baseAddress, let other = rest.baseAddress else { return false }
                return memcmp(one, other, min(pattern.count, rest.count)) == 0
            }
            guard isEqual else { continue }
            guard pattern.count > rest.count else {
                finding.length = pattern.count
                break
            }
            finding.isCut = true
        }
        return finding
    }
}

extension SecretMask {
    /// The text with `***` in place of every secret.
    package func masked(_ text: String) -> String {
        String(decoding: masked(Array(text.utf8)), as: UTF8.self)
    }

    /// The same for bytes.
    package func masked(_ bytes: [UInt8]) -> [UInt8] {
        var masked: [UInt8] = []
        var stream = MaskedStream(self)
        bytes.withUnsafeBytes { stream.append($0, to: &masked) }
        stream.finish(to: &masked)
        return masked
    }

    /// Whether there is a secret in the text.
    package func finds(_ text: String) -> Bool { masked(text) != text }
}

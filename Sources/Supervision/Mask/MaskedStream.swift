/// Masks secrets in a stream, wherever its pieces are cut.
///
/// What may be the beginning of a secret is held back until more comes: at most as long as the longest form of one, and nothing at all
/// after most lines' ends. Forms that overlap are masked together.
package struct MaskedStream: Sendable {
    private let mask: SecretMask
    private var held: [UInt8] = []
    /// So many of the first bytes held back belong to a secret that `***` stands for already.
    private var maskedAhead = 0

    package init(_ mask: SecretMask) { self.mask = mask }

    /// Takes the next piece, and appends what is certain by now to `output`.
    package mutating func append(_ piece: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        guard !held.isEmpty else { return scan(piece, isLast: false, to: &output) }
        let joined = held + piece
        joined.withUnsafeBytes { scan($0, isLast: false, to: &output) }
    }

    /// Appends what was held back. The beginning of a secret that never ended is masked unless it is very short.
    package mutating func finish(to output: inout [UInt8]) {
        let rest = held
        rest.withUnsafeBytes { scan($0, isLast: true, to: &output) }
    }

    private mutating func scan(_ text: UnsafeRawBufferPointer, isLast: Bool, to output: inout [UInt8]) {
        // Behind the last byte that is masked; -1 before there was one.
        var maskEnd = maskedAhead > 0 ? maskedAhead : -1
        var end = text.count
        var place = 0
        func appendPlain(upTo end: Int) {
            let start = max(maskEnd, 0)
            if start < end { output.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[start..<end])) }
        }
        while let (found, finding) = mask.first(in: text, from: place) {
            if finding.isCut, !isLast {
                end = found
                break
            }
            place = found + 1
            let rest = text.count - found
            let length = finding.isCut && rest >= SecretMask.shortestRemainder ? rest : finding.length
            guard length > 0 else { continue }
            if found > maskEnd {
                appendPlain(upTo: found)
                output.append(contentsOf: SecretMask.replacement)
            }
            maskEnd = max(maskEnd, found + length)
        }
        appendPlain(upTo: end)
        maskedAhead = max(0, maskEnd - end)
        held = Array(text[end...])
    }
}

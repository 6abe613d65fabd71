/// Makes a step's log safe for a terminal: text, line ends, tabs and colours pass; everything else that could move the cursor, rename
/// the window or answer in the user's name does not. Keeps its place over pieces.
struct LogFilter {
    private enum Place {
        case text
        case escape
        /// Inside `ESC [`: a colour if it ends with `m`.
        case sequence
        /// Inside `ESC ]` and its like, up to BEL or `ESC \`.
        case string
        case stringEscape
        /// After the first byte of a two-byte UTF-8 control character.
        case c1
    }

    private var place = Place.text
    private var pending: [UInt8] = []

    mutating func filter(_ bytes: [UInt8]) -> [UInt8] {
        var passed: [UInt8] = []
        passed.reserveCapacity(bytes.count)
        for byte in bytes { take(byte, into: &passed) }
        return passed
    }

    private mutating func take(_ byte: UInt8, into passed: inout [UInt8]) {
        switch place {
        case .text:
            switch byte {
            case 0x1B: place = .escape
            case 0xC2: place = .c1
            case 0x0A, 0x0D, 0x09: passed.append(byte)
            case ..<0x20, 0x7F: break
            default: passed.append(byte)
            }
        case .escape:
            switch byte {
            case UInt8(ascii: "["):
                place = .sequence
                pending = [0x1B, byte]
            case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
                place = .string
            default: place = .text
            }
        case .sequence:
            pending.append(byte)
            if (0x40...0x7E).contains(byte) {
                if byte == UInt8(ascii: "m") { passed += pending }
                place = .text
            } else if !(0x20...0x3F).contains(byte) || pending.count > 32 {
                place = .text
            }
        case .string:
            if byte == 0x07 { place = .text } else if byte == 0x1B { place = .stringEscape }
        case .stringEscape: place = byte == UInt8(ascii: "\\") ? .text : .string
        case .c1:
            place = .text
            if !(0x80...0x9F).contains(byte) {
                passed.append(0xC2)
                take(byte, into: &passed)
            }
        }
    }
}

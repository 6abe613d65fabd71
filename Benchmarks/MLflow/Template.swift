/// Text with places that differ from request to request: `@n@` the request's number, `@d@` a tenth of it, `@v@` its value from the
/// plan's file, `@u1@` to `@u9@` numbers below 1,000,003 that are spread evenly and follow from the request's number.
struct Template: Sendable {
    private enum Piece {
        case literal([UInt8])
        case number
        case tenth
        case value
        case spread(Int)
    }

    private let pieces: [Piece]

    init(_ text: String) throws {
        pieces = try text.split(separator: "@", omittingEmptySubsequences: false).enumerated().map { index, part in
            guard !index.isMultiple(of: 2) else { return .literal(Array(part.utf8)) }
            switch part {
            case "n": return .number
            case "d": return .tenth
            case "v": return .value
            default:
                guard part.first == "u", let salt = Int(part.dropFirst()) else {
                    throw LoadError("the template has no place '@\(part)@'")
                }
                return .spread(salt)
            }
        }
    }

    func append(to bytes: inout [UInt8], number: Int, value: [UInt8]) {
        for piece in pieces {
            switch piece {
            case .literal(let text): bytes += text
            case .number: bytes += Array(String(number).utf8)
            case .tenth: bytes += Array(String(number / 10).utf8)
            case .value: bytes += value
            case .spread(let salt): bytes += Array(String((number * 7919 + salt * 104_729) % 1_000_003).utf8)
            }
        }
    }
}

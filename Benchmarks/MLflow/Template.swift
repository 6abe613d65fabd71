/// Text with places that differ from request to request: `@n@` the request's number, `@p@` the same with seven digits, `@d@` a tenth
/// of it, `@v@` its value from the plan's file, `@u1@`, `@u2@`, … numbers below 1,000,003 that are spread evenly and follow from it.
struct Template: Sendable {
    private enum Piece {
        case literal([UInt8])
        case number
        case padded
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
            case "p": return .padded
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
            case .padded:
                let digits = String(number).utf8
                bytes += Array(repeating: UInt8(ascii: "0"), count: max(0, 7 - digits.count)) + Array(digits)
            case .tenth: bytes += Array(String(number / 10).utf8)
            case .value: bytes += value
            case .spread(let salt): bytes += Array(String((number * 7919 + salt * 104_729) % 1_000_003).utf8)
            }
        }
    }
}

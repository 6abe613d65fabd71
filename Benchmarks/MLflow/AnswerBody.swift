/// Reads an answer's body as it comes, by its length or in chunks, and keeps only its beginning.
struct AnswerBody {
    private enum State {
        case size(Int)
        case data(Int)
        case endOfData
        case trailer(lineIsEmpty: Bool)
        case complete
    }

    static let keptBytes = 4096

    private var state: State
    private let isChunked: Bool
    private(set) var beginning: [UInt8] = []
    private(set) var count = 0

    init(length: Int) {
        isChunked = false
        state = length == 0 ? .complete : .data(length)
    }

    init(chunked: Void) {
        isChunked = true
        state = .size(0)
    }

    var isComplete: Bool {
        if case .complete = state { true } else { false }
    }

    mutating func take(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while let byte = rest.first {
            if case .data(let left) = state {
                let part = rest.prefix(left)
                keep(part)
                rest = rest.dropFirst(part.count)
                state = left > part.count ? .data(left - part.count) : isChunked ? .endOfData : .complete
            } else {
                takeFraming(byte)
                rest = rest.dropFirst()
            }
        }
    }

    private mutating func keep(_ part: Slice<UnsafeRawBufferPointer>) {
        count += part.count
        let room = Self.keptBytes - beginning.count
        if room > 0 { beginning += part.prefix(room) }
    }

    /// Extensions of chunks are not understood; no server in question sends them.
    private mutating func takeFraming(_ byte: UInt8) {
        let isLineFeed = byte == UInt8(ascii: "\n")
        switch state {
        case .size(let size):
            if let digit = Character(UnicodeScalar(byte)).hexDigitValue { state = .size(size * 16 + digit) }
            if isLineFeed { state = size == 0 ? .trailer(lineIsEmpty: true) : .data(size) }
        case .endOfData:
            if isLineFeed { state = .size(0) }
        case .trailer(let lineIsEmpty):
            if isLineFeed {
                state = lineIsEmpty ? .complete : .trailer(lineIsEmpty: true)
            } else if byte != UInt8(ascii: "\r") {
                state = .trailer(lineIsEmpty: false)
            }
        case .data, .complete: break
        }
    }
}

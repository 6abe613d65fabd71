extension RefPattern {
    /// Finds a reference that both patterns match.
    ///
    /// Walks the product of both patterns: a state is how far each has been matched. There are at most
    /// (tokens + 1) × (other tokens + 1) × 2 states, each looked at once.
    ///
    /// - Parameters:
    ///   - other: the pattern to compare with.
    ///   - work: the states that may still be looked at, counted down; at 0 the search stops with nil.
    /// - Returns: the reference in the short form of branches, or nil if there is none.
    package func reference(sharedWith other: RefPattern, work: inout Int) -> String? {
        var found: [OverlapState: (from: OverlapState?, byte: UInt8?)] = [:]
        let start = OverlapState(left: 0, right: 0, afterSlash: true)
        var pending = [start]
        found[start] = (nil, nil)
        var next = 0
        while next < pending.count, work > 0 {
            let state = pending[next]
            next += 1
            work -= 1
            if state.left == tokens.count, state.right == other.tokens.count, !state.afterSlash {
                return Self.text(endingAt: state, found)
            }
            for (successor, byte) in successors(of: state, other) where found[successor] == nil {
                found[successor] = (state, byte)
                pending.append(successor)
            }
        }
        return nil
    }

    private func successors(of state: OverlapState, _ other: RefPattern) -> [(OverlapState, UInt8?)] {
        let left = state.left < tokens.count ? tokens[state.left] : nil
        let right = state.right < other.tokens.count ? other.tokens[state.right] : nil
        var successors: [(OverlapState, UInt8?)] = []
        // A run may be empty.
        if left?.isRun == true {
            successors.append(
                (OverlapState(left: state.left + 1, right: state.right, afterSlash: state.afterSlash), nil))
        }
        if right?.isRun == true {
            successors.append(
                (OverlapState(left: state.left, right: state.right + 1, afterSlash: state.afterSlash), nil))
        }
        guard let left, let right else { return successors }
        for byte in Self.candidates(left, right) where left.takes(byte) && right.takes(byte) {
            let isSlash = byte == UInt8(ascii: "/")
            // No reference has an empty component.
            guard !(isSlash && state.afterSlash) else { continue }
            successors.append(
                (
                    OverlapState(
                        left: left.isRun ? state.left : state.left + 1,
                        right: right.isRun ? state.right : state.right + 1,
                        afterSlash: isSlash), byte
                ))
        }
        return successors
    }

    /// One byte stands for all that both tokens treat alike.
    private static func candidates(_ left: Token, _ right: Token) -> [UInt8] {
        switch (left, right) {
        case (.literal(let byte), _), (_, .literal(let byte)): [byte]
        case (.anyRun, .anyRun): [UInt8(ascii: "x"), UInt8(ascii: "/")]
        case (.oneButSlash, _), (.runButSlash, _), (.anyRun, _): [UInt8(ascii: "x")]
        }
    }

    private static func text(
        endingAt state: OverlapState, _ found: [OverlapState: (from: OverlapState?, byte: UInt8?)]
    ) -> String {
        var bytes: [UInt8] = []
        var current: OverlapState? = state
        while let state = current, let step = found[state] {
            if let byte = step.byte { bytes.append(byte) }
            current = step.from
        }
        let full = String(decoding: bytes.reversed(), as: UTF8.self)
        return full.hasPrefix("refs/heads/") ? String(full.dropFirst("refs/heads/".count)) : full
    }
}

private struct OverlapState: Hashable {
    let left: Int
    let right: Int
    /// Whether the text so far is empty or ends with `/`.
    let afterSlash: Bool
}

extension RefPattern.Token {
    fileprivate var isRun: Bool {
        switch self {
        case .runButSlash, .anyRun: true
        case .literal, .oneButSlash: false
        }
    }

    fileprivate func takes(_ byte: UInt8) -> Bool {
        switch self {
        case .literal(let own): own == byte
        case .oneButSlash, .runButSlash: byte != UInt8(ascii: "/")
        case .anyRun: true
        }
    }
}

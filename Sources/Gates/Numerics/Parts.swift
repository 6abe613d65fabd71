internal import Dispatch
internal import Synchronization

/// Work that is cut into a few parts, each done by a thread; what comes out does not depend on how many there are.
enum Parts {
    /// The results of `body` for 0..<count, in that order.
    static func map<Result: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Result) -> [Result] {
        guard count > 1 else { return (0..<count).map(body) }
        let results = Mutex([Result?](repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let result = body(index)
            results.withLock { $0[index] = result }
        }
        return results.withLock { $0 }.compactMap { $0 }
    }

    /// 0..<total in `count` ranges of almost equal length.
    static func ranges(_ total: Int, count: Int) -> [Range<Int>] {
        let count = max(1, min(count, total))
        return (0..<count).map { (total * $0 / count)..<(total * ($0 + 1) / count) }
    }
}

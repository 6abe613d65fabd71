import Promotion

/// Goes through a source's list to its end, which must come: a list that repeats itself or never ends is given up.
struct SourcePager<Page: SourcePage> {
    /// What is listed, for messages.
    let what: String
    /// Asks for the page of a token; nil for the first.
    let page: @Sendable (String?) async throws(SourceError) -> Page

    private static var mostPages: Int { 100_000 }
    private static var longestToken: Int { 64 << 10 }

    /// Hands the elements of each page on, each element once, with the ids of those that could not be read.
    func forEachPage(
        _ body: (_ elements: [Page.Element], _ broken: [String]) async throws -> Void
    ) async throws {
        var seen: Set<Int> = []
        var token: String?
        var idle = 0
        for _ in 0..<Self.mostPages {
            let answer = try await page(token)
            let list = answer.list ?? SourceList()
            let new = list.elements.filter { seen.insert($0.id.hashValue).inserted }
            try await body(new, list.broken)
            guard let next = answer.nextPageToken, !next.isEmpty else { return }
            idle = new.isEmpty ? idle + 1 : 0
            guard next != token, next.utf8.count <= Self.longestToken, idle < 3 else {
                throw SourceError(.unusable, "the source's list of \(what) repeats itself")
            }
            token = next
        }
        throw SourceError(.unusable, "the source's list of \(what) does not end")
    }
}

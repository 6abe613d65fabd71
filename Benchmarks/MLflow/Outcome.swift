import Foundation

/// What one connection saw.
struct Outcome: Sendable {
    /// Of the answers that were counted, in nanoseconds.
    private(set) var times: [UInt64] = []
    private(set) var lastAnswer: UInt64 = 0
    private(set) var received = 0
    private(set) var errors = 0
    private(set) var firstError: String?
    private(set) var captured: [(number: Int, text: String)] = []

    mutating func count(_ answer: Connection.Answer, from began: UInt64, to ended: UInt64) {
        times.append(ended - began)
        lastAnswer = ended
        received += answer.body.count
        if answer.status != 200 {
            fail("\(answer.status) \(String(decoding: answer.body.beginning.prefix(300), as: UTF8.self))")
        }
    }

    mutating func fail(_ reason: String) {
        errors += 1
        firstError = firstError ?? reason
    }

    /// Keeps the first text member of that name in the answer's beginning.
    mutating func capture(_ member: String, of answer: Connection.Answer, number: Int) {
        let text = String(decoding: answer.body.beginning, as: UTF8.self)
        let parts = text.split(separator: "\"\(member)\"", maxSplits: 1)
        guard answer.status == 200, parts.count == 2, case let words = parts[1].split(separator: "\""), words.count > 1
        else {
            return fail("no '\(member)' in: \(text.prefix(300))")
        }
        captured.append((number, String(words[1])))
    }
}

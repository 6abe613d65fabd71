import Foundation
import Synchronization

/// A plan at work: one thread for each connection, each of which asks, waits for the whole answer, and asks again.
final class Load: Sendable {
    private let plan: LoadPlan
    private let path: Template
    private let body: Template
    /// The head up to the length of the body.
    private let fields: [UInt8]
    private let random: [UInt8]
    private let values: [[UInt8]]
    private let limit: Int
    private let taken = Atomic<Int>(0)
    private let outcomes = Mutex<[Outcome]>([])

    init(_ plan: LoadPlan) throws {
        self.plan = plan
        path = try Template(plan.path)
        body = try Template(plan.body ?? "")
        var head = " HTTP/1.1\r\nHost: 127.0.0.1:\(plan.port)\r\n"
        for (name, value) in plan.headers ?? [:] { head += "\(name): \(value)\r\n" }
        fields = Array((head + "Content-Length: ").utf8)
        random = plan.bytes.map(Self.random) ?? []
        values =
            try plan.values.map { file in
                try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map { Array($0.utf8) }
            } ?? []
        limit = plan.limit(values: values.count)
    }

    /// One block of random bytes again and again: servers do not look for repetition inside a file.
    private static func random(_ size: Int) -> [UInt8] {
        let block = (0..<131_072).flatMap { _ in withUnsafeBytes(of: UInt64.random(in: .min ... .max)) { Array($0) } }
        return (0...size / block.count).reduce(into: []) { bytes, _ in bytes += block.prefix(size - bytes.count) }
    }

    /// Carries the plan out.
    func run() throws -> LoadReport {
        let connections = try (0..<plan.connections).map { _ in try Connection(port: plan.port) }
        let group = DispatchGroup()
        let start = DispatchTime.now().uptimeNanoseconds + UInt64((plan.warmup ?? 0) * 1e9)
        let end = plan.seconds.map { start + UInt64($0 * 1e9) } ?? UInt64.max
        for connection in connections {
            nonisolated(unsafe) let connection = connection
            group.enter()
            Thread {
                let outcome = self.ask(connection, counting: start, until: end)
                self.outcomes.withLock { $0.append(outcome) }
                group.leave()
            }.start()
        }
        group.wait()
        return LoadReport(outcomes: outcomes.withLock { $0 }, start: start)
    }

    private func ask(_ connection: Connection, counting start: UInt64, until end: UInt64) -> Outcome {
        var outcome = Outcome()
        var bytes: [UInt8] = []
        var began = DispatchTime.now().uptimeNanoseconds
        while began < end {
            let index = taken.add(1, ordering: .relaxed).oldValue
            guard index < limit else { break }
            let number = (plan.first ?? 0) + index
            do {
                write(number, to: &bytes)
                began = DispatchTime.now().uptimeNanoseconds
                try bytes.withUnsafeBytes { try connection.send($0) }
                if plan.bytes != nil { try random.dropFirst(8).withUnsafeBytes { try connection.send($0) } }
                let answer = try connection.answer()
                let now = DispatchTime.now().uptimeNanoseconds
                if now >= start { outcome.count(answer, from: began, to: now) }
                if let member = plan.capture { outcome.capture(member, of: answer, number: number) }
                began = now
            } catch {
                outcome.fail("\(error)")
                break
            }
        }
        return outcome
    }

    private func write(_ number: Int, to bytes: inout [UInt8]) {
        let value = values.isEmpty ? [] : values[number % values.count]
        var content: [UInt8] = []
        body.append(to: &content, number: number, value: value)
        if plan.bytes != nil { withUnsafeBytes(of: number) { content += $0 } }
        bytes.removeAll(keepingCapacity: true)
        bytes += Array("\(plan.method) ".utf8)
        path.append(to: &bytes, number: number, value: value)
        bytes += fields
        bytes += Array("\(plan.bytes == nil ? content.count : random.count)\r\n\r\n".utf8)
        bytes += content
    }
}

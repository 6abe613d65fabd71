import Catalog
import Foundation
import Gates
import Promotion
import Testing

@testable import Engine

@Suite("Windows that know dates")
struct DatedWindowTests {
    private static let berlin = "Europe/Berlin"
    private static let newYork = "America/New_York"
    private static let work = #"["Mon-Fri 09:00-17:00"]"#

    private static func window(_ inside: String = "[]", never: String = "[]", zone: String) throws -> WindowCheck {
        let text = #"{"inside":\#(inside),"never":\#(never),"zone":"\#(zone)"}"#
        return try JSONDecoder().decode(WindowCheck.self, from: Data(text.utf8))
    }

    private static func time(_ text: String) throws -> Timestamp {
        let date = try Date("\(text):00Z", strategy: .iso8601)
        return Timestamp(milliseconds: Int64(date.timeIntervalSince1970 * 1000))
    }

    private static func timing(_ checks: [GateCheck], at now: Timestamp) -> GateTiming {
        GateTiming(policy: GatePolicy(checks: checks), soak: .unknown(reason: "nobody looked"), now: now)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var about: String
        var zone: String
        var inside = "[]"
        var never = "[]"
        /// In UTC.
        var now: String
        /// In UTC; nil if it never opens again.
        var opens: String?

        var testDescription: String { about }
    }

    private static let freeze = #"[{"from":"2026-12-19","to":"2027-01-04"}]"#

    static let cases: [Case] = [
        Case(
            about: "a freeze ends with the first hour of work", zone: berlin, inside: work, never: freeze,
            now: "2026-12-22T10:00", opens: "2027-01-04T08:00"),
        Case(
            about: "a freeze ends by itself", zone: newYork, never: freeze, now: "2026-12-22T10:00",
            opens: "2027-01-04T05:00"),
        Case(
            about: "the last of two freezes that overlap counts", zone: berlin, inside: work,
            never: #"[{"from":"2027-01-02","to":"2027-01-11 12:00"},{"from":"2026-12-19","to":"2027-01-04"}]"#,
            now: "2026-12-22T10:00", opens: "2027-01-11T11:00"),
        Case(
            about: "between two freezes it is open", zone: berlin,
            never: #"[{"from":"2026-12-19","to":"2026-12-27"},{"from":"2026-12-27 00:01","to":"2027-01-04"}]"#,
            now: "2026-12-22T10:00", opens: "2026-12-26T23:00"),
        Case(
            about: "an end that the clock leaves out is when it goes on", zone: berlin,
            never: #"[{"from":"2027-03-01","to":"2027-03-28 02:30"}]"#, now: "2027-03-27T10:00",
            opens: "2027-03-28T01:00"),
        Case(
            about: "an end that the clock has twice is over at the first", zone: newYork,
            never: #"[{"from":"2026-10-30","to":"2026-11-01 01:30"}]"#, now: "2026-10-31T00:00",
            opens: "2026-11-01T05:30"),
        Case(
            about: "an end that the clock has twice is over at the second as well", zone: newYork,
            never: #"[{"from":"2026-10-30","to":"2026-11-01 01:30"}]"#, now: "2026-11-01T06:10",
            opens: "2026-11-01T06:30"),
        Case(
            about: "the first days of a quarter's last month", zone: newYork,
            inside: #"[{"days":"1-3","months":"Mar,Jun,Sep,Dec"}]"#,
            now: "2026-11-21T12:00", opens: "2026-12-01T05:00"),
        Case(
            about: "the last day of February", zone: newYork, inside: #"[{"days":"last"}]"#, now: "2027-02-15T12:00",
            opens: "2027-02-28T05:00"),
        Case(
            about: "the last day of February in a leap year", zone: newYork, inside: #"[{"days":"last"}]"#,
            now: "2028-02-28T12:00", opens: "2028-02-29T05:00"),
        Case(
            about: "months without the day are passed over", zone: berlin, inside: #"[{"days":"31"}]"#,
            now: "2027-04-01T00:00", opens: "2027-05-30T22:00"),
        Case(
            about: "February 29", zone: berlin, inside: #"[{"days":"29","months":"Feb"}]"#, now: "2026-11-21T12:00",
            opens: "2028-02-28T23:00"),
        Case(
            about: "February 29 on a Monday", zone: berlin,
            inside: #"[{"days":"29","months":"Feb","times":"Mon 09:00-10:00"}]"#,
            now: "2026-11-21T12:00", opens: "2044-02-29T08:00"),
        Case(
            about: "the first Monday of a month, in summer time again", zone: newYork,
            inside: #"[{"days":"1-7","times":"Mon 09:00-12:00"}]"#, now: "2026-03-02T20:00", opens: "2026-04-06T13:00"),
        Case(
            about: "an hour of every week that the clock leaves out once", zone: berlin,
            inside: #"["Sun 02:00-03:00"]"#,
            now: "2027-03-21T10:00", opens: "2027-04-04T00:00"),
        Case(
            about: "an hour that the clock leaves out every year", zone: berlin,
            inside: #"[{"days":"25-31","months":"Mar","times":"Sun 02:00-03:00"}]"#, now: "2026-11-21T12:00"),
        Case(about: "a time that is over", zone: berlin, inside: #"[{"to":"2026-06-01"}]"#, now: "2026-11-21T12:00"),
        Case(
            about: "a freeze without an end", zone: newYork, never: #"[{"from":"2026-06-01"}]"#, now: "2026-11-21T12:00"
        ),
        Case(
            about: "a time all of which is frozen", zone: berlin, inside: #"[{"from":"2026-12-20","to":"2027-01-01"}]"#,
            never: freeze, now: "2026-11-21T12:00"),
        Case(
            about: "a freeze to a far year", zone: berlin, inside: #"["Mon 09:00-10:00"]"#,
            never: #"[{"from":"2026-06-01","to":"2199-12-31"}]"#, now: "2026-11-21T12:00", opens: "2200-01-06T08:00"),
    ]

    @Test(arguments: cases)
    func aClosedWindowSaysWhenItOpensNext(given: Case) throws {
        let now = try Self.time(given.now)
        let check = GateCheck(.window(try Self.window(given.inside, never: given.never, zone: given.zone)))
        let timing = Self.timing([check], at: now)
        let result = try #require(timing.result(of: check))
        #expect(result.verdict == .failed)
        let opens = try given.opens.map(Self.time)
        #expect(result.holdsFrom == opens, "\(result.reason), \(result.holdsFrom?.utc ?? "never")")
        // A run waits for an opening that comes, and not for one that never does.
        let decision = Gate.decide(policy: timing.policy, evidence: timing.evidence)
        #expect(timing.wait(after: decision)?.until == opens)
        if let opens { #expect(Self.timing([check], at: opens).result(of: check)?.verdict == .passed) }
        #expect(result.reason.hasSuffix("and the window never opens again") == (opens == nil), "\(result.reason)")
    }

    @Test func aFreezeIsNamedInTheSentence() throws {
        func reason(_ never: String) throws -> String? {
            let check = GateCheck(.window(try Self.window(Self.work, never: never, zone: Self.berlin)))
            return Self.timing([check], at: try Self.time("2026-12-22T10:00")).result(of: check)?.reason
        }
        #expect(
            try reason(Self.freeze)
                == "it is Tue 2026-12-22 11:00 in Europe/Berlin, frozen (2026-12-19 to 2027-01-04): "
                + "no promotion may happen before Mon 2027-01-04 09:00")
        #expect(
            try reason(#"[{"from":"2026-12-22"},{"days":"22-28","months":"Dec"}]"#)
                == "it is Tue 2026-12-22 11:00 in Europe/Berlin, frozen (from 2026-12-22), and the window never opens again"
        )
    }

    @Test func aRunThatNeverMayDoesNotWaitForAnotherWindowEither() throws {
        let now = try Self.time("2026-11-21T12:00")
        let over = GateCheck(.window(try Self.window(#"[{"to":"2026-06-01"}]"#, zone: Self.berlin)))
        let later = GateCheck(.window(try Self.window(#"[{"days":"last"}]"#, zone: Self.newYork)))
        func wait(_ checks: GateCheck...) -> GateTiming.Wait? {
            let timing = Self.timing(checks, at: now)
            return timing.wait(after: Gate.decide(policy: timing.policy, evidence: timing.evidence))
        }
        #expect(wait(over, later) == nil)
        #expect(wait(GateCheck(.any([over, later])))?.until == (try Self.time("2026-11-30T05:00")))
        #expect(wait(GateCheck(.not(over)), later)?.until == (try Self.time("2026-11-30T05:00")))
    }

    /// The bench's clock begins on 1970-01-01 at 00:00:01 UTC.
    @Test func aRunIsPromotedOnTheDayThatItsWindowOpens() async throws {
        let minute: Int64 = 60_000
        let gate = #"[{window: {inside: {days: 1, months: "*/2", times: "00:00-01:00"}}}]"#
        let people = try await PeopleBench("{required: 1, expires: 90d}", gate: gate)
        let id = try await people.newRun()
        var passed = CheckResult(check: "inside days 1", verdict: .passed, reason: "a promotion may happen")
        passed.path = CheckPath([1])
        try await people.judge(id, checks: [passed])
        people.bench.clock.advance(by: 90 * minute)
        let run = try await people.bench.run(id)
        let now = people.bench.context.now()
        let lacking = try await people.bench.catalog.read { transaction in
            try PromotionConditions(transaction: transaction, now: now).lacking(run).first { $0.kind == .window }
        }
        let opening = Timestamp(milliseconds: 59 * 1440 * minute)
        #expect(lacking?.until == opening)
        #expect(lacking?.sentence.hasSuffix("no promotion may happen before Sun 1970-03-01 00:00") == true)

        try await people.approve(id, by: .person("bo"))
        #expect(try await people.drive(id).state.phase == .judging, "the window has closed since")
        #expect(try await people.champion() == nil)
        people.bench.clock.advance(by: opening.milliseconds - people.bench.context.now().milliseconds)
        try await people.judge(id, checks: [passed])
        #expect(try await people.drive(id).state.promoted)
        #expect(try await people.champion() == 1)
    }

    /// Spans to choose from, many of them about days on which the clocks change.
    private static let pool = [
        #""Mon-Fri 09:00-17:00""#, #""Fri 16:00-Mon 08:00""#, #""22:00-02:30""#, #""Sun 01:30-02:30""#,
        #"{"days":"1-3"}"#,
        #"{"days":"last"}"#, #"{"days":"29-31","times":"23:00-01:15"}"#, #"{"months":"Mar,Oct,Nov"}"#,
        #"{"days":"1-31/3","months":"Nov-Mar","times":"Sat,Sun 00:00-24:00"}"#, #"{"days":"29","months":"Feb"}"#,
        #"{"from":"2027-03-28 02:15","to":"2027-11-07 01:30"}"#, #"{"to":"2028-02-29 12:34"}"#,
        #"{"from":"2026-10-25 02:30","times":"01:00-03:00"}"#, #"{"days":"8-14","times":"Sun 01:59-03:01"}"#,
    ]

    /// UTC, on the days before the clocks of Berlin or New York change, and before the ends of months and years.
    private static let moments = [
        "2026-10-24T09:17", "2026-10-31T20:41", "2027-03-13T18:02", "2027-03-27T22:59", "2027-10-30T23:30",
        "2027-11-06T23:01",
        "2028-02-27T11:11", "2027-12-30T05:05", "2026-02-26T03:03", "2028-03-25T23:59",
    ]

    @Test(arguments: 0..<6)
    func theSearchFindsWhatGoingMinuteByMinuteFinds(seed: Int) throws {
        var random = Multiplying(state: UInt64(seed) + 7)
        for _ in 0..<25 {
            let inside = (0..<Int.random(in: 0...2, using: &random)).compactMap { _ in
                Self.pool.randomElement(using: &random)
            }
            let never = (0..<Int.random(in: 0...2, using: &random)).compactMap { _ in
                Self.pool.randomElement(using: &random)
            }
            let zone = Bool.random(using: &random) ? Self.berlin : Self.newYork
            let check = try Self.window(
                "[\(inside.joined(separator: ","))]", never: "[\(never.joined(separator: ","))]", zone: zone)
            let moment = try Self.time(try #require(Self.moments.randomElement(using: &random)))
            let now = Timestamp(
                milliseconds: moment.milliseconds + Int64.random(in: 0..<5_760_000, using: &random) * 30)
            try expectSame(check, now)
        }
    }

    private func expectSame(_ check: WindowCheck, _ now: Timestamp) throws {
        let offsets = try #require(ZoneOffsets(check.zone, from: now, to: check.searchEnd(from: now)))
        let isOpen = check.isOpen(at: now, in: offsets)
        let first = now.milliseconds / 60_000 + 1
        let stepped = (first..<first + 12 * 1440).lazy.map { Timestamp(milliseconds: $0 * 60_000) }
            .first { check.isOpen(at: $0, in: offsets) != isOpen }
        let found = check.nextChange(after: now, in: offsets)
        if let stepped {
            #expect(found == stepped, "\(check) at \(now.utc)")
        } else if let found {
            #expect(found.milliseconds >= (first + 12 * 1440) * 60_000, "\(check) at \(now.utc)")
            #expect(check.isOpen(at: found, in: offsets) != isOpen)
            let before = Timestamp(milliseconds: found.milliseconds - 60_000)
            #expect(check.isOpen(at: before, in: offsets) == isOpen)
        }
    }

    /// The rule that windows had before they knew dates: minutes of the local week, from Monday 00:00.
    @Test(arguments: 0..<4)
    func windowsOfTheWeekAreWhatTheyWere(seed: Int) throws {
        var random = Multiplying(state: UInt64(seed) + 99)
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        func span() throws -> WeekSpan {
            func time() -> String {
                let minutes = Int.random(in: 0..<1440, using: &random)
                let (hour, minute) = ("0\(minutes / 60)".suffix(2), "0\(minutes % 60)".suffix(2))
                return "\(hour):\(minute)"
            }
            func day() -> String { days[Int.random(in: 0..<7, using: &random)] }
            let text =
                Bool.random(using: &random)
                ? "\(day()) \(time())-\(day()) \(time())" : "\(day())-\(day()) \(time())-\(time())"
            return try WeekSpan(parsing: text)
        }
        for _ in 0..<25 {
            let inside = try (0..<Int.random(in: 0...2, using: &random)).map { _ in try span() }
            let never = try (0..<Int.random(in: 0...1, using: &random)).map { _ in try span() }
            let zone = Bool.random(using: &random) ? Self.berlin : Self.newYork
            let moment = try Self.time(try #require(Self.moments.randomElement(using: &random)))
            let offsets = try #require(
                ZoneOffsets(zone, from: moment, to: Timestamp(milliseconds: moment.milliseconds + 22 * 86_400_000)))
            let check = WindowCheck(
                inside: inside.map { WindowSpan(times: $0) }, never: never.map { WindowSpan(times: $0) }, zone: zone)
            func wasOpen(_ instant: Timestamp) -> Bool {
                let local = instant.milliseconds / 60_000 + Int64(offsets.seconds(at: instant) / 60)
                let minute = Int((local + 3 * 1440) % 10_080)
                return (inside.isEmpty || inside.contains { $0.holds(minute) }) && !never.contains { $0.holds(minute) }
            }
            let first = moment.milliseconds / 60_000 + 1
            let times = (first..<first + 8 * 1440).lazy.map { Timestamp(milliseconds: $0 * 60_000) }
            let now = wasOpen(moment)
            #expect(check.isOpen(at: moment, in: offsets) == now)
            let was = times.first { wasOpen($0) != now }
            let found = check.nextChange(after: moment, in: offsets)
            #expect(
                found == was || (was == nil && found.map { $0 > times.last ?? moment } ?? true),
                "\(check) at \(moment.utc)")
        }
    }
}

/// A generator that gives the same numbers each time (Knuth's MMIX constants, the high bits of two steps).
private struct Multiplying: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        func step() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 32
        }
        return step() << 32 | step()
    }
}

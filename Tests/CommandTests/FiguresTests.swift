import Promotion
import Testing

@testable import sluice

struct FiguresTests {
    @Test(arguments: [
        (0.6034123, "0.6034"), (0.55, "0.55"), (1.0, "1"), (-0.5, "-0.5"), (0.99996, "1"), (7000.0, "7,000"),
        (0.00001, "1e-05"), (.nan, "NaN"), (-.infinity, "-Infinity"), (0.0, "0"), (1234.5678, "1234.5678"),
    ])
    func numbers(_ value: Double, _ expected: String) { #expect(Figures.number(value) == expected) }

    @Test(arguments: [
        (0, "0 B"), (1023, "1023 B"), (1024, "1 KiB"), (1536, "1.5 KiB"), (412 << 20, "412 MiB"), (5 << 40, "5 TiB"),
    ])
    func bytes(_ value: Int64, _ expected: String) { #expect(Figures.bytes(value) == expected) }

    @Test(arguments: [(45, "45 ms"), (3200, "3.2 s"), (245_000, "4 min 05 s"), (7_800_000, "2 h 10 min"), (-5, "0 ms")])
    func durations(_ value: Int64, _ expected: String) { #expect(Figures.duration(value) == expected) }

    @Test(arguments: [
        (0, "1970-01-01 00:00:00Z"), (951_782_400_000, "2000-02-29 00:00:00Z"), (-1000, "1969-12-31 23:59:59Z"),
        (1_795_227_301_999, "2026-11-21 02:15:01Z"),
    ])
    func times(_ value: Int64, _ expected: String) { #expect(Figures.time(Timestamp(milliseconds: value)) == expected) }

    @Test(arguments: [
        (0, "just now"), (40, "40 s ago"), (200, "3 min ago"), (7200, "2 h ago"), (200_000, "2 days ago"),
        (-50, "just now"),
    ])
    func ago(_ seconds: Int64, _ expected: String) {
        #expect(Figures.ago(Sample.before(seconds), now: Sample.now) == expected)
    }
}

import Testing

@testable import Gates

@Suite struct ShownFiguresTests {
    private func shown(_ figures: Double...) -> [String] { ExactDecimal.shown(figures.compactMap(ExactDecimal.init)) }

    @Test func longFiguresAreCutToFourPlaces() {
        #expect(shown(0.5934291581108829, 0.4239261340826977) == ["0.5934", "0.4239"])
        #expect(shown(0.99999, 0.5) == ["1", "0.5"])
        #expect(shown(-12.34567, 3) == ["-12.3457", "3"])
    }

    @Test func differentFiguresStayDifferent() {
        #expect(shown(0.849999999999, 0.85) == ["0.849999999999", "0.85"])
        #expect(shown(0.59342, 0.59341) == ["0.59342", "0.59341"])
    }

    @Test func smallFiguresDoNotBecomeZero() {
        #expect(shown(0.00000012, 0) == ["0.0000001", "0"])
    }

    @Test func equalFiguresStayEqual() { #expect(shown(0.123456, 0.123456) == ["0.1235", "0.1235"]) }
}

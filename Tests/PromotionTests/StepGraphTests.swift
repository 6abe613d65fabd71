import Promotion
import Testing

@Suite struct StepGraphTests {
    private func graph(_ needs: [(String, [String])]) throws -> StepGraph {
        StepGraph(
            try needs.map { name, needs in
                PipelineStep(
                    name: StepName(checked: name), kind: .task, run: try CommandLine(parsing: "x"),
                    needs: needs.map { StepName(checked: $0) })
            })
    }

    private func names(_ steps: some Sequence<StepName>) -> [String] { steps.map(\.rawValue) }

    @Test func stepsAreReadyInTheOrderOfTheFileOnceAllTheirNeedsAreDone() throws {
        let graph = try graph([("z", []), ("join", ["z", "a"]), ("a", []), ("end", ["join"])])
        #expect(names(graph.ready(after: [])) == ["z", "a"])
        #expect(names(graph.ready(after: [StepName(checked: "z")])) == ["a"])
        #expect(names(graph.ready(after: [StepName(checked: "a"), StepName(checked: "z")])) == ["join"])
        #expect(graph.ready(after: Set(["z", "a", "join", "end"].map { StepName(checked: $0) })).isEmpty)
    }

    @Test func aStepThatNeedsAnUnknownOneIsNeverReady() throws {
        #expect(try graph([("a", ["ghost"])]).ready(after: []).isEmpty)
    }

    @Test(
        arguments: [
            ([("a", ["a"])], ["a", "a"]),
            ([("a", ["b"]), ("b", ["a"])], ["a", "b", "a"]),
            ([("in", ["a"]), ("a", ["b"]), ("b", ["c"]), ("c", ["a"])], ["a", "b", "c", "a"]),
            ([("a", ["ghost"]), ("b", ["a"]), ("c", ["a", "b"])], nil),
            ([], nil),
        ] as [([(String, [String])], [String]?)])
    func aCycleIsShownFromItsFirstStepBackToIt(steps: [(String, [String])], expected: [String]?) throws {
        #expect(try graph(steps).cycle().map(names) == expected)
    }

    @Test func ancestorsAreAllThatIsNeededThroughOthers() throws {
        let graph = try graph([("a", []), ("b", ["a"]), ("c", ["a"]), ("d", ["b", "c"]), ("e", [])])
        #expect(Set(names(graph.ancestors(of: StepName(checked: "d")))) == ["a", "b", "c"])
        #expect(graph.ancestors(of: StepName(checked: "a")).isEmpty)
        #expect(graph.ancestors(of: StepName(checked: "ghost")).isEmpty)
    }

    @Test func ancestorsOfACircleAreFinite() throws {
        let graph = try graph([("a", ["b"]), ("b", ["a"])])
        #expect(Set(names(graph.ancestors(of: StepName(checked: "a")))) == ["a", "b"])
    }

    @Test func aChainOfTenThousandStepsExhaustsNoStack() throws {
        let chain = (0..<10_000).map { index in ("s\(index)", index == 0 ? [] : ["s\(index - 1)"]) }
        let graph = try graph(chain.reversed())
        #expect(graph.cycle() == nil)
        #expect(graph.ancestors(of: StepName(checked: "s9999")).count == 9999)
        #expect(names(graph.ready(after: [])) == ["s0"])
        let closed = try self.graph([("s0", ["s9999"])] + chain.dropFirst())
        #expect(closed.cycle()?.count == 10_001)
    }
}

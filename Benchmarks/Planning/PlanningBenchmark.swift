import Promotion

/// How long planning takes, without anything around it: no git, no catalog, no JSON.
///
/// Each measurement is one JSON line: what it was, how much of it, and the time of a pass over all projects in microseconds, as the
/// least, the median and the 95th percentile of the repetitions.
@main
enum PlanningBenchmark {
    static func main() {
        for history in [1, 50] {
            measure("settled", Workload(projects: 1_000, runsPerEnvironment: history, moved: false))
            measure("every tip moved", Workload(projects: 1_000, runsPerEnvironment: history, moved: true))
        }
        measure("settled", Workload(projects: 1, branches: 10_000, moved: false))
        measure("unclaimed refs", Workload(projects: 1, unclaimed: 100_000, moved: false))
    }

    private static func measure(_ name: String, _ workload: Workload) {
        var changes = 0
        for _ in 0..<3 { changes = workload.plan() }
        let clock = ContinuousClock()
        let times = (0..<25).map { _ in
            clock.measure { changes = workload.plan() }
        }.sorted()
        let figures = [times[0], times[12], times[23]].map { time in
            time.components.seconds * 1_000_000 + time.components.attoseconds / 1_000_000_000_000
        }
        print(
            """
            {"benchmark": "planning", "case": "\(name)", "projects": \(workload.projects.count), \
            "environments": \(workload.environments), "runs": \(workload.runs), "refs": \(workload.refs), \
            "changes": \(changes), "min_us": \(figures[0]), "median_us": \(figures[1]), "p95_us": \(figures[2])}
            """)
    }
}

import Catalog
import Datasets
import Execution
import Promotion
import Supervision

/// What an attempt left behind: how it ended, its tests, and the datasets that it wrote.
struct StepEvidence: Sendable {
    var outcome: StepOutcome
    var tests: [TestCaseRecord] = []
    var written: [RunDatasetRecord] = []
    var peakMemory: Int64?
    var cpuMilliseconds: Int64?

    /// The most tests of one step that are kept one by one.
    static let mostTests = 20_000

    var status: RunStatus {
        switch outcome {
        case .succeeded: .succeeded
        case .failed: .failed
        case .errored: .errored
        }
    }

    var reason: String? {
        switch outcome {
        case .succeeded: nil
        case .failed(let reason), .errored(let reason): reason
        }
    }

    /// Reads what is there. A test step that ended well and left no usable report has failed: nobody knows what it tested.
    static func collect(
        _ end: AttemptEnd, step: PipelineStep, key: StepKey, attempt: Int, places: DatasetPlaces,
        datasets: DatasetInspector
    ) async -> StepEvidence {
        var evidence = StepEvidence(outcome: outcome(of: end))
        if case .finished(let exit) = end {
            evidence.peakMemory = exit.usage.maximumResidentBytes
            evidence.cpuMilliseconds = exit.usage.userMilliseconds + exit.usage.systemMilliseconds
        }
        if step.kind == .test { await evidence.readReport(beneath: places.folder.output(key, attempt: attempt)) }
        if evidence.outcome == .succeeded {
            await evidence.inspectWritten(step, places: places, datasets: datasets)
        }
        return evidence
    }

    private static func outcome(of end: AttemptEnd) -> StepOutcome {
        switch end {
        case .lost(let reason): return .errored(reason: "was lost: \(reason)")
        case .finished(let exit):
            switch exit.outcome {
            case .exited(code: 0): return .succeeded
            case .notStarted: return .failed(reason: exit.summary)
            case .exited, .signalled, .timedOut, .outOfMemory, .tooManyProcesses, .stopped:
                return .failed(reason: exit.summary)
            }
        }
    }

    private mutating func readReport(beneath output: String) async {
        do {
            let report = try await FileWork.run { try JUnitReport.read(StepVariables.reportName, beneath: output) }
            guard let report else {
                if outcome == .succeeded {
                    outcome = .failed(
                        reason: "failed: it wrote no report; pass $SLUICE_REPORT to the test runner, such as "
                            + "pytest --junitxml=$SLUICE_REPORT")
                }
                return
            }
            tests = report.cases.prefix(Self.mostTests).map { test in
                TestCaseRecord(
                    name: test.suite.isEmpty ? test.name : "\(test.suite).\(test.name)",
                    outcome: test.outcome.rawValue, seconds: test.seconds, message: test.message ?? "")
            }
            let totals = report.totals
            guard totals.failed + totals.errored == 0 else {
                outcome = .failed(
                    reason:
                        "failed: \(totals.failed + totals.errored) of \(totals.all) tests did not pass, the first is "
                        + (tests.first { $0.outcome == "failed" || $0.outcome == "errored" }?.name ?? "unnamed"))
                return
            }
            if outcome == .succeeded, totals.all == 0 { outcome = .failed(reason: "failed: its report has no tests") }
        } catch {
            // Whatever else went wrong says more than a report that is not there.
            if outcome == .succeeded { outcome = .failed(reason: "failed: \(error)") }
        }
    }

    private mutating func inspectWritten(
        _ step: PipelineStep, places: DatasetPlaces, datasets: DatasetInspector
    ) async {
        for name in step.writes {
            var problem = ""
            for binding in places.bindings(name) {
                do throws(DatasetError) {
                    let found = try await datasets.inspectInBackground(binding, dataFolder: places.dataFolder)
                    written.append(
                        RunDatasetRecord(
                            name: name, version: found.version, writtenBy: step.name, contents: found.contents))
                    problem = ""
                    break
                } catch {
                    problem = error.description
                }
            }
            guard problem.isEmpty else {
                outcome = .failed(reason: "failed: it should have written dataset '\(name)': \(problem)")
                return
            }
        }
    }
}

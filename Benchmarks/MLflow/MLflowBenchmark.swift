import Foundation

/// A load generator for servers that speak MLflow's protocol, the same for each of them: reads a `LoadPlan` as JSON from standard
/// input, carries it out over keep-alive connections, and prints a `LoadReport` as JSON.
@main
struct MLflowBenchmark {
    static func main() throws {
        let plan = try JSONDecoder().decode(LoadPlan.self, from: FileHandle.standardInput.readDataToEndOfFile())
        let report = try Load(plan).run()
        if let file = plan.captures { try report.writeCaptured(to: file) }
        try FileHandle.standardOutput.write(contentsOf: JSONEncoder().encode(report))
    }
}

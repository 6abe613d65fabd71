import Testing

/// What a client is tried with in one process: programs that share what they import.
enum ClientTopic: String, CaseIterable, CustomTestStringConvertible {
    case tracking, registry, artifacts, models, commands

    var testDescription: String { rawValue }

    /// Files of the folder `Programs`, in the order in which they run.
    var programs: [String] {
        switch self {
        // The first must run before any program names an experiment.
        case .tracking:
            [
                "test_default_experiment.py", "test_experiments.py", "test_runs.py", "test_metrics.py",
                "test_parallel.py",
            ]
        case .registry:
            ["test_registry.py", "test_search_runs.py", "test_search_registry.py", "test_search_logged_models.py"]
        case .artifacts: ["test_artifacts.py", "test_tables.py", "test_datasets.py"]
        case .models: ["test_models.py", "test_autolog.py"]
        case .commands: ["test_commands.py"]
        }
    }
}

import Foundation
import Promotion

/// Where the datasets are that a run's steps write: where the environment binds them, otherwise in the run's own folder.
struct DatasetPlaces: Sendable {
    let folder: RunFolder
    let bound: [DatasetName: DatasetBinding]
    /// What relative paths of bindings are meant from.
    let dataFolder: String

    /// The absolute path that a step writes `name` to.
    func written(_ name: DatasetName) -> String {
        guard let path = bound[name]?.path else { return folder.dataset(name) }
        return path.hasPrefix("/") ? path : "\(dataFolder)/\(path)"
    }

    /// How to look at what a step wrote. What no environment binds may be a Delta table or plain files; the folder tells.
    func bindings(_ name: DatasetName) -> [DatasetBinding] {
        if let binding = bound[name] { return [binding] }
        let path = folder.dataset(name)
        return [.delta(path: path), .files(path: path)]
    }

    /// Makes the folders of bound datasets that a step writes for the first time; one in the run's folder is the step's to make.
    func prepare(_ step: PipelineStep) throws {
        for name in step.writes where bound[name] != nil {
            try FileManager.default.createDirectory(atPath: written(name), withIntermediateDirectories: true)
        }
    }
}

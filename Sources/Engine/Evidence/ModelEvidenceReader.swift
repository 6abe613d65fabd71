import Artifacts
import Catalog
import Definitions
import Gates
import Promotion

/// Finds out what a gate wants to know of a model version from its registry entry, its manifest and its `MLmodel` file. Nothing is
/// loaded or executed.
struct ModelEvidenceReader: Sendable {
    let catalog: Catalog
    let artifacts: ArtifactStore

    /// The most bytes of an `MLmodel` file.
    private static let longestDescription: Int64 = 1 << 20

    /// The facts about a version; what is damaged or gone is missing, with the reason.
    func facts(of version: Int, model: ModelName, in workspace: WorkspaceName) async throws -> Gathered<ModelFacts> {
        let found = try await catalog.read { transaction -> Found? in
            guard let entry = try transaction.modelVersion(Int64(version), of: model.rawValue, in: workspace) else {
                return nil
            }
            let registered = try transaction.registeredModel(model.rawValue, in: workspace)
            return Found(version: entry, registered: registered, files: try ModelFiles(of: entry, in: transaction))
        }
        guard let found else { return .missing(reason: "version \(version) of '\(model)' is gone from the registry") }
        guard let files = found.files else { return .missing(reason: "version \(version) of '\(model)' has no files") }
        var description = ModelDescription(flavors: [])
        if let file = found.descriptionFile {
            switch await self.description(file) {
            case .found(let read): description = read
            case .missing(let reason):
                return .missing(reason: "the 'MLmodel' file of version \(version) cannot be read: \(reason)")
            }
        }
        let signature = description.inputs.map { inputs in
            ModelSignature(
                inputs: inputs.map(ModelSignature.Field.init),
                outputs: description.outputs?.map(ModelSignature.Field.init))
        }
        return .found(
            ModelFacts(
                flavors: description.flavors, signature: signature, tags: found.tags, description: found.text,
                bytes: files.files.reduce(0) { $0 + $1.size }))
    }

    private struct Found: Sendable {
        let version: ModelVersion
        let registered: RegisteredModel?
        let files: ModelFiles?

        var descriptionFile: ArtifactFile? {
            guard let folder = ModelFiles.place(of: version)?.folder else { return nil }
            return files?.files.first { $0.path == (folder.isEmpty ? "MLmodel" : folder + "/MLmodel") }
        }

        /// The version's tags over those of the model.
        var tags: [String: String] {
            var tags: [String: String] = [:]
            for tag in registered?.tags ?? [] { tags[tag.key] = tag.value }
            for tag in version.tags { tags[tag.key] = tag.value }
            return tags
        }

        var text: String {
            if let own = version.description, !own.isEmpty { return own }
            return registered?.description ?? ""
        }
    }

    private func description(_ file: ArtifactFile) async -> Gathered<ModelDescription> {
        guard file.size <= Self.longestDescription else {
            return .missing(reason: "it has \(file.size) bytes, more than \(Self.longestDescription)")
        }
        let bytes: [UInt8]
        do throws(ArtifactError) {
            bytes = try await artifacts.verifiedBytes(of: file.digest, limit: Self.longestDescription)
        } catch { return .missing(reason: error.message) }
        do throws(ModelDescriptionReader.Problem) {
            return .found(try ModelDescriptionReader().description(in: bytes))
        } catch { return .missing(reason: error.reason) }
    }
}

extension ModelSignature.Field {
    fileprivate init(_ field: ModelDescription.Field) {
        self.init(name: field.name, type: field.type, isOptional: field.isOptional)
    }
}

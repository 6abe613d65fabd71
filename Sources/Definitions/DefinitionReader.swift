package import Promotion

/// Reads definitions strictly: unknown keys, wrong types, doubtful spellings and broken references are all found in one pass.
///
/// Input is hostile: whatever the bytes, the answer is a value or diagnostics, within `YAMLBounds`.
package struct DefinitionReader: Sendable {
    /// Creates a reader; it keeps nothing between files.
    package init() {}

    /// Reads `sluice.yaml` of a commit. `file` is what diagnostics call it.
    package func pipeline(in bytes: [UInt8], file: String) -> Decoded<Pipeline> {
        let reading = Reading(file: file)
        let pipeline = read(bytes, as: PipelineShape.document, reading)
        if let pipeline { reading.add(PipelineCheck.problems(in: pipeline, source: reading.map)) }
        return Decoded(pipeline, diagnostics: reading.sortedDiagnostics, sources: [reading.map])
    }

    /// Reads all environments of a project, in the order of promotion: an environment comes after the one that it promotes from,
    /// otherwise they keep the order of `files`. One wrong file makes the whole ladder unusable, because a policy with a gap is not a policy.
    package func environments(in files: [(name: String, bytes: [UInt8])]) -> Decoded<[Environment]> {
        var members: [EnvironmentLadder.Member] = []
        var diagnostics: [Diagnostic] = []
        for file in files {
            let reading = Reading(file: file.name)
            if let environment = read(file.bytes, as: EnvironmentShape.document, reading) {
                let isReadable = !reading.diagnostics.contains { $0.severity == .error }
                if isReadable { reading.add(EnvironmentCheck.problems(in: environment, source: reading.map)) }
                members.append(EnvironmentLadder.Member(environment: environment, source: reading.map))
            }
            diagnostics += reading.sortedDiagnostics
        }
        let ladder = EnvironmentLadder(members, isComplete: members.count == files.count)
        diagnostics += ladder.problems
        return Decoded(ladder.order, diagnostics: diagnostics, sources: members.map(\.source))
    }

    /// Reads `access.yaml` of a project's protected ref. With `environments`, roles in others are told of too.
    package func access(
        in bytes: [UInt8], file: String = "access.yaml", environments: [EnvironmentName]? = nil
    ) -> Decoded<AccessPolicy> {
        let reading = Reading(file: file)
        let policy = read(bytes, as: AccessShape.document, reading)
        if let policy, let environments {
            reading.add(AccessCheck.problems(in: policy, environments: environments, source: reading.map))
        }
        return Decoded(policy, diagnostics: reading.sortedDiagnostics, sources: [reading.map])
    }

    private func read<Value>(_ bytes: [UInt8], as shape: Shape<Value>, _ reading: Reading) -> Value? {
        guard let (root, source) = YAMLReader.read(bytes, into: reading) else { return nil }
        reading.source = source
        reading.note(FieldPath(), at: root.position)
        return shape.read(root, FieldPath(), reading)
    }
}

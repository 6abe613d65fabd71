/// Exactly what is approved. An approval of one subject says nothing about another that differs in anything.
package struct ApprovalSubject: Hashable, Codable, Sendable {
    package var project: ProjectName
    package var environment: EnvironmentName
    package var run: RunID
    package var model: ModelName
    package var version: Int
    package var commit: CommitID
    /// Of the version's files.
    package var artifacts: Digest
    /// Of what the run read and wrote.
    package var datasets: [DatasetName: Digest]
    /// Of the definition of the gate that decided.
    package var gate: Digest

    package init(
        project: ProjectName, environment: EnvironmentName, run: RunID, model: ModelName, version: Int,
        commit: CommitID, artifacts: Digest, datasets: [DatasetName: Digest], gate: Digest
    ) {
        self.project = project
        self.environment = environment
        self.run = run
        self.model = model
        self.version = version
        self.commit = commit
        self.artifacts = artifacts
        self.datasets = datasets
        self.gate = gate
    }

    /// A line for each part, in an order that never changes. What is signed begins with it.
    package var canonicalText: String {
        var lines = [
            "project: \(project)", "environment: \(environment)", "run: \(run)",
            "model: \(model.rawValue.escapedForSigning)", "version: \(version)", "commit: \(commit)",
            "artifacts: sha256:\(artifacts)",
        ]
        lines += datasets.sorted { $0.key < $1.key }.map { "dataset: \($0.key) sha256:\($0.value)" }
        lines.append("gate: sha256:\(gate)")
        return lines.joined(separator: "\n") + "\n"
    }

    /// What is another thing altogether, a sentence each: an approval of `other` was never meant for this.
    package func differentThings(from other: ApprovalSubject) -> [String] {
        var found: [String] = []
        if project != other.project { found.append("it was given for project '\(other.project)'") }
        if environment != other.environment { found.append("it was given for environment '\(other.environment)'") }
        if run != other.run { found.append("it was given for \(other.run)") }
        if model != other.model || version != other.version {
            found.append("it was given for \(other.model.rawValue.quotedForMessage) version \(other.version)")
        }
        return found
    }

    /// What changed since `other` was approved, naming each with both digests.
    package func changes(since other: ApprovalSubject) -> [String] {
        func change(_ what: String, _ old: String, _ new: String) -> String? {
            old == new ? nil : "\(what) changed from \(old) to \(new)"
        }
        var found = [
            change("the commit", other.commit.short, commit.short),
            change("the digest of the model's files", other.artifacts.short, artifacts.short),
            change("the digest of the gate", other.gate.short, gate.short),
        ].compactMap(\.self)
        for name in Set(datasets.keys).union(other.datasets.keys).sorted() {
            let (old, new) = (other.datasets[name]?.short ?? "none", datasets[name]?.short ?? "none")
            guard datasets[name] != other.datasets[name] else { continue }
            found.append("the digest of dataset '\(name)' changed from \(old) to \(new)")
        }
        return found
    }
}

extension String {
    /// Printable ASCII as it is, everything else and `%` as `%XX` of its bytes: one text, one line, no two readings.
    var escapedForSigning: String {
        utf8.reduce(into: "") { text, byte in
            if (0x21...0x7E).contains(byte), byte != UInt8(ascii: "%") {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
    }
}

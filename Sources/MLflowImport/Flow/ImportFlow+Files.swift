import Artifacts
import Promotion
import SluiceClient

extension ImportFlow {
    /// Whether the source itself serves the files at a place; true if there is no place.
    func isServed(_ uri: String?) -> Bool {
        guard let uri, !uri.isEmpty else { return true }
        return SourceArtifacts(uri: uri, client: source) != nil
    }

    /// Says of files that cannot be fetched where they are, each time again.
    func noteUnserved(_ kind: ImportKind, _ id: String, _ uri: String?) {
        guard options.bringsFiles, let uri, !isServed(uri) else { return }
        tally.refuse(
            ImportProblem(kind, id, "its files are at \(uri.quotedForMessage), which the source does not serve"),
            counted: false)
    }

    /// The files of a run or a logged model, but for those that are there already in the same size. False if some did not come.
    func bringFiles(
        of owner: ImportedOwner, at uri: String?, experiment: String, known: Int
    ) async throws -> Bool {
        guard let uri, !uri.isEmpty, let artifacts = SourceArtifacts(uri: uri, client: source) else { return true }
        var isComplete = true
        let isListed = try await tolerating(.file, owner.id) {
            let (files, refused) = try await artifacts.list()
            for (path, reason) in refused {
                tally.refuse(ImportProblem(.file, "\(owner.id)/\(path)", "the name \(reason)"))
                isComplete = false
            }
            guard !files.isEmpty else { return }
            tally.count(.file) { $0.found += files.count }
            let here = known == 0 ? [] : try await target.importedFiles(report.id, of: owner)
            let sizes = Dictionary(here.map { ($0.path, $0.size) }) { $1 }
            for file in files {
                if let size = sizes[file.path.rawValue], file.size == nil || file.size == size {
                    tally.count(.file) { $0.unchanged += 1 }
                    continue
                }
                let isNew = sizes[file.path.rawValue] == nil
                if try await bring(file, from: artifacts, to: owner, experiment) {
                    tally.count(.file) { if isNew { $0.new += 1 } else { $0.updated += 1 } }
                } else {
                    isComplete = false
                }
            }
        }
        return isListed && isComplete
    }

    /// One file, straight from the source to the server. A second try if the source breaks off; false if it did not come.
    private func bring(
        _ file: SourceArtifacts.File, from artifacts: SourceArtifacts, to owner: ImportedOwner, _ experiment: String
    ) async throws -> Bool {
        let name = "\(owner.id)/\(file.path.rawValue)"
        var reason = ""
        for _ in 0..<2 {
            do {
                let (body, length) = try await artifacts.open(file)
                do {
                    try await target.upload(
                        body, length: length, to: file.path.rawValue, of: owner, experiment: experiment,
                        in: report.workspace)
                    tally.addBytes(body.count)
                    return true
                } catch let error as ClientError {
                    reason = error.message
                    break
                } catch {
                    // The server may have closed the connection because it takes no more; if it is gone, this says so.
                    if !body.hasFailed { _ = try await target.version() }
                    reason = body.hasFailed ? "the source broke off" : "it was not stored (\(type(of: error)))"
                }
            } catch let error as SourceError {
                if error.code == .refused { throw error }
                reason = error.description
            }
        }
        tally.refuse(ImportProblem(.file, name, reason))
        return false
    }
}

import Foundation
import Glibc
package import Promotion

extension GitRepository {
    /// Writes the files of a commit into a folder that must be new, or empty; there will be no `.git` in it.
    ///
    /// The whole tree is checked first, and what is refused is named. The files are written beside the target, under the name
    /// `.NAME.partial`, and the folder gets its own name when it is complete: it is there whole or not at all. A `.partial` that a
    /// killed export left is replaced, so two exports must not go to one folder at a time.
    package func export(
        _ commit: CommitID, to folder: String, limits: ExportLimits = ExportLimits()
    ) throws(GitError) -> Export {
        let operation = "exporting commit '\(commit)' to \(folder.quotedForMessage)"
        let target = URL(fileURLWithPath: folder)
        let partial = target.deletingLastPathComponent().appending(path: ".\(target.lastPathComponent).partial").path
        guard folder.hasPrefix("/"), !folder.utf8.contains(0) else {
            throw GitError(.refused, operation: operation, message: "the target is not an absolute path")
        }
        let repository = try repository()
        let plan = try ExportPlan(
            of: topTree(of: commit, operation: operation), in: repository, limits: limits, operation: operation)

        try? FileManager.default.removeItem(atPath: partial)
        guard mkdir(partial, 0o755) == 0 else {
            throw systemError(errno, operation: operation, object: "making \(partial.quotedForMessage)")
        }
        do {
            var writer = TreeWriter(repository: repository, operation: operation)
            try fill(partial, with: plan, by: &writer, operation: operation)
            try rename(partial, to: target.path, operation: operation)
            return Export(files: plan.files, bytes: plan.bytes, largeFilePointers: writer.largeFilePointers)
        } catch let error {
            try? FileManager.default.removeItem(atPath: partial)
            throw error
        }
    }

    private func fill(
        _ partial: String, with plan: ExportPlan, by writer: inout TreeWriter, operation: String
    ) throws(GitError) {
        let descriptor = open(partial, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw systemError(errno, operation: operation, object: "opening \(partial.quotedForMessage)")
        }
        defer { Glibc.close(descriptor) }
        try writer.write(plan.entries, into: descriptor)
    }

    /// The system replaces an empty folder by the new one, and nothing else.
    private func rename(_ partial: String, to target: String, operation: String) throws(GitError) {
        guard Glibc.rename(partial, target) != 0 else { return }
        guard ![EEXIST, ENOTEMPTY, ENOTDIR].contains(errno) else {
            throw GitError(.exists, operation: operation, message: "there is something at the target already")
        }
        throw systemError(errno, operation: operation, object: "naming it")
    }
}

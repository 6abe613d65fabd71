import Artifacts
import Promotion

/// The files of one run or logged model at a source.
struct SourceArtifacts: Sendable {
    /// A file below the root.
    struct File: Hashable, Sendable {
        var path: ArtifactPath
        /// nil if the source does not say.
        var size: Int64?
    }

    private static let mostFiles = 200_000
    private static let deepest = 48

    let client: SourceClient
    /// Below the source's own artifact root.
    let root: String

    /// nil if the source itself does not serve the place, such as a bucket or a folder of its machine.
    init?(uri: String, client: SourceClient) {
        var path: Substring
        let source = client.address.uri
        let direct = source + SourceClient.artifacts + "/"
        if uri.hasPrefix(direct) {
            path = uri.dropFirst(direct.count)
        } else if uri.hasPrefix("mlflow-artifacts://"), !uri.hasPrefix("mlflow-artifacts:///") {
            let host = source.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" }
            let rest = uri.dropFirst("mlflow-artifacts://".count)
            guard rest.hasPrefix(host + "/") else { return nil }
            path = rest.dropFirst(host.count + 1)
        } else if uri.hasPrefix("mlflow-artifacts:/") {
            path = uri.dropFirst("mlflow-artifacts:/".count)
        } else {
            return nil
        }
        path = path.drop { $0 == "/" }
        while path.hasSuffix("/") { path.removeLast() }
        guard let checked = ArtifactPath(rawValue: String(path)) else { return nil }
        self.client = client
        root = checked.rawValue
    }

    /// All files below the root, folder by folder, and what is listed and cannot be a file, with the reason.
    func list() async throws -> (files: [File], refused: [(String, String)]) {
        var files: [File] = []
        var refused: [(String, String)] = []
        var folders: [(path: String, depth: Int)] = [("", 0)]
        while let folder = folders.popLast() {
            let place = folder.path.isEmpty ? root : "\(root)/\(folder.path)"
            do {
                try await client.files(in: place).forEachPage { elements, broken in
                    refused += broken.map { ($0, "is not listed as a file or a folder") }
                    for element in elements {
                        let path = folder.path.isEmpty ? element.path : "\(folder.path)/\(element.path)"
                        guard !element.path.utf8.contains(UInt8(ascii: "/")),
                            let checked = ArtifactPath(rawValue: path)
                        else {
                            refused.append((path, ArtifactPath.problem(in: element.path) ?? "is no plain name"))
                            continue
                        }
                        if element.isDir ?? false {
                            folders.append((path, folder.depth + 1))
                        } else {
                            files.append(File(path: checked, size: element.fileSize?.value))
                        }
                    }
                    guard files.count + folders.count <= Self.mostFiles, folder.depth < Self.deepest else {
                        throw SourceError(.unusable, "its folders do not end")
                    }
                }
            } catch let error as SourceError {
                // Many servers say of a folder that was never written to that it is not there.
                if error.code == .missing, folder.path.isEmpty { break }
                throw error
            }
        }
        return (files.sorted { $0.path < $1.path }, refused)
    }

    /// A file's bytes, and how many there will be if the source says so.
    func open(_ file: File) async throws(SourceError) -> (body: SourceBody, length: Int64?) {
        let (body, length) = try await client.file("\(root)/\(file.path.rawValue)")
        return (SourceBody(body), length)
    }
}

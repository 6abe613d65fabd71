internal import Catalog
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Listings of one folder.
///
/// Clients that list through `mlflow-artifacts/artifacts?path=` know no pages and take what comes for all there is; so that answer is
/// complete, and written page by page as it is read. The others are given pages.
extension ArtifactOperations {
    /// Entries on one page, and read in one transaction.
    static let pageSize = 1000

    static let listings: [Operation] = [
        Operation(.get, "artifacts/list", .readChampion) { call, answer in
            let root = ArtifactRoot(try call.run(call.runID()))
            try call.list(root, path: "path", &answer)
        },
        Operation(.get, "logged-models/{model_id}/artifacts/directories", .readChampion) { call, answer in
            try call.list(call.modelRoot(), path: "artifact_directory_path", &answer)
        },
    ]

    /// `GET mlflow-artifacts/artifacts?path=…`: all that is in a folder, by names relative to it.
    func list(_ caller: Caller, _ path: String) async throws -> Response {
        let place = try Self.place(path)
        let first = try await page(caller, place, after: nil)
        let headers: HTTPFields = [.contentType: "application/json", .xContentTypeOptions: "nosniff"]
        guard first.next != nil else {
            var answer = JSONObject()
            answer.write(first, prefix: "")
            return Response(
                status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: answer.finished())))
        }
        let body = ResponseBody { writer in
            var page = first
            try await writer.write(ByteBuffer(string: "{\"files\":["))
            while true {
                try await writer.write(ByteBuffer(bytes: page.elementBytes))
                guard let next = page.next else { break }
                page = try await self.page(caller, place, after: next)
                if !page.entries.isEmpty { try await writer.write(ByteBuffer(string: ",")) }
            }
            try await writer.write(ByteBuffer(string: "]}"))
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }

    private func page(
        _ caller: Caller, _ place: ArtifactRoot, after position: ArtifactFolderPage.Position?
    ) async throws -> ArtifactFolderPage {
        try await session.perform(caller, .readChampion) { call in
            try call.requireOwner(of: place)
            try call.requireReadable(place.owner)
            return try call.transaction.artifactFolder(
                place.folder, of: place.owner, after: position, limit: Self.pageSize)
        }
    }
}

extension Call {
    /// Answers one page of a folder below `root`, by names relative to the root.
    fileprivate func list(_ root: ArtifactRoot, path: String, _ answer: inout JSONObject) throws {
        try requireReadable(root.owner)
        guard let place = root.appending(try text(path) ?? "") else { throw MLflowError.invalid("Invalid path") }
        let page = try transaction.artifactFolder(
            place.folder, of: place.owner, after: ListingToken.decode(text("page_token")),
            limit: ArtifactOperations.pageSize)
        answer.set("root_uri", root.uri)
        answer.write(page, prefix: place.folder)
        answer.set("next_page_token", ListingToken.encode(page.next))
    }
}

extension JSONObject {
    /// Writes `files` as clients expect them: names begin with `prefix`.
    fileprivate mutating func write(_ page: ArtifactFolderPage, prefix: String) {
        list("files", page.entries) { object, entry in object.write(entry, prefix: prefix) }
    }

    fileprivate mutating func write(_ entry: ArtifactFolderPage.Entry, prefix: String) {
        set("path", prefix.isEmpty ? entry.name : "\(prefix)/\(entry.name)")
        set("is_dir", entry.size == nil)
        set("file_size", entry.size)
    }
}

extension ArtifactFolderPage {
    /// The entries as the elements of a JSON list, without its brackets.
    fileprivate var elementBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.count * 64)
        for (index, entry) in entries.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            var object = JSONObject()
            object.write(entry, prefix: "")
            bytes.append(contentsOf: object.finished())
        }
        return bytes
    }
}

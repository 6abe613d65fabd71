internal import Catalog
internal import Foundation

/// Where the next page of a listing begins, as clients carry it: base64 of the last entry's name, with a slash for a folder.
enum ListingToken {
    static func encode(_ position: ArtifactFolderPage.Position?) -> String? {
        position.map { Data(($0.name + ($0.isFolder ? "/" : "")).utf8).base64EncodedString() }
    }

    /// nil without a token.
    static func decode(_ token: String?) throws -> ArtifactFolderPage.Position? {
        guard let token, !token.isEmpty else { return nil }
        guard token.utf8.count <= 2048, let data = Data(base64Encoded: token),
            let text = String(validating: data, as: UTF8.self)
        else { throw MLflowError.invalid("Invalid page token, could not base64-decode") }
        let isFolder = text.utf8.last == UInt8(ascii: "/")
        let name = isFolder ? String(text.dropLast()) : text
        guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "/")), !name.utf8.contains(0) else {
            throw MLflowError.invalid("Invalid page token, parsed value is no name")
        }
        return .init(name: name, isFolder: isFolder)
    }
}

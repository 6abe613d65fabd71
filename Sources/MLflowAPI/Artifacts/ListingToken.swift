internal import Catalog
internal import Foundation

/// Where the next page of a listing begins, as clients carry it: base64 of the last entry's kind and name.
enum ListingToken {
    private static let afterFile = "file:"
    private static let afterFolder = "folder:"

    static func encode(_ position: ArtifactFolderPage.Position?) -> String? {
        position.map { Data((($0.isFolder ? afterFolder : afterFile) + $0.name).utf8).base64EncodedString() }
    }

    /// nil without a token.
    static func decode(_ token: String?) throws -> ArtifactFolderPage.Position? {
        guard let token, !token.isEmpty else { return nil }
        guard token.utf8.count <= 2048, let data = Data(base64Encoded: token),
            let text = String(validating: data, as: UTF8.self)
        else { throw MLflowError.invalid("Invalid page token, could not base64-decode") }
        let isFolder = text.hasPrefix(afterFolder)
        let name = text.dropFirst(isFolder ? afterFolder.count : afterFile.count)
        guard isFolder || text.hasPrefix(afterFile), !name.isEmpty, !name.utf8.contains(UInt8(ascii: "/")),
            !name.utf8.contains(0)
        else { throw MLflowError.invalid("Invalid page token, parsed value is no place in a listing") }
        return .init(name: String(name), isFolder: isFolder)
    }
}

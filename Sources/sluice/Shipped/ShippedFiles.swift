import Foundation
import Glibc
import Promotion

/// The files that come with the program: templates and environments.
struct ShippedFiles {
    /// The folder that has `templates/` and `environments/`.
    let path: String

    /// Looks where `SLUICE_SHARE` says; in `share/sluice` of the installation that the program is in; in the folders above the program,
    /// for a checkout.
    static func find() throws -> ShippedFiles {
        let named = Surroundings.variables["SLUICE_SHARE"] ?? ""
        if !named.isEmpty {
            let files = ShippedFiles(path: AbsolutePath.of(named))
            guard files.isComplete else {
                throw CommandFailure(
                    .usage, "SLUICE_SHARE is \(named.quotedForMessage), where there is no templates/ and environments/")
            }
            return files
        }
        var folder = Self.programFolder
        let installed = ShippedFiles(path: folder + "/../share/sluice")
        if installed.isComplete { return ShippedFiles(path: AbsolutePath.of(installed.path)) }
        while folder != "/", !folder.isEmpty {
            let candidate = ShippedFiles(path: folder)
            if candidate.isComplete { return candidate }
            folder = (folder as NSString).deletingLastPathComponent
        }
        throw CommandFailure(
            .unknown,
            "the templates that come with sluice are not where the program is (\(Self.programFolder)); name their folder with "
                + "SLUICE_SHARE")
    }

    /// The folder of the running program, links resolved.
    static var programFolder: String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let path = String(decoding: buffer.prefix(max(count, 0)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        return (path as NSString).deletingLastPathComponent
    }

    private var isComplete: Bool {
        ["templates", "environments"].allSatisfy { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
                && isFolder.boolValue
        }
    }

    /// The templates, by name.
    var templates: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path + "/templates")) ?? []
        return names.filter { FileManager.default.fileExists(atPath: "\(path)/templates/\($0)/sluice.yaml") }.sorted()
    }

    /// The folder of a template that is among `templates`.
    func template(_ name: String) throws(CommandFailure) -> String {
        guard templates.contains(name) else {
            let known = templates.isEmpty ? "none" : templates.joined(separator: ", ")
            throw CommandFailure(.usage, "there is no template \(name.quotedForMessage); there is: \(known)")
        }
        return "\(path)/templates/\(name)"
    }

    /// The program that owns running steps: next to this one, or in `libexec/sluice` of the installation.
    static func supervisor() throws(CommandFailure) -> String {
        let named = Surroundings.variables["SLUICE_SUPERVISOR"] ?? ""
        let places = [
            named, programFolder + "/sluice-supervisor",
            AbsolutePath.of(programFolder + "/../libexec/sluice/sluice-supervisor"),
        ]
        guard let found = places.first(where: { !$0.isEmpty && access($0, X_OK) == 0 }) else {
            throw CommandFailure(
                .unknown,
                "'sluice-supervisor' is not next to the program (\(programFolder)); name it with SLUICE_SUPERVISOR")
        }
        return found
    }
}

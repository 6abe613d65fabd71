import CLinux
import Glibc

/// Variables of a step that are to be found in no file and in no list of arguments: whoever starts the supervisor hands them over as its
/// standard input, a file in memory that has no name and ends with the two of them.
package struct PrivateVariables: Hashable, Sendable {
    package var values: [String: String]

    package init(_ values: [String: String] = [:]) { self.values = values }

    private static let limit = 64 << 20

    /// The file, to be handed to a supervisor.
    package func handedOver() throws(SupervisionError) -> Descriptor {
        var record = Record()
        for (name, value) in values { record.append("variable", name + "=" + value) }
        let number = memfd_create("variables", 1 /* MFD_CLOEXEC */)
        guard number >= 0 else { throw SupervisionError(operation: "making a file in memory") }
        let file = Descriptor(owning: number)
        try file.writeAll(Array(record.encoded.utf8))
        lseek(file.number, 0, SEEK_SET)
        return file
    }

    /// Takes what the calling process was handed as its standard input, which is empty afterwards.
    package static func take() throws(SupervisionError) -> PrivateVariables {
        let record = try Record(decoding: try SmallFile.read(STDIN_FILENO, "standard input", limit: limit))
        let nothing = try Descriptor(opening: "/dev/null", O_RDONLY)
        guard dup2(nothing.number, STDIN_FILENO) == STDIN_FILENO else {
            throw SupervisionError(operation: "closing standard input")
        }
        var taken = PrivateVariables()
        for variable in record.all("variable") {
            guard let equals = variable.firstIndex(of: "=") else { continue }
            taken.values[String(variable[..<equals])] = String(variable[variable.index(after: equals)...])
        }
        return taken
    }
}

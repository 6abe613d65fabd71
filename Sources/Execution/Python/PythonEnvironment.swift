package import Promotion

/// A folder with a Python interpreter and the packages of one requirements file, complete and not changed any more.
package struct PythonEnvironment: Hashable, Codable, Sendable {
    /// The virtual environment.
    package let root: String
    /// Its interpreter.
    package let python: String
    /// SHA-256 over the requirements file's bytes and the interpreter's version.
    package let digest: Digest
    /// Where the interpreter that it was made from is installed; a sandbox must let it be read.
    package let basePrefix: String

    package init(root: String, python: String, digest: Digest, basePrefix: String) {
        self.root = root
        self.python = python
        self.digest = digest
        self.basePrefix = basePrefix
    }
}

import CLibgit2
import Promotion

/// Runs one libgit2 call and turns a failure into an error that says what was being done.
///
/// The last error is kept per thread: it is read before anything else can run on this one.
@discardableResult
func check(_ operation: @autoclosure () -> String, _ call: () -> Int32) throws(GitError) -> Int32 {
    let result = call()
    guard result < 0 else { return result }
    throw libraryError(result, operation: operation())
}

/// Runs a call that gives out a handle, and takes ownership of it.
func makeHandle(
    _ operation: @autoclosure () -> String, free: @escaping (OpaquePointer?) -> Void,
    _ call: (inout OpaquePointer?) -> Int32
) throws(GitError) -> GitHandle {
    var pointer: OpaquePointer?
    let result = call(&pointer)
    guard result >= 0, let pointer else { throw libraryError(result, operation: operation()) }
    return GitHandle(pointer, free: free)
}

/// The one owner of a libgit2 object; frees it when released.
final class GitHandle {
    let pointer: OpaquePointer
    private let free: (OpaquePointer?) -> Void

    init(_ pointer: OpaquePointer, free: @escaping (OpaquePointer?) -> Void) {
        self.pointer = pointer
        self.free = free
    }

    deinit { free(pointer) }
}

/// The error that libgit2 left on this thread, which is cleared; copes with there being none.
func libraryError(_ result: Int32, operation: String) -> GitError {
    var text = "libgit2 failed with code \(result) and no reason"
    var area = Int32(GIT_ERROR_NONE.rawValue)
    if let last = git_error_last() {
        if let message = last.pointee.message { text = String(cString: message).withoutControlCharacters }
        area = last.pointee.klass
    }
    git_error_clear()
    return GitError(errorCode(result, area: area, text: text), operation: operation, message: text)
}

private func errorCode(_ result: Int32, area: Int32, text: String) -> GitError.Code {
    switch result {
    case GIT_ENOTFOUND.rawValue: return area == Int32(GIT_ERROR_REPOSITORY.rawValue) ? .noRepository : .notFound
    case GIT_EAUTH.rawValue: return .unauthorized
    case GIT_ECERTIFICATE.rawValue: return .untrusted
    case GIT_EEXISTS.rawValue: return .exists
    case GIT_EMODIFIED.rawValue: return .moved
    case GIT_EMISMATCH.rawValue: return .corrupt
    default: break
    }
    // Format extensions (SHA-256 ids, partial clones) have no code of their own.
    if text.contains("unsupported extension") || text.contains("unsupported repository version") { return .unsupported }
    switch area {
    case Int32(GIT_ERROR_NET.rawValue), Int32(GIT_ERROR_HTTP.rawValue), Int32(GIT_ERROR_SSH.rawValue):
        return .unreachable
    case Int32(GIT_ERROR_SSL.rawValue): return .untrusted
    case Int32(GIT_ERROR_OS.rawValue), Int32(GIT_ERROR_FILESYSTEM.rawValue): return .fileSystem
    case Int32(GIT_ERROR_ZLIB.rawValue), Int32(GIT_ERROR_ODB.rawValue), Int32(GIT_ERROR_OBJECT.rawValue),
        Int32(GIT_ERROR_TREE.rawValue), Int32(GIT_ERROR_REFERENCE.rawValue), Int32(GIT_ERROR_INDEXER.rawValue),
        Int32(GIT_ERROR_TAG.rawValue):
        return .corrupt
    default: return .other
    }
}

extension String {
    /// What libgit2 and remotes say may hold bytes of theirs: a message never carries control characters on.
    var withoutControlCharacters: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    }
}

/// libgit2's binary form of an id that was checked when it came in.
func objectID(_ hex: String) -> git_oid {
    var id = git_oid()
    git_oid_fromstr(&id, hex)
    return id
}

/// The 40 digits of an id.
func hexadecimal(_ id: git_oid) -> String {
    var id = id
    return withUnsafeBytes(of: &id) { bytes in
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 40) { text in
            for (index, byte) in bytes.prefix(20).enumerated() {
                text[2 * index] = digits[Int(byte >> 4)]
                text[2 * index + 1] = digits[Int(byte & 15)]
            }
            return 40
        }
    }
}

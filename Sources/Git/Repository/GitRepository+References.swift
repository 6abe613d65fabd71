import CLibgit2
import Glibc
package import Promotion

extension GitRepository {
    /// The references that at least one pattern matches, and where HEAD points.
    ///
    /// An empty repository gives an empty listing. One damaged reference is passed over and the others are listed; an unreadable
    /// `packed-refs` is an error, since then nothing is known of any. Replacement objects and grafts are not followed.
    package func references(matching patterns: [RefPattern]) throws(GitError) -> RefListing {
        let repository = try repository()
        try loadPackedReferences(of: repository)
        var reader = ReferenceReader(repository: repository, patterns: patterns)
        for prefix in reader.prefixes { try reader.readAll(beginningWith: prefix) }
        for name in reader.literals { reader.readOne(name) }
        return RefListing(
            tips: reader.tips.map { RefTip(name: $0.key, commit: $0.value) },
            passedOver: reader.passedOver.map { PassedOverRef(name: $0.key, reason: $0.value) },
            defaultBranch: defaultBranch(in: repository))
    }

    /// Makes libgit2 read `packed-refs` now, if it changed. It reports a damaged one once and then takes it for empty, as if every
    /// branch were deleted: so the handle is given up with the error.
    private func loadPackedReferences(of repository: OpenRepository) throws(GitError) {
        var probe: OpaquePointer?
        let result = git_reference_lookup(&probe, repository.pointer, "refs/sluice/probe")
        git_reference_free(probe)
        guard result != 0, result != GIT_ENOTFOUND.rawValue else {
            git_error_clear()
            return
        }
        close()
        let error = libraryError(result, operation: "listing references of \(path.quotedForMessage)")
        throw GitError(.corrupt, operation: error.operation, message: error.message, cause: error)
    }

    private func defaultBranch(in repository: OpenRepository) -> RefName? {
        let head = try? makeHandle("reading HEAD", free: git_reference_free) {
            git_reference_lookup(&$0, repository.pointer, "HEAD")
        }
        guard let head, let target = git_reference_symbolic_target(head.pointer) else { return nil }
        return String(validatingCString: target).flatMap(RefName.init(rawValue:))
    }
}

/// Reads the references of one repository that match some patterns, sorting them into usable ones and others.
private struct ReferenceReader {
    let repository: OpenRepository
    let patterns: [RefPattern]
    var tips: [RefName: CommitID] = [:]
    var passedOver: [String: PassedOverRef.Reason] = [:]

    init(repository: OpenRepository, patterns: [RefPattern]) {
        self.repository = repository
        self.patterns = patterns
    }

    /// Names asked for as they are: looking one up costs the same however many references there are.
    var literals: Set<RefName> { Set(patterns.compactMap(\.literal)) }

    /// What names that a wildcard may match begin with, none the beginning of another.
    var prefixes: [String] {
        let all = Set(patterns.filter { $0.literal == nil }.map(\.literalPrefix))
        return all.filter { one in !all.contains { $0 != one && one.hasPrefix($0) } }
    }

    mutating func readAll(beginningWith prefix: String) throws(GitError) {
        let operation = "listing references of \(repository.commonFolder.quotedForMessage)"
        let loose = LooseReferences.names(in: repository.commonFolder, prefix: prefix)
        let iterator = try makeHandle(operation, free: git_reference_iterator_free) {
            git_reference_iterator_glob_new(&$0, repository.pointer, prefix + "*")
        }
        var seen: Set<[UInt8]> = []
        while true {
            var reference: OpaquePointer?
            let result = git_reference_next(&reference, iterator.pointer)
            if result == GIT_ITEROVER.rawValue { break }
            guard result == 0, let reference else { throw libraryError(result, operation: operation) }
            let handle = GitHandle(reference, free: git_reference_free)
            guard let raw = git_reference_name(reference) else { continue }
            if !loose.isEmpty { seen.insert(Array(UnsafeRawBufferPointer(start: raw, count: strlen(raw)))) }
            guard let text = String(validatingCString: raw), let name = RefName(rawValue: text) else {
                passedOver[String(cString: raw)] = .invalidName
                continue
            }
            if matches(name) { take(name, handle) }
        }
        git_error_clear()
        // Damaged files, and those that `git pack-refs` moved away while the list was made.
        for bytes in loose where !seen.contains(bytes) {
            let text = String(decoding: bytes, as: UTF8.self)
            guard let name = RefName(rawValue: text), Array(text.utf8) == bytes else {
                passedOver[text] = .invalidName
                continue
            }
            if matches(name) { readOne(name) }
        }
    }

    /// Reads one reference by its name; none there is no error.
    mutating func readOne(_ name: RefName) {
        guard !LooseReferences.isSpecialFile(name.rawValue, in: repository.commonFolder) else {
            passedOver[name.rawValue] = .unreadable
            return
        }
        var reference: OpaquePointer?
        let result = git_reference_lookup(&reference, repository.pointer, name.rawValue)
        if result == 0, let reference {
            take(name, GitHandle(reference, free: git_reference_free))
        } else if result == GIT_ENOTFOUND.rawValue {
            git_error_clear()
        } else {
            git_error_clear()
            passedOver[name.rawValue] = .unreadable
        }
    }

    private func matches(_ name: RefName) -> Bool { patterns.contains { $0.matches(name) } }

    private mutating func take(_ name: RefName, _ reference: GitHandle) {
        var resolved: OpaquePointer?
        guard git_reference_resolve(&resolved, reference.pointer) == 0, let resolved else {
            git_error_clear()
            passedOver[name.rawValue] = .unreadable
            return
        }
        defer { git_reference_free(resolved) }
        guard let target = git_reference_target(resolved)?.pointee, let header = repository.header(of: target) else {
            passedOver[name.rawValue] = .missingObject
            return
        }
        switch header.type {
        case GIT_OBJECT_COMMIT: tips[name] = CommitID(checked: hexadecimal(target))
        case GIT_OBJECT_TAG: takeTag(name, resolved)
        default: passedOver[name.rawValue] = .notACommit
        }
    }

    private mutating func takeTag(_ name: RefName, _ reference: OpaquePointer) {
        var commit: OpaquePointer?
        let result = git_reference_peel(&commit, reference, GIT_OBJECT_COMMIT)
        defer { git_object_free(commit) }
        if result == 0, let commit, let id = git_object_id(commit) {
            tips[name] = CommitID(checked: hexadecimal(id.pointee))
        } else {
            git_error_clear()
            let wrongKind = result == GIT_EPEEL.rawValue || result == GIT_EINVALIDSPEC.rawValue
            passedOver[name.rawValue] = wrongKind ? .notACommit : .missingObject
        }
    }
}

import Catalog
import ChildProcess
import Execution
import Foundation
import Promotion
import Testing

@testable import Engine

@Suite("Signed approvals")
struct SignedApprovalTests {
    private func refusal(_ body: () async throws -> Void) async -> EngineError? {
        await #expect(throws: EngineError.self) { try await body() }
    }

    /// A waiting run where only signatures count, with a key of Ana's.
    private func signing() async throws -> (people: PeopleBench, run: RunID, key: TestKey) {
        let people = try await PeopleBench("{required: 1, signed: true, exclude: [author]}")
        let key = try TestKey(in: people.bench.folder, named: "ana")
        try await people.know(key, as: "ana")
        return (people, try await people.judgedRun(), key)
    }

    private func statement(_ people: PeopleBench, _ run: RunID, by name: String) async throws -> ApprovalStatement {
        let report = try await people.engine.approvals(of: run)
        return ApprovalStatement(subject: report.subject, by: UserName(checked: name), time: report.now)
    }

    @Test(
        "A-08, L-22: an approval signed with the person's key counts, even through the endpoint file, and needs no fresh login"
    )
    func aSignatureIsEnough() async throws {
        let (people, id, key) = try await signing()
        #expect(
            await refusal { try await people.approve(id, by: .person("ana")) }?.message.contains("not signed") == true)
        let said = try await statement(people, id, by: "ana")
        let signature = try await key.sign(said.canonicalText)
        var ana = Actor.endpointFile("ana")
        ana.evidence = .login(issuer: "https://id.example")
        let report = try await people.approve(id, by: ana, time: said.time, signature: signature)
        #expect(report.tally.isSatisfied)
        #expect(try await people.drive(id).state.promoted)
    }

    @Test(
        "A-09, L-22: what the server hands out is verified by ssh-keygen alone, and not after an edit or for another purpose"
    )
    func anybodyCanVerify() async throws {
        let (people, id, key) = try await signing()
        let said = try await statement(people, id, by: "ana")
        try await people.approve(
            id, by: .person("ana"), time: said.time, signature: try await key.sign(said.canonicalText))
        let proof = try #require(try await people.engine.approvalProofs(of: id).first)
        let signature = try #require(proof.approval.signature)
        #expect(proof.text == said.canonicalText)
        func verify(_ text: String, namespace: String = "promotion-approval", who: String = "ana") throws -> Bool {
            try TestKey.verify(text, signature.armored, proof.allowedSigners, who, namespace, in: people.bench.folder)
        }
        #expect(try verify(proof.text))
        #expect(try !verify(proof.text.replacingOccurrences(of: "version: 1", with: "version: 2")))
        #expect(try !verify(proof.text, namespace: "promotion-override"))
        #expect(try !verify(proof.text, who: "bo"))
    }

    @Test("A-09: a signed row that somebody edits in the database is void at the flip")
    func editedRowsAreVoid() async throws {
        let (people, id, key) = try await signing()
        let said = try await statement(people, id, by: "ana")
        try await people.approve(
            id, by: .person("ana"), time: said.time, signature: try await key.sign(said.canonicalText))
        #expect(try await people.bench.run(id).state.outstanding == [.promote])
        let bo = try TestKey(in: people.bench.folder, named: "bo")
        try await people.know(bo, as: "bo")
        let edits: [(inout Approval) -> Void] = [
            { $0.statement.time = Timestamp(milliseconds: $0.statement.time.milliseconds + 1) },
            { $0.statement.by = UserName(checked: "bo") },
            { $0.signature?.key = bo.publicKey },
        ]
        let genuine = try await people.bench.catalog.read { try $0.approvals(of: id)[0] }
        for edit in edits {
            var edited = genuine
            edit(&edited)
            try await people.replaceApproval(with: edited)
            let given = try #require(
                try await people.bench.catalog.read { try $0.openOrPromotingCase(of: id, at: said.time) })
            let tally = given.tally(try await SignatureCheck(given, context: people.bench.context), at: said.time)
            #expect(tally.lines[0].objection == "its signature does not fit what is stored")
        }
        let run = try await people.drive(id)
        #expect(run.state.status == .awaitingApproval)
        #expect(try await people.champion() == nil)
    }

    @Test("A-09: a signature of another text, by another key, for another purpose or of another time is refused")
    func wrongSignaturesAreRefused() async throws {
        let (people, id, key) = try await signing()
        let said = try await statement(people, id, by: "ana")
        let other = try TestKey(in: people.bench.folder, named: "eve")
        var old = said
        old.time = Timestamp(milliseconds: said.time.milliseconds - StepUp.window - 1000)
        let wrong: [(String, String, Timestamp)] = [
            (try await key.sign(said.canonicalText + " "), "is not ana's of this text", said.time),
            (try await key.sign(said.canonicalText, namespace: "file"), "is not ana's of this text", said.time),
            (try await other.sign(said.canonicalText), "is not known as ana's", said.time),
            (try await key.sign(old.canonicalText), "it was signed for", old.time),
            (
                "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----", "is not one of ssh-keygen's",
                said.time
            ),
        ]
        for (signature, words, time) in wrong {
            let error = await refusal {
                try await people.approve(id, by: .person("ana"), time: time, signature: signature)
            }
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        }
        #expect(try await people.bench.catalog.read { try $0.approvals(of: id) }.isEmpty)
    }

    @Test("L-23: an approval by a key that is no longer the person's does not count at the flip")
    func removedKeysCountNoLonger() async throws {
        let (people, id, key) = try await signing()
        let said = try await statement(people, id, by: "ana")
        try await people.approve(
            id, by: .person("ana"), time: said.time, signature: try await key.sign(said.canonicalText))
        try await people.bench.catalog.write {
            try $0.removeMarks(ChangeUserRequest.Marks(sshKeys: [key.publicKey]), from: UserName(checked: "ana"))
        }
        let run = try await people.drive(id)
        #expect(run.state.reason.contains("the key that signed it is no longer ana's"))
        #expect(try await people.champion() == nil)
    }

    @Test func aKeyInASignatureIsReadWithoutTheProgram() throws {
        #expect(SSHSignatures.publicKey(in: "no signature") == nil)
        let truncated = Data("SSHSIG".utf8 + [0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF, 1]).base64EncodedString()
        #expect(
            SSHSignatures.publicKey(in: "-----BEGIN SSH SIGNATURE-----\n\(truncated)\n-----END SSH SIGNATURE-----")
                == nil)
    }
}

/// A key pair made by ssh-keygen.
struct TestKey: Sendable {
    let path: String
    let publicKey: String
    private let folder: String

    init(in folder: String, named name: String) throws {
        self.folder = folder
        path = "\(folder)/key-\(name)"
        _ = try Self.run(["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", path])
        let text = try String(contentsOfFile: path + ".pub", encoding: .utf8)
        publicKey = text.split(separator: " ").prefix(2).joined(separator: " ")
    }

    func sign(_ text: String, namespace: String = "promotion-approval") async throws -> String {
        try await SSHSignatures(path: "/usr/bin:/bin", folder: folder).sign(
            text, key: path, namespace: namespace, environment: ["HOME": "/nonexistent"])
    }

    /// What anybody can do: the program itself, and three files.
    static func verify(
        _ text: String, _ signature: String, _ allowed: String, _ who: String, _ namespace: String, in folder: String
    ) throws -> Bool {
        for (name, content) in [("text", text), ("text.sig", signature), ("allowed", allowed)] {
            try Data(content.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
        return try run(
            [
                "-Y", "verify", "-f", "\(folder)/allowed", "-I", who, "-n", namespace, "-s", "\(folder)/text.sig",
            ], input: "\(folder)/text") == 0
    }

    private static func run(_ arguments: [String], input: String? = nil) throws -> Int32 {
        try ChildProcess(
            "/usr/bin/ssh-keygen", arguments, input: input.flatMap { FileHandle(forReadingAtPath: $0) }
        ).wait()
    }
}

extension PeopleBench {
    func know(_ key: TestKey, as name: String) async throws {
        try await bench.catalog.write {
            try $0.addMarks(ChangeUserRequest.Marks(sshKeys: [key.publicKey]), to: UserName(checked: name))
        }
    }

    /// What the owner of the database can do.
    func replaceApproval(with approval: Approval) async throws {
        try await bench.catalog.write { transaction in
            _ = try transaction.execute("DELETE FROM approvals")
            _ = try transaction.insertApproval(approval, by: .person("eve"))
        }
    }
}

import Execution
import Foundation
import Promotion
import Supervision
import Testing

@Suite struct SandboxTests {
    @Test func probeFindsWhatIsHere() async throws {
        let status = await SandboxProbe().run()
        let isInstalled = ProcessLauncher.executable("bwrap", in: "/usr/local/bin:/usr/bin:/bin") != nil
        guard case .available = status else {
            #expect(status.line.contains("sandbox: none"))
            return
        }
        #expect(isInstalled)
        #expect(status.line.hasPrefix("sandbox: bubblewrap"))
    }

    @Test func missingProgramIsNamed() async {
        let status = await SandboxProbe(searchPath: "/nonexistent").run()
        #expect(
            status.line
                == "sandbox: none, steps see the whole machine (bubblewrap is not installed; try 'apt-get install bubblewrap')"
        )
    }

    @Test func stepSeesAndChangesOnlyItsOwn() async throws {
        let status = await SandboxProbe().run()
        guard case .available = status else { return }
        let bench = try Bench(status)
        let outside = bench.folder + "/outside"
        let data = bench.folder + "/data"
        for folder in [outside, data] {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            try Data("content".utf8).write(to: URL(fileURLWithPath: folder + "/file"))
        }
        var request = bench.request([
            "/bin/bash", "-c",
            """
            cd /; pid=$$
            test $pid -lt 10 && echo own-processes
            test -e \(outside)/file || echo hidden
            cat \(data)/file
            touch \(data)/new 2>/dev/null || echo read-only-data
            touch /etc/new 2>/dev/null || echo read-only-system
            echo 1 > /tmp/private && echo private-temporary
            mount -o remount,rw / 2>/dev/null || echo no-remount
            umount /tmp 2>/dev/null || echo no-umount
            test -z "$(find /run -type s)" && echo no-sockets
            echo kept > \(bench.work)/result
            """,
        ])
        request.confinement.hidden = [bench.folder]
        request.confinement.readable = [data]
        #expect(try await bench.run(request).succeeded)
        let expected = """
            own-processes
            hidden
            contentread-only-data
            read-only-system
            private-temporary
            no-remount
            no-umount
            no-sockets

            """
        #expect(bench.log() == expected)
        #expect(try String(contentsOfFile: bench.work + "/result", encoding: .utf8) == "kept\n")
        #expect(!FileManager.default.fileExists(atPath: "/tmp/private"))
    }

    @Test("R-49: the private temporary folder is bounded")
    func temporaryFolderIsBounded() async throws {
        let status = await SandboxProbe().run()
        guard case .available = status else { return }
        let bench = try Bench(status)
        var request = bench.request(["/bin/bash", "-c", "head -c 3000000 /dev/zero > /tmp/big"])
        request.confinement.temporaryBytes = 1 << 20
        let exit = try await bench.run(request)
        #expect(exit.outcome == .exited(code: 1))
        #expect(bench.log().contains("No space left"))
    }

    @Test("S-28: what a supervisor writes is closed to others")
    func filesAreClosedToOthers() async throws {
        let bench = try Bench()
        #expect(try await bench.run(script: "touch made").succeeded)
        let attempt = bench.folder + "/attempts/1"
        let folder = try FileManager.default.attributesOfItem(atPath: attempt)[.posixPermissions] as? Int
        #expect(folder == 0o700)
        for name in try FileManager.default.contentsOfDirectory(atPath: attempt) {
            let mode = try FileManager.default.attributesOfItem(atPath: attempt + "/" + name)[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(name)")
        }
    }
}

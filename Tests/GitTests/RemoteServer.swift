import ChildProcess
import Foundation
import Testing

/// A real git server on loopback: `git http-backend` behind a small HTTP server, and `git daemon` behind a listener, on free ports.
///
/// Under `/auth/` it wants the user `ada` with the password `secret`; `/loop/` redirects to itself, `/away/` to another port; `/hang/`
/// never answers. Every Authorization header that comes in is written down.
final class RemoteServer: Sendable {
    let http: Int
    let git: Int
    /// A port that writes down what is sent to it, and speaks no protocol.
    let trap: Int
    private let process: ChildProcess
    private let log: String

    /// Serves the repositories in `folder`; with TLS under a certificate that it signs itself.
    init(for folder: TemporaryFolder, isTLS: Bool = false) throws {
        log = folder.path + "/authorizations"
        let script = folder.path + "/server.py"
        try Data(Self.script.utf8).write(to: URL(fileURLWithPath: script))
        let environment = gitEnvironment.merging(
            ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"], uniquingKeysWith: { $1 })
        let output = Pipe()
        process = try ChildProcess(
            "/usr/bin/env", ["python3", script, folder.path, log] + (isTLS ? ["tls"] : []), environment: environment,
            output: output.fileHandleForWriting)
        try output.fileHandleForWriting.close()
        var line = Data()
        while !line.contains(0x0A) {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            line += more
        }
        let ports = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        try #require(ports.count == 3)
        (http, git, trap) = (ports[0], ports[1], ports[2])
    }

    deinit { process.signal(SIGKILL) }

    /// What was sent as authorization, and everything that came to the trap.
    var written: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

    private static let script = #"""
        import base64, http.server, os, socket, socketserver, ssl, subprocess, sys, threading, time

        root, log = sys.argv[1:3]

        def note(text):
            with open(log, "a") as file: file.write(text + "\n")

        class Http(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *arguments): pass
            def answer(self, code, headers, body=b""):
                self.send_response(code)
                for name, value in headers: self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def serve(self):
                path, _, query = self.path.partition("?")
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                authorization = self.headers.get("Authorization")
                if authorization: note("http " + authorization)
                if path.startswith("/loop/"): return self.answer(302, [("Location", self.path)])
                if path.startswith("/away/"):
                    return self.answer(302, [("Location", "http://127.0.0.1:%d/auth%s" % (trap.server_address[1], self.path[5:]))])
                if path.startswith("/hang/"): return time.sleep(60)
                if path.startswith("/auth/"):
                    if authorization != "Basic " + base64.b64encode(b"ada:secret").decode():
                        return self.answer(401, [("WWW-Authenticate", 'Basic realm="git"')])
                    path = path[5:]
                environment = dict(os.environ, GIT_PROJECT_ROOT=root, GIT_HTTP_EXPORT_ALL="1", PATH_INFO=path,
                    QUERY_STRING=query, REQUEST_METHOD=self.command, CONTENT_TYPE=self.headers.get("Content-Type", ""),
                    CONTENT_LENGTH=str(len(body)))
                output = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True).stdout
                head, _, content = output.partition(b"\r\n\r\n")
                headers = [tuple(line.split(": ", 1)) for line in head.decode().split("\r\n") if ": " in line]
                status = int(dict(headers).get("Status", "200").split()[0])
                self.answer(status, [one for one in headers if one[0] != "Status"], content)
            do_GET = do_POST = serve

        class Daemon(socketserver.BaseRequestHandler):
            def handle(self):
                subprocess.run(["git", "daemon", "--inetd", "--export-all", "--base-path=" + root],
                    stdin=self.request.fileno(), stdout=self.request.fileno())

        class Trap(socketserver.BaseRequestHandler):
            def handle(self): note("trap " + repr(self.request.recv(65536)))

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

        web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Http)
        if "tls" in sys.argv:
            certificate = root + "/certificate.pem"
            subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
                "-addext", "subjectAltName=DNS:localhost", "-keyout", certificate, "-out", certificate + ".crt"],
                check=True, capture_output=True)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate + ".crt", certificate)
            web.socket = context.wrap_socket(web.socket, server_side=True, do_handshake_on_connect=False)
        git = Server(("127.0.0.1", 0), Daemon)
        trap = Server(("127.0.0.1", 0), Trap)
        for server in (git, trap): threading.Thread(target=server.serve_forever, daemon=True).start()
        print(web.server_address[1], git.server_address[1], trap.server_address[1], flush=True)
        web.serve_forever()
        """#
}

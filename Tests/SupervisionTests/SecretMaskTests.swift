import Foundation
import Supervision
import Testing

@Suite("Secrets in output")
struct SecretMaskTests {
    private static let secret = "hunter2/Ca\"n+ary ü&é=9f8e7d6c"

    /// The forms as other programs make them.
    private static func forms(of secret: String) throws -> [String] {
        let bytes = Data(secret.utf8)
        let hexadecimal = bytes.map { String(format: "%02x", $0) }.joined()
        let json = String(decoding: try JSONEncoder().encode([secret]), as: UTF8.self).dropFirst(2).dropLast(2)
        let percent = secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let query = secret.addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed) ?? ""
        return [
            secret, hexadecimal, hexadecimal.uppercased(), String(json), percent, query,
            percent.replacing("%20", with: "+"), String(secret.reversed()),
        ]
    }

    /// The Base64 of a text with the secret in it, and the part of it that says nothing of what stands around the secret.
    private static func aligned(_ secret: String) -> [(text: String, core: String)] {
        (0..<3).map { place in
            let text = Data((String(repeating: "x", count: place) + secret + "yyy").utf8).base64EncodedString()
            let bits = (place * 8, (place + secret.utf8.count) * 8)
            let (start, end) = ((bits.0 + 5) / 6, bits.1 / 6)
            return (text, String(text.dropFirst(start).prefix(end - start)))
        }
    }

    private static func masked(_ pieces: [[UInt8]], _ mask: SecretMask) -> String {
        var stream = MaskedStream(mask)
        var output: [UInt8] = []
        for piece in pieces { piece.withUnsafeBytes { stream.append($0, to: &output) } }
        stream.finish(to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test("S-26: a secret is masked as it is, in Base64, hexadecimal, a URL, JSON and reversed")
    func everyFormIsMasked() throws {
        let mask = try #require(SecretMask([Self.secret]))
        for form in try Self.forms(of: Self.secret) {
            #expect(mask.masked("before \(form) after") == "before *** after", "\(form)")
        }
        for (text, core) in Self.aligned(Self.secret) {
            let masked = mask.masked(text)
            #expect(masked == text.replacing(core, with: "***") && text.contains(core), "\(text)")
        }
    }

    @Test("S-26: a secret that comes in two writes is masked, wherever it is cut")
    func splitAnywhere() throws {
        let mask = try #require(SecretMask([Self.secret]))
        let forms = try Self.forms(of: Self.secret) + Self.aligned(Self.secret).map(\.core)
        for form in forms {
            let bytes = Array("before \(form) after\n".utf8)
            for cut in 0...bytes.count {
                let masked = Self.masked([Array(bytes[..<cut]), Array(bytes[cut...])], mask)
                #expect(masked == "before *** after\n", "\(form) cut at \(cut)")
            }
            #expect(Self.masked(bytes.map { [$0] }, mask) == "before *** after\n")
        }
    }

    @Test("S-26: each line of a secret of several is masked by itself, and rows of its Base64")
    func linesAreMasked() throws {
        let key =
            (0..<9).map { "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\($0)cnotarealkey\($0)\($0)" }.joined(separator: "\n") + "\n"
        let mask = try #require(SecretMask([key]))
        for line in key.split(separator: "\n") { #expect(mask.masked("key: \(line)!") == "key: ***!") }
        let rows = Data(key.utf8).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
        #expect(mask.masked(rows).filter { $0.isLetter || $0.isNumber }.count < 8, "\(mask.masked(rows))")
        #expect(mask.masked(key.replacing("\n", with: "\\n")).contains("MII") == false)
    }

    @Test func whatIsNoSecretStays() throws {
        let mask = try #require(SecretMask([Self.secret]))
        var generator = SystemRandomNumberGenerator()
        let noise = (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        #expect(mask.masked(noise) == noise)
        let near = String(Self.secret.dropLast()) + "!\n"
        #expect(mask.masked(near + near) == near + near)
        #expect(SecretMask([String]()) == nil)
    }

    @Test func overlappingSecretsAreMaskedTogether() throws {
        let mask = try #require(SecretMask(["abcdefgh12", "efgh12ijkl", "abcdefgh12-long-one"]))
        #expect(mask.masked("<abcdefgh12ijkl>") == "<***>")
        #expect(mask.masked("<abcdefgh12-long-one>") == "<***>")
        #expect(mask.masked("<abcdefgh12-long-on>") == "<***-long-on>")
        #expect(Self.masked(Array("<abcdefgh12ijkl>".utf8).map { [$0] }, mask) == "<***>")
    }

    @Test func whatIsCutOffAtTheEndIsMaskedUnlessItIsShort() throws {
        let mask = try #require(SecretMask(["correct-horse-battery"]))
        #expect(mask.masked("so: correct-horse-b") == "so: ***")
        #expect(mask.masked("so: corr") == "so: corr")
    }

    @Test func aLineIsNotHeldBack() throws {
        var stream = MaskedStream(try #require(SecretMask([Self.secret])))
        var output: [UInt8] = []
        Array("epoch 1 of 10\n".utf8).withUnsafeBytes { stream.append($0, to: &output) }
        #expect(output == Array("epoch 1 of 10\n".utf8))
    }

    /// Against a search that looks for every form at every place.
    @Test func itFindsWhatASimpleSearchFinds() throws {
        var generator = SystemRandomNumberGenerator()
        let letters = Array("ab".utf8)
        for _ in 0..<300 {
            let secret = (0..<10).map { _ in letters.randomElement(using: &generator) ?? 0 }
            let text = (0..<200).map { _ in letters.randomElement(using: &generator) ?? 0 }
            let mask = try #require(SecretMask([String(decoding: secret, as: UTF8.self)]))
            let cut = Int.random(in: 0...200, using: &generator)
            let masked = Self.masked([Array(text[..<cut]), Array(text[cut...])], mask)
            let forms = [secret, secret.reversed()]
            var hidden = [Bool](repeating: false, count: text.count)
            for start in text.indices {
                for form in forms where text[start...].starts(with: form) {
                    for place in start..<(start + form.count) { hidden[place] = true }
                }
            }
            // What hangs over the end may be masked or not.
            let certain = text.count - 10
            let expected = zip(text, hidden).prefix(certain).filter { !$1 }.map(\.0)
            let shown = Array(masked.utf8.filter { $0 != UInt8(ascii: "*") })
            #expect(shown.starts(with: expected), "\(masked)")
        }
    }
}

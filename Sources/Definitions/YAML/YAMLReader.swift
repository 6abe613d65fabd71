import Promotion
import Yams

/// Parses a file within `YAMLBounds` and refuses what definitions do not know: several documents, anchors, aliases, tags,
/// merge keys, keys that are not text, and keys given twice.
///
/// Maintainer's note: Yams checks keys for repetition while it parses and throws at the first mapping that has some. So that the
/// rest of the file is still checked, the earlier key is replaced in the text by one that cannot occur, and the text is parsed again.
struct YAMLReader {
    private let reading: Reading
    private var source: SourceText
    private var nodes = 0
    /// Places of keys that were replaced, with the keys.
    private var replacedKeys: [Position: String] = [:]

    /// - Returns: the document and its text; nil if there is none, which `reading` then says.
    static func read(_ bytes: [UInt8], into reading: Reading) -> (root: YAMLNode, source: SourceText)? {
        if let problem = YAMLBounds.problem(in: bytes) {
            reading.report(at: .start, path: FieldPath(), problem)
            return nil
        }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        guard let text = String(validating: bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...], as: UTF8.self)
        else {
            reading.report(
                at: SourceText.firstInvalidPosition(in: bytes), path: FieldPath(),
                "the file is not UTF-8 text from here on")
            return nil
        }
        let source = SourceText(text)
        var reader = YAMLReader(reading: reading, source: source)
        guard let root = reader.document() else { return nil }
        return (root, source)
    }

    private init(reading: Reading, source: SourceText) {
        self.reading = reading
        self.source = source
    }

    private mutating func document() -> YAMLNode? {
        for _ in 0..<20 {
            do {
                // Without rules every plain scalar is text to Yams; `PlainScalar` says what it means.
                let parser = try Parser(yaml: source.text, resolver: .basic, encoding: .utf8)
                guard let root = try parser.singleRoot() else {
                    reading.report(at: .start, path: FieldPath(), "the file has no content")
                    return nil
                }
                // Nodes refer to their anchors weakly; the parser owns them.
                return withExtendedLifetime(parser) { convert(root, at: FieldPath(), depth: 1) }
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                guard replace(keys, at: context.mark) else { return nil }
            } catch {
                report(error)
                return nil
            }
        }
        reading.report(at: .start, path: FieldPath(), "too many keys are given twice")
        return nil
    }

    /// Replaces the first letter of the key at `mark`. False if it is not a simple key, which is then reported.
    private mutating func replace(_ keys: [String], at mark: Mark) -> Bool {
        var place = Position(line: mark.line, column: mark.column)
        let start = place
        if source[place] == "\"" || source[place] == "'" { place.column += 1 }
        guard let key = keys.first, let first = key.unicodeScalars.first, source[place] == first,
            let stranger = Unicode.Scalar(0xF0000 + UInt32(replacedKeys.count))
        else {
            let shown = keys.prefix(3).map(\.quotedForMessage).joined(separator: ", ")
            reading.report(at: start, path: FieldPath(), "a key is given twice in one mapping: \(shown)")
            return false
        }
        source[place] = stranger
        replacedKeys[start] = key
        return true
    }

    private mutating func convert(_ node: Node, at path: FieldPath, depth: Int) -> YAMLNode? {
        let position = node.mark.map { Position(line: $0.line, column: $0.column) } ?? .start
        nodes += 1
        guard nodes <= YAMLBounds.nodes else {
            if nodes == YAMLBounds.nodes + 1 {
                reading.report(at: position, path: path, "the file has more than \(YAMLBounds.nodes) values")
            }
            return nil
        }
        guard depth <= YAMLBounds.depth else {
            reading.report(at: position, path: path, "lists and mappings are nested more than \(YAMLBounds.depth) deep")
            return nil
        }
        if let anchor = node.anchor {
            let name = anchor.rawValue.safeForMessage
            reading.report(
                at: position, path: path,
                "anchors and aliases ('&\(name)', '*\(name)') are not known in definitions; write the value out")
            return nil
        }
        guard
            ["", "!", Tag.Name.str.rawValue, Tag.Name.seq.rawValue, Tag.Name.map.rawValue].contains(node.tag.rawValue)
        else {
            let tag = node.tag.rawValue.quotedForMessage
            reading.report(at: position, path: path, "tags such as \(tag) are not known in definitions")
            return nil
        }
        return content(of: node, at: path, depth: depth).map { YAMLNode(content: $0, position: position) }
    }

    private mutating func content(of node: Node, at path: FieldPath, depth: Int) -> YAMLNode.Content? {
        switch node {
        case .scalar(let scalar): return .scalar(scalar.string, isPlain: scalar.style == .plain || scalar.style == .any)
        case .sequence(let items):
            var converted: [YAMLNode] = []
            for (index, item) in items.enumerated() {
                guard let value = convert(item, at: path[index], depth: depth + 1) else { return nil }
                converted.append(value)
            }
            return .sequence(converted)
        case .mapping(let pairs):
            return entries(of: pairs, at: path, depth: depth).map(YAMLNode.Content.mapping)
        case .alias: return nil
        }
    }

    private mutating func entries(of pairs: Node.Mapping, at path: FieldPath, depth: Int) -> [YAMLNode.Entry]? {
        var entries: [YAMLNode.Entry] = []
        for (keyNode, valueNode) in pairs {
            guard let key = convert(keyNode, at: path, depth: depth + 1) else { return nil }
            guard case .scalar(var name, let isPlain) = key.content else {
                reading.report(at: key.position, path: path, "\(key.shown) is used as a key; keys are text")
                return nil
            }
            let original = replacedKeys[key.position]
            name = original ?? name
            guard let value = convert(valueNode, at: path[name], depth: depth + 1) else { return nil }
            if original != nil { continue }
            if let first = firstPlace(of: name, among: pairs) {
                reading.report(
                    at: key.position, path: path[name],
                    "\(name.quotedForMessage) is given twice in this mapping; the first is on line \(first.line)")
            }
            if name == "<<", isPlain {
                reading.report(
                    at: key.position, path: path, "merge keys ('<<') are not known in definitions; write the values out"
                )
                continue
            }
            if isPlain, case .null = PlainScalar(name) {
                reading.report(at: key.position, path: path, "a key is empty; keys are text")
                continue
            }
            entries.append(YAMLNode.Entry(key: name, keyPosition: key.position, value: value))
        }
        return entries
    }

    /// Where `name` stood before in this mapping, if it was replaced there.
    private func firstPlace(of name: String, among pairs: Node.Mapping) -> Position? {
        guard replacedKeys.values.contains(name) else { return nil }
        return pairs.lazy.compactMap { key, _ in key.mark.map { Position(line: $0.line, column: $0.column) } }
            .first { replacedKeys[$0] == name }
    }

    private func report(_ error: any Error) {
        let (position, problem) = YAMLSyntaxProblem.explain(error, in: source)
        reading.report(at: position, path: FieldPath(), problem)
    }
}

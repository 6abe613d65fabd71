import Promotion

extension Shape where Value == String {
    /// Text. What is not text without quotes (numbers, truth values) is refused with the advice to quote it.
    static func text(_ noun: String, longest: Int = 4096, pattern: String? = nil, mayBeEmpty: Bool = false) -> Shape {
        var schema: [(String, JSONText)] = [("type", .string("string")), ("maxLength", .integer(longest))]
        if !mayBeEmpty { schema.append(("minLength", .integer(1))) }
        if let pattern { schema.append(("pattern", .string(pattern))) }
        return Shape(schema: .object(schema), placeholder: .placeholderName) { node, path, reading in
            guard let text = reading.text(node, path, noun: noun) else { return .placeholderName }
            if text.unicodeScalars.count > longest {
                reading.report(at: node.position, path: path, "\(noun) is longer than \(longest) characters")
            } else if text.isEmpty, !mayBeEmpty {
                reading.report(at: node.position, path: path, found: "''", "\(noun) is empty")
            } else if text.unicodeScalars.contains("\0") {
                reading.report(at: node.position, path: path, "\(noun) may not contain NUL")
            } else {
                return text
            }
            return .placeholderName
        }
    }

    /// A text that can only be one, such as a version.
    static func constant(_ noun: String, _ only: String) -> Shape {
        Shape(schema: .object([("const", .string(only))]), placeholder: only) { node, path, reading in
            guard let text = reading.text(node, path, noun: noun), text != only else { return only }
            reading.report(
                at: node.position, path: path, found: text, "\(text.quotedForMessage) is not the \(noun) expected here",
                allowed: [only], suggestion: Spelling.nearest(to: text, in: [only]))
            return only
        }
    }
}

extension Shape where Value: Name {
    /// A name of `Promotion`, checked by its own rule.
    static func name(pattern: String, longest: Int) -> Shape {
        let text = Shape<String>.text("a \(Value.noun)", longest: longest, pattern: pattern)
        return text.parsed(placeholder: Value(checked: .placeholderName)) { text, _ in
            do throws(InvalidName) { return .success(try Value(validating: text)) } catch {
                return .failure(error.description)
            }
        }
    }
}

extension Shape where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of a few words.
    static func choice(_ noun: String, placeholder: Value) -> Shape {
        let words = Value.allCases.map(\.rawValue)
        return Shape(
            schema: .object([("enum", .array(words.map(JSONText.string)))]), placeholder: placeholder
        ) { node, path, reading in
            guard let text = reading.text(node, path, noun: noun) else { return placeholder }
            if let value = Value(rawValue: text) { return value }
            reading.report(
                at: node.position, path: path, found: text, "\(text.quotedForMessage) is not \(noun)", allowed: words,
                suggestion: Spelling.nearest(to: text, in: words))
            return placeholder
        }
    }
}

extension Shape where Value == Bool {
    static func bool() -> Shape {
        Shape(schema: .object([("type", .string("boolean"))]), placeholder: false) { node, path, reading in
            if case .scalar(let text, isPlain: true) = node.content, case .bool(let value) = PlainScalar(text) {
                return value
            }
            reading.report(
                at: node.position, path: path, found: node.shown, "found \(node.shown) where a truth value is expected",
                allowed: ["true", "false"])
            return false
        }
    }
}

extension Shape where Value == Int {
    static func integer(_ range: ClosedRange<Int>) -> Shape {
        let schema: [(String, JSONText)] = [
            ("type", .string("integer")), ("minimum", .integer(range.lowerBound)),
            ("maximum", .integer(range.upperBound)),
        ]
        return Shape(schema: .object(schema), placeholder: range.lowerBound) { node, path, reading in
            guard case .scalar(let text, isPlain: true) = node.content, case .integer(let value) = PlainScalar(text)
            else {
                reading.mismatch(node, path, expected: "a whole number")
                return range.lowerBound
            }
            if range.contains(value) { return value }
            reading.report(
                at: node.position, path: path, found: node.shown, "\(value) is out of range",
                allowed: ["\(range.lowerBound) to \(range.upperBound)"])
            return range.lowerBound
        }
    }
}

extension Shape where Value == Double {
    /// A finite number, within `range` if there is one.
    static func number(in range: ClosedRange<Double>? = nil) -> Shape {
        var schema: [(String, JSONText)] = [("type", .string("number"))]
        if let range { schema += [("minimum", .number(range.lowerBound)), ("maximum", .number(range.upperBound))] }
        return Shape(schema: .object(schema), placeholder: 0) { node, path, reading in
            guard case .scalar(let text, isPlain: true) = node.content else {
                reading.mismatch(node, path, expected: "a number (without quotes)")
                return 0
            }
            let value: Double
            switch PlainScalar(text) {
            case .integer(let whole): value = Double(whole)
            case .number(let number): value = number
            case .null, .bool, .unusualNumber, .ambiguousBool, .text:
                reading.mismatch(node, path, expected: "a decimal number")
                return 0
            }
            guard value.isFinite else {
                reading.report(at: node.position, path: path, found: node.shown, "\(text) is not a finite number")
                return 0
            }
            guard range?.contains(value) ?? true else {
                let allowed = range.map { ["\($0.lowerBound) to \($0.upperBound)"] } ?? []
                reading.report(
                    at: node.position, path: path, found: node.shown, "\(text) is out of range", allowed: allowed)
                return 0
            }
            return value
        }
    }
}

extension Reading {
    /// The text of a scalar; reports anything else.
    fileprivate func text(_ node: YAMLNode, _ path: FieldPath, noun: String) -> String? {
        guard case .scalar(let text, let isPlain) = node.content else {
            mismatch(node, path, expected: noun)
            return nil
        }
        let plain = isPlain ? PlainScalar(text) : .text
        switch plain {
        case .text: return text
        case .null: mismatch(node, path, expected: noun)
        case .bool, .integer, .number, .unusualNumber, .ambiguousBool:
            report(
                at: node.position, path: path, found: node.shown,
                "found \(node.shown) where \(noun) is expected; put it in quotes if it is meant: \"\(text.safeForMessage)\""
            )
        }
        return nil
    }
}

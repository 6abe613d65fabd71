import Promotion

extension Shape {
    /// A list. With `distinct`, values may not repeat.
    static func list<Element>(of element: Shape<Element>, _ noun: String, atLeast least: Int = 0, atMost most: Int)
        -> Shape
    where Value == [Element] {
        let schema = JSONText.object(
            [("type", .string("array")), ("items", element.schema)] + (least > 0 ? [("minItems", .integer(least))] : [])
                + [("maxItems", .integer(most))])
        return Shape(schema: schema, placeholder: []) { node, path, reading in
            guard case .sequence(let items) = node.content else {
                reading.mismatch(node, path, expected: "a list of \(noun)")
                return []
            }
            if items.count < least { reading.report(at: node.position, path: path, "the list of \(noun) is empty") }
            if items.count > most {
                reading.report(
                    at: node.position, path: path, "the list has \(items.count) \(noun); at most \(most) are allowed")
            }
            return items.prefix(most).enumerated().map { index, item in
                reading.note(path[index], at: item.position)
                return element.read(item, path[index], reading)
            }
        }
    }

    /// A mapping whose keys are the author's; each is checked by `problem`, which says why a text cannot be one.
    static func dictionary<Element>(
        _ noun: String, keyPattern: String, of element: Shape<Element>, atMost most: Int = 500,
        problem: @escaping (String) -> String?
    ) -> Shape where Value == [(key: String, value: Element)] {
        let schema = JSONText.object([
            ("type", .string("object")), ("propertyNames", .object([("pattern", .string(keyPattern))])),
            ("additionalProperties", element.schema), ("maxProperties", .integer(most)),
        ])
        return Shape(schema: schema, placeholder: []) { node, path, reading in
            guard case .mapping(let entries) = node.content else {
                reading.mismatch(node, path, expected: "a mapping of \(noun)s")
                return []
            }
            if entries.count > most {
                reading.report(
                    at: node.position, path: path, "there are \(entries.count) \(noun)s; at most \(most) are allowed")
            }
            return entries.prefix(most).compactMap { entry in
                let path = path[entry.key]
                reading.note(path, at: entry.keyPosition)
                let value = element.read(entry.value, path, reading)
                guard let problem = problem(entry.key) else { return (entry.key, value) }
                reading.report(
                    at: entry.keyPosition, path: path, found: entry.key,
                    "\(noun) \(entry.key.quotedForMessage) \(problem)")
                return nil
            }
        }
    }
}

extension Shape where Value: Equatable & Collection, Value.Element: Hashable {
    /// The same, where no value may occur twice.
    func distinct(_ shown: @escaping (Value.Element) -> String) -> Shape {
        checked(adding: [("uniqueItems", .bool(true))]) { values, node, path, reading in
            guard case .sequence(let items) = node.content else { return }
            var seen: Set<Value.Element> = []
            for (index, value) in values.enumerated() where !seen.insert(value).inserted {
                let text = shown(value)
                guard !text.isPlaceholder else { continue }
                reading.report(
                    at: items[index].position, path: path[index], "\(text.quotedForMessage) is in the list twice")
            }
        }
    }
}

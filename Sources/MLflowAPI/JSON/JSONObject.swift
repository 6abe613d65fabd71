internal import Catalog

/// A JSON object being written, member by member, as MLflow's clients expect it: what is not set and lists without elements are left
/// out, 64-bit integers are numbers, NaN and the infinities are texts.
///
/// It writes bytes at once and keeps no tree: answering is most of a request's cost.
struct JSONObject {
    private(set) var bytes: [UInt8]
    private var isEmpty = true
    /// The key of the list that is being written, until it has an element.
    private var emptyList: StaticString?

    /// An empty object.
    init() {
        bytes = []
        bytes.reserveCapacity(512)
        bytes.append(UInt8(ascii: "{"))
    }

    /// The object with its end.
    consuming func finished() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    /// Writes a text; nothing if it is nil. An empty text is written.
    mutating func set(_ key: StaticString, _ value: String?) {
        guard let value else { return }
        begin(key)
        append(text: value)
    }

    /// Writes a text of the catalog. Bytes that are not UTF-8 become U+FFFD.
    mutating func set(_ key: StaticString, _ value: ColumnText) {
        begin(key)
        guard value.bytes.isASCII else { return append(text: String(decoding: value.bytes, as: UTF8.self)) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(escaping: value.bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes an integer; nothing if it is nil.
    mutating func set(_ key: StaticString, _ value: Int64?) {
        guard let value else { return }
        begin(key)
        bytes.append(contentsOf: String(value).utf8)
    }

    /// Writes a number; NaN and the infinities as texts.
    mutating func set(_ key: StaticString, _ value: Double) {
        begin(key)
        if value.isFinite {
            bytes.append(contentsOf: value.description.utf8)
        } else {
            append(text: value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
        }
    }

    /// Writes true or false.
    mutating func set(_ key: StaticString, _ value: Bool) {
        begin(key)
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// Writes an object, also if it stays empty.
    mutating func object(_ key: StaticString, _ body: (inout JSONObject) throws -> Void) rethrows {
        begin(key)
        try nested(body)
    }

    /// Writes a list of objects; nothing if there are no elements.
    mutating func list<Elements: Collection>(
        _ key: StaticString, _ elements: Elements, _ body: (inout JSONObject, Elements.Element) throws -> Void
    ) rethrows {
        try write(list: key, elements) { list, element in try list.nested { try body(&$0, element) } }
    }

    /// Writes a list of the objects that `body` adds by `element`; nothing if it adds none.
    mutating func list(_ key: StaticString, _ body: (inout JSONObject) throws -> Void) rethrows {
        emptyList = key
        try body(&self)
        if emptyList == nil { bytes.append(UInt8(ascii: "]")) }
        emptyList = nil
    }

    /// Adds an object to the list that is being written.
    mutating func element(_ body: (inout JSONObject) throws -> Void) rethrows {
        if let key = emptyList {
            begin(key)
            bytes.append(UInt8(ascii: "["))
            emptyList = nil
        } else {
            bytes.append(UInt8(ascii: ","))
        }
        try nested(body)
    }

    /// Writes a list of texts; nothing if there are none.
    mutating func list(_ key: StaticString, texts: [String]) {
        write(list: key, texts) { list, text in list.append(text: text) }
    }

    private mutating func write<Elements: Collection>(
        list key: StaticString, _ elements: Elements, element write: (inout JSONObject, Elements.Element) throws -> Void
    ) rethrows {
        guard !elements.isEmpty else { return }
        begin(key)
        bytes.append(UInt8(ascii: "["))
        var isFirst = true
        for element in elements {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            try write(&self, element)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func nested(_ body: (inout JSONObject) throws -> Void) rethrows {
        // Written in place: a value of its own for the inner object would copy all that was written before.
        bytes.append(UInt8(ascii: "{"))
        isEmpty = true
        defer {
            bytes.append(UInt8(ascii: "}"))
            isEmpty = false
        }
        try body(&self)
    }

    private mutating func begin(_ key: StaticString) {
        if !isEmpty { bytes.append(UInt8(ascii: ",")) }
        isEmpty = false
        bytes.append(UInt8(ascii: "\""))
        key.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func append(text: String) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { bytes.append(escaping: $0) }
        bytes.append(UInt8(ascii: "\""))
    }
}

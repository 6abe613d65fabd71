/// A JSON value as it came from a client.
package enum JSON: Equatable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case real(Double)
    case string(String)
    case array([JSON])
    case object([Member])

    /// A key with its value, in the order of the text. Not a dictionary: small, and keys are bytes from outside.
    package struct Member: Equatable, Sendable {
        package var key: String
        package var value: JSON
    }

    /// The member with this key; the last one if there are several, as Python reads it. nil if this is no object.
    subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key == key }?.value
    }

    /// How many elements the lists of an object have together.
    var entryCount: Int {
        guard case .object(let members) = self else { return 0 }
        return members.reduce(0) { count, member in
            guard case .array(let elements) = member.value else { return count }
            return count + elements.count
        }
    }

    /// What MLflow's messages call the kind of value: the name of the Python type.
    var pythonType: String {
        switch self {
        case .null: "NoneType"
        case .bool: "bool"
        case .integer: "int"
        case .real: "float"
        case .string: "str"
        case .array: "list"
        case .object: "dict"
        }
    }

    /// The value for a message: text in double quotes, cut to 80 characters; numbers as they are; the kind for the rest.
    var shown: String {
        switch self {
        case .null: "null"
        case .bool(let bool): "\(bool)"
        case .integer(let integer): "\(integer)"
        case .real(let real): "\(real)"
        case .string(let string): "\"\(string.prefix(80))\""
        case .array: "a list"
        case .object: "an object"
        }
    }
}

import Datasets
import Foundation
import Promotion
import Testing

@Suite("L-25: the digest of a Delta version")
struct DeltaDigestTests {
    typealias Table = DeltaTable
    static let base = [Table.start + [Table.add("a"), Table.add("b")]]

    @Test(
        "differs when the content differs",
        arguments: [
            [Table.start + [Table.add("a")]],
            [Table.start + [Table.add("a"), Table.add("c")]],
            [Table.start + [Table.add("a"), Table.add("b", size: 101)]],
            [Table.start + [Table.add("a"), Table.add("b", vector: Table.vector("v", deleted: 1))]],
            [Table.start + [Table.add("a"), Table.add("b", partition: #"{"p":"1"}"#)]],
            [Table.start + [Table.add("a"), Table.add("b", partition: #"{"p":null}"#)]],
            [Table.start + [Table.add("a"), Table.add("b", partition: #"{"p":""}"#)]],
            [Array(Table.start.prefix(2)) + [Table.metadata(schema: "{}"), Table.add("a"), Table.add("b")]],
            [Table.start + [Table.add("a"), Table.add("b"), Table.add("e\u{301}")]],
            [Table.start + [Table.add("a"), Table.add("b"), Table.add("\u{E9}")]],
        ])
    func differs(_ commits: [[String]]) throws {
        #expect(try Table.version(of: commits).digest != Table.version(of: Self.base).digest)
    }

    @Test("all of those differ from one another")
    func pairwise() throws {
        let partitions = [#"{"p":"1"}"#, #"{"p":null}"#, #"{"p":""}"#, #"{"p":"1","q":"2"}"#, "{}"]
        let digests = try partitions.map {
            try Table.version(of: [Table.start + [Table.add("a", partition: $0)]]).digest
        }
        #expect(Set(digests).count == partitions.count)
        let names = ["e\u{301}", "\u{E9}", "%C3%A9", "/abs/a", "s3://bucket/a"]
        let named = try names.map { try Table.version(of: [Table.start + [Table.add($0)]]) }
        #expect(Set(named.map(\.digest)).count == names.count)
        #expect(try Table.version(of: [Table.start + names.map { Table.add($0) }]).fileCount == names.count)
    }

    @Test(
        "is the same however the content came about",
        arguments: [
            [Table.start + [Table.add("b"), Table.add("a")]],
            [Table.start + [Table.add("a", modified: 77), Table.add("b")]],
            [Table.start + [Table.add("a")], [Table.add("b")]],
            [Table.start + [Table.add("c"), Table.add("a"), Table.add("b")], [Table.remove("c")]],
            [Table.start + [Table.add("a"), Table.add("b"), Table.add("b")]],
            [Table.start + [Table.add("a", rows: nil), Table.add("b")]],
        ])
    func same(_ commits: [[String]]) throws {
        #expect(try Table.version(of: commits).digest == Table.version(of: Self.base).digest)
    }

    @Test("is the one that the documentation defines")
    func definition() throws {
        let version = try Table.version(of: [
            Table.start + [
                Table.add("b", size: 7, vector: Table.vector("v", deleted: 1), partition: #"{"p":"1","o":null}"#),
                Table.add("a"),
            ]
        ])
        // Computed by the Python lines of docs/datasets.md.
        #expect(version.digest.rawValue == "2e0aee6f412b63c17bf2dea6fd71f16de74198e12f9c1a14cd901efa556a4a2d")
    }
}

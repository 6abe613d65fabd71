import Testing

@testable import MLflowAPI

struct PathBookTests {
    private let entries = ["/a/b": 1, "/a/c/**": 2, "/a/c/d/**": 3, "/a/c/d": 4, "/a/c/d/e": 5]

    @Test(
        arguments: [
            ("/a/b", 1), ("/a/b/", 1), ("//a//b", 1), ("/a", nil), ("/a/b/c", nil), ("/A/b", nil), ("/a/%62", nil),
            ("", nil),
            ("/a/c", nil), ("/a/c/x", 2), ("/a/c/x/y/", 2), ("/a/c/d", 4), ("/a/c/d/x", 3), ("/a/c/d/e", 5),
            ("/a/c/d/e/f", 3),
            ("/x/a/b", nil),
        ] as [(String, Int?)])
    func aPathIsFoundByItsTextOrByTheNearestFolder(_ path: String, _ expected: Int?) {
        #expect(PathBook(entries, prefixed: 0).values(for: path) == expected)
        #expect(PathBook(entries, prefixed: 2).values(for: "/w/shop-dev" + path) == expected)
    }

    @Test func aPrefixIsNoPartOfAPath() {
        let book = PathBook(entries, prefixed: 2)
        #expect(book.values(for: "/a/b") == nil)
        #expect(book.values(for: "/a/b/a/b") == 1)
        #expect(book.values(for: "//w///x/a/b") == 1)
    }
}

import Promotion
import Testing

struct VersionSelectorTests {
    @Test(arguments: [("3", VersionSelector.number(3)), ("v12", .number(12)), ("champion", .alias("champion"))])
    func readsNumbersAndAliases(_ text: String, _ expected: VersionSelector) {
        #expect(VersionSelector(text) == expected)
    }

    @Test(arguments: ["", "0", "-1", "v0", "99999999999999999999999", "a b", "../x", "champion\n"])
    func refusesWhatIsNeither(_ text: String) {
        #expect(VersionSelector(text) == nil)
    }
}

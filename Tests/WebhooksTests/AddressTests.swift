import Testing

@testable import Webhooks

@Suite("Which addresses are public")
struct AddressTests {
    @Test(
        "S-15: no address inside is public, in whatever form",
        arguments: [
            "0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.168.1.1", "198.18.0.1", "203.0.113.9", "224.0.0.1",
            "239.255.255.255", "240.0.0.1", "255.255.255.255",
            "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
            "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1",
            "2001:0:7f00:1::",
            "2001:db8::1", "100::1", "fc00::1", "fd00::1", "fe80::1", "fec0::1", "ff02::1", "3fff::1", "5f00::1",
        ])
    func inside(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!address.isPublic)
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.1.2.3",
        "2606:4700:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
    ])
    func outside(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.isPublic)
    }

    @Test(
        "S-15: only the usual spelling is an address",
        arguments: [
            "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.01", "127.0.0.1.", "fe80::1%eth0", "[::1]", "",
            "1.2.3",
        ])
    func spellings(text: String) { #expect(IPAddress(text) == nil) }

    @Test func rangesHoldWhatTheirPrefixSays() throws {
        let range = try #require(AddressRange("10.16.0.0/12"))
        #expect(range.contains(try #require(IPAddress("10.31.255.255"))))
        #expect(!range.contains(try #require(IPAddress("10.32.0.0"))))
        #expect(!range.contains(try #require(IPAddress("::ffff:10.16.0.1"))))
        let one = try #require(AddressRange("fd00::7"))
        #expect(one.contains(try #require(IPAddress("fd00::7"))))
        #expect(!one.contains(try #require(IPAddress("fd00::8"))))
        for text in ["10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/08", "::/129", "example.org", "/8"] {
            #expect(AddressRange(text) == nil, "\(text)")
        }
    }
}

import Testing

@testable import MLflowImport

/// Where a source is, as it is typed.
struct SourceAddressTests {
    @Test func credentialsInTheAddressAreUsedAndNotKept() throws {
        let address = try SourceAddress("HTTP://ann:s%40cret@Mlflow.Example.org:5000/tracking/", credentials: nil)
        #expect(address.uri == "http://mlflow.example.org:5000/tracking")
        guard case .basic("ann", "s@cret") = address.credentials else {
            Issue.record("the credentials are not those of the address")
            return
        }
    }

    @Test(arguments: ["", "http://", "file:///tmp/x", "http://a b", "http://host?x=1", "sqlite:///x", "http://ann@"])
    func whatIsNoAddressIsRefusedWithoutBeingRepeated(text: String) {
        let error = #expect(throws: SourceError.self) { try SourceAddress(text, credentials: nil) }
        #expect(error?.code == .address)
    }

    @Test func theEnvironmentIsReadAsMLflowsClientReadsIt() {
        #expect(SourceCredentials(environment: [:]) == nil)
        #expect(SourceCredentials(environment: ["MLFLOW_TRACKING_USERNAME": "ann"]) == nil)
        guard case .bearer("t")? = SourceCredentials(environment: ["MLFLOW_TRACKING_TOKEN": "t"]) else {
            Issue.record("the token is not found")
            return
        }
    }
}

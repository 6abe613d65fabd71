import Catalog

extension LoginStanding {
    /// Why tokens that it has ended open nothing, and what their owner can do.
    var refusal: String {
        let reason =
            suspended == nil
            ? "no identity provider can be asked any more whether the token's owner may go on"
            : "the identity provider has not renewed the login of the token's owner, so that the token is suspended"
        return reason + "; log in again with 'sluice login', and it goes on"
    }
}

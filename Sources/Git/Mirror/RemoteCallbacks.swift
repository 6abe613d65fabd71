import CLibgit2
import Promotion

/// The callbacks of a conversation. The payload is the conversation, which must outlive the calls they are given to.
enum RemoteCallbacks {
    static func fill(_ callbacks: inout git_remote_callbacks, for conversation: Conversation) {
        git_remote_init_callbacks(&callbacks, 1)
        callbacks.payload = Unmanaged.passUnretained(conversation).toOpaque()
        callbacks.credentials = { out, url, user, allowed, payload in
            guard let out, let conversation = RemoteCallbacks.conversation(payload) else { return -1 }
            return RemoteCallbacks.credentials(out, url, user, allowed: allowed, conversation)
        }
        callbacks.certificate_check = { certificate, isValid, host, payload in
            guard let certificate, let conversation = RemoteCallbacks.conversation(payload) else { return -1 }
            return RemoteCallbacks.check(certificate, isValid: isValid != 0, conversation)
        }
        callbacks.transfer_progress = { progress, payload in
            guard let progress, let conversation = RemoteCallbacks.conversation(payload) else { return -1 }
            return conversation.allows(received: progress.pointee.received_bytes) ? 0 : -1
        }
    }

    private static func conversation(_ payload: UnsafeMutableRawPointer?) -> Conversation? {
        payload.map { Unmanaged<Conversation>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func refuse(
        _ conversation: Conversation, _ code: GitError.Code, _ message: String, _ result: git_error_code
    ) -> Int32 {
        conversation.fail(code, message)
        // Without a message of its own, libgit2 would report the last one of this thread.
        git_error_set_str(Int32(GIT_ERROR_CALLBACK.rawValue), message)
        return result.rawValue
    }

    private static func credentials(
        _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>, _ url: UnsafePointer<CChar>?,
        _ user: UnsafePointer<CChar>?, allowed: UInt32, _ conversation: Conversation
    ) -> Int32 {
        guard let credential = conversation.access.credential else {
            return refuse(conversation, .unauthorized, "the remote wants credentials and there are none", GIT_EAUTH)
        }
        let asked = url.flatMap { try? RemoteURL(String(cString: $0), allowingPlainHTTP: true) }
        guard credential.host == conversation.url.host, asked?.host == credential.host else {
            return refuse(conversation, .unauthorized, "the credential is for another host", GIT_EAUTH)
        }
        guard conversation.mayAskAgain() else {
            return refuse(conversation, .unauthorized, "the remote does not accept the credential", GIT_EAUTH)
        }
        switch credential.kind {
        case .password(let name, let secret) where allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue != 0:
            return git_credential_userpass_plaintext_new(out, name, secret)
        case .key(let name, let path, let passphrase) where allowed & GIT_CREDENTIAL_SSH_KEY.rawValue != 0:
            return git_credential_ssh_key_new(out, name, nil, path, passphrase)
        case .key(let name, _, _) where allowed & GIT_CREDENTIAL_USERNAME.rawValue != 0:
            return git_credential_username_new(out, name)
        case .password, .key:
            return refuse(conversation, .unauthorized, "the remote wants another kind of credential", GIT_EAUTH)
        }
    }

    /// TLS certificates: what the library found holds. ssh host keys: only those that are known.
    private static func check(
        _ certificate: UnsafeMutablePointer<git_cert>, isValid: Bool, _ conversation: Conversation
    ) -> Int32 {
        guard certificate.pointee.cert_type == GIT_CERT_HOSTKEY_LIBSSH2 else {
            guard !isValid else { return 0 }
            return refuse(
                conversation, .untrusted, "the remote's certificate is not valid for its name", GIT_ECERTIFICATE)
        }
        let hostKey = UnsafeMutableRawPointer(certificate).assumingMemoryBound(to: git_cert_hostkey.self).pointee
        let url = conversation.url
        if hostKey.type.rawValue & GIT_CERT_SSH_RAW.rawValue != 0, let raw = hostKey.hostkey {
            let key = Array(UnsafeRawBufferPointer(start: raw, count: hostKey.hostkey_len))
            if conversation.access.knownHosts.trusts(key, of: url.host, port: url.port) { return 0 }
        }
        return refuse(
            conversation, .untrusted,
            "the host key of \(url.host.quotedForMessage) is not the known one; compare it and add it to the known hosts",
            GIT_ECERTIFICATE)
    }
}

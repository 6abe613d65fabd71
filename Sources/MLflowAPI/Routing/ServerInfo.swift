internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// What a client asks before it uses workspaces or downloads files. Answered to anybody: a client asks it before it has anything else.
enum ServerInfo {
    /// The protocol's version that is spoken, for clients that ask before they use newer features.
    static var version: Response {
        Response(
            status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: "3.17.2")))
    }

    static var response: Response {
        var info = JSONObject()
        info.set("store_type", "SqlStore")
        info.set("workspaces_enabled", true)
        info.set("trace_archival_enabled", false)
        info.set("multipart_uploads_enabled", false)
        info.set("multipart_downloads_enabled", false)
        info.set("presigned_upload_run_id_supported", false)
        info.set("presigned_upload_model_id_supported", false)
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: info.finished())))
    }
}

import CArchive
import CCurl
package import Files

extension LibraryVersion {
  /// The libraries that download and unpack.
  package static var acquisition: [LibraryVersion] {
    // Both return constants of the library; the first layout of its record has the version.
    let curl = unsafe curl_version_info(CURLVERSION_FIRST).pointee.version
    let archive = unsafe String(cString: archive_version_string())
    return [
      LibraryVersion(
        name: "curl", version: unsafe curl.map { unsafe String(cString: $0) } ?? "unknown"),
      // "libarchive 3.6.2".
      LibraryVersion(name: "archive", version: String(archive.drop { !$0.isNumber })),
    ]
  }
}

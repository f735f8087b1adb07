import CMicroHTTPD
package import Files

extension LibraryVersion {
  /// The library that speaks HTTP.
  package static var http: LibraryVersion {
    LibraryVersion(name: "microhttpd", version: unsafe String(cString: MHD_get_version()))
  }
}

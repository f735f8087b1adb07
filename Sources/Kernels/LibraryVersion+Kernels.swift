import COpenBLAS
package import Files

extension LibraryVersion {
  /// The library under matrix products.
  package static var openBLAS: LibraryVersion {
    // openblas_get_config returns a constant string: "OpenBLAS 0.3.21 DYNAMIC_ARCH … ".
    let words = unsafe String(cString: openblas_get_config()).split(separator: " ")
    let version = words.first { $0.first?.isNumber == true }.map(String.init)
    return LibraryVersion(name: "OpenBLAS", version: version ?? "unknown")
  }
}

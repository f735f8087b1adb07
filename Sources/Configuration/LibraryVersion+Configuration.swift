import CYAML
package import Files

extension LibraryVersion {
  /// The library that reads configurations.
  package static var yaml: LibraryVersion {
    // yaml_get_version_string returns a constant string of the library.
    unsafe LibraryVersion(name: "yaml", version: String(cString: yaml_get_version_string()))
  }
}

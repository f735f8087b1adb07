import Files
import Testing

import SQLite

@Suite("The database library")
struct LibraryVersionTests {
  @Test("its version is a number of three parts")
  func version() {
    #expect(LibraryVersion.sqlite.version.split(separator: ".").count == 3)
  }
}

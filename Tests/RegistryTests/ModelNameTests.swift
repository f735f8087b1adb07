import Registry
import Testing

@Suite("Names in the registry")
struct ModelNameTests {
  @Test("a space becomes an underscore")
  func spaces() {
    #expect(ModelName.folder(of: "dish washer") == "dish_washer")
    #expect(ModelName.folder(of: "kettle") == "kettle")
  }

  @Test("what names a version can stand in a path and in a header")
  func versions() {
    for name in ["1", "2024-05.b_7", String(repeating: "a", count: 64)] {
      #expect(ModelName.isVersion(name), "\(name)")
    }
    let wrong = [
      "", ".", "..", "a/b", "../1", "1\r\nX: 1", "1 2", "\u{e9}", String(repeating: "a", count: 65),
    ]
    for name in wrong { #expect(!ModelName.isVersion(name), "\(name)") }
  }
}

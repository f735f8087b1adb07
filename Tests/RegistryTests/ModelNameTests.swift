import Registry
import Testing

@Suite("Names in the registry")
struct ModelNameTests {
  @Test("a space becomes an underscore")
  func spaces() {
    #expect(ModelName.folder(of: "dish washer") == "dish_washer")
    #expect(ModelName.folder(of: "kettle") == "kettle")
  }
}

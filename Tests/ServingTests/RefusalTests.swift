import Files
import Testing

@testable import Serving

@Suite("Refusals")
struct RefusalTests {
  @Test("the body names status, code, field and index, and leaves out what is unknown")
  func body() {
    let refusal = Refusal(422, "bad_value", "no number", field: "series[3].power", index: 3)
    #expect(refusal.json["error"]?["index"] == 3)
    #expect(refusal.json["error"]?["field"] == "series[3].power")
    #expect(Refusal(404, "not_found", "nothing here").json["error"]?["field"] == nil)
    #expect(refusal.response.status == 422)
  }
}

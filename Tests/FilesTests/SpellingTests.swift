import Testing

@testable import Files

@Suite("Spelling")
struct SpellingTests {
  @Test(
    "finds the nearest name",
    arguments: [
      ("ketle", "kettle"), ("Dish_Washer", "dish washer"), ("washing-machin", "washing machine"),
      ("firdge", "fridge"),
    ])
  func findsNearest(typed: String, meant: String) {
    let names = ["kettle", "fridge", "dish washer", "washing machine", "microwave"]
    #expect(Spelling.nearest(to: typed, among: names) == meant)
  }

  @Test("answers nothing where nothing is close", arguments: ["toaster", "xy", ""])
  func findsNothing(typed: String) {
    #expect(Spelling.nearest(to: typed, among: ["kettle", "dish washer"]) == nil)
  }
}

@Suite("JSON text")
struct JSONTextTests {
  @Test("keeps order, escapes strings, and has no NaN")
  func writes() {
    let value: JSON = [
      "b": 1, "a": [1.5, nil, true], "text": "a\"b\\\n\u{1}é", "nan": JSON(Double.nan), "e": [],
    ]
    #expect(
      value.text
        == #"{"b":1,"a":[1.5,null,true],"text":"a\"b\\\n\u0001é","nan":null,"e":[]}"#)
    #expect(JSON.array([1, 2]).indentedText == "[\n  1,\n  2\n]")
  }
}

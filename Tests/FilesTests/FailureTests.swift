import Testing

@testable import Files

@Suite("A failure's sentence")
struct FailureTests {
  @Test("says what was tried, where, why, and what to do")
  func says() {
    let failure = FilesError(
      status: .missingInput, attempt: "read", path: "x.csv", reason: "there is no such file",
      remedy: "Check the name.")
    #expect(
      failure.description == "could not read x.csv: there is no such file. Check the name.")
    #expect(FilesError(failure).description == failure.description)
  }

  @Test("is the reason alone where nothing was tried")
  func saysReason() {
    let failure = FilesError(status: .badData, attempt: "", path: nil, reason: "no appliance x")
    #expect(failure.description == "no appliance x")
  }
}

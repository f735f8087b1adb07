import Foundation
import Testing

@Suite("A script of session commands")
struct ShellScriptTests {
  @Test("runs every line, and has the status of the first that failed")
  func runs() throws {
    let folder = try RawHouseFolder()
    let script = """
      # what is there
      houses
      shwo kettle
      use ketle

      use kettle
      period 10s
      """
    let outcome = try EnergyProgram.run(["shell", folder.path], input: script)
    #expect(outcome.status == 64)
    #expect(outcome.output.hasSuffix("house 1: kettle is meter 2\nperiod 10s\n"))
    #expect(!outcome.output.contains("energy>"))
    let errors = outcome.errors.split(separator: "\n")
    #expect(errors.first == "line 3: unknown command shwo. Did you mean show?")
    #expect(errors.last == "energy shell: 2 lines failed, the first is line 3")
  }

  @Test(
    "ends with the status that its failure has elsewhere",
    arguments: [
      ("quit\nshwo", Int32(0)), ("", 0), ("use ketle", 65), ("house 9", 65), ("open /no/such", 66),
      ("show \"kettle", 64),
    ])
  func ends(script: String, status: Int32) throws {
    let folder = try RawHouseFolder(minutes: 5)
    #expect(try EnergyProgram.run(["shell", folder.path], input: script).status == status)
  }

  @Test("is refused as a whole where its file cannot be opened")
  func refusesFile() throws {
    let outcome = try EnergyProgram.run(["shell", "/no/such/file.h5"], input: "houses\n")
    #expect(outcome.status == 66)
    #expect(outcome.output.isEmpty)
  }
}

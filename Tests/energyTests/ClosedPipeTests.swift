import Foundation
import Testing

@testable import energy

@Suite("A reader that goes away")
struct ClosedPipeTests {
  @Test(
    "ends the program without a word, as it ends every filter", arguments: ["--help", "doctor"])
  func endsQuietly(words: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    // The pause lets `true` go first; 141 is the shell's number for SIGPIPE.
    let line = "(sleep 0.3; exec \"$0\" \(words)) | true; exit ${PIPESTATUS[0]}"
    process.arguments = ["-c", line, try EnergyProgram.path()]
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let complaints = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(String(decoding: complaints, as: UTF8.self) == "")
    #expect(process.terminationStatus == 141)
  }
}

@Suite("Help on a narrow terminal")
struct NarrowHelpTests {
  @Test("breaks its prose between words", arguments: [40, 60, 96])
  func breaksBetweenWords(width: Int) {
    for entry in CommandCatalogue.all {
      let page = HelpText.page(for: entry.specification, width: width)
      // Lines that go on with an option's help; names and examples stay whole.
      let prose = page.split(separator: "\n").filter { $0.hasPrefix("      ") }
      for line in prose where line.displayWidth > width {
        #expect(!line.drop { $0 == " " }.contains(" "), "\(line)")
      }
    }
  }
}

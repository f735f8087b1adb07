import Files
import Testing

@testable import energy

@Suite("A command's words")
struct ArgumentsTests {
  static let specification = CommandSpecification(
    name: "sample", summary: "Try the parser.",
    operands: [.init("FILE", "The file."), .init("MORE", required: false, "Another.")],
    options: [
      .option("--period", "DURATION", default: "6s", "The grid."),
      .option("--building", "N", repeatable: true, "A house."),
      .flag("--quick", "Be quick."),
    ],
    examples: ["energy sample x.h5"])

  @Test("are sorted into operands, options and flags, in any order")
  func sorts() throws {
    let words = [
      "--building=1", "x.h5", "--quick", "--building", "2", "--period", "-1", "--", "--y",
    ]
    let arguments = try Arguments(words, for: Self.specification)
    #expect(arguments.operands == ["x.h5", "--y"])
    #expect(arguments.all("--building") == ["1", "2"])
    #expect(arguments.has("--quick"))
    #expect(!arguments.has("--json"))
    #expect(arguments.text("--period") == "-1")
  }

  @Test(
    "are refused with a sentence that helps",
    arguments: [
      (["x", "--perid", "6s"], "unknown option --perid. Did you mean --period?"),
      (["x", "--zzzzzz"], "unknown option --zzzzzz. See energy sample --help."),
      (
        ["x", "--period"],
        "--period needs a value: --period DURATION. See energy sample --help."
      ),
      (
        ["x", "--period", "--quick"],
        "--period needs a value: --period DURATION. See energy sample --help."
      ),
      (["x", "--quick=yes"], "--quick takes no value"),
      (["x", "--period", "1", "--period", "2"], "--period is given twice"),
      ([], "FILE is missing. Usage: energy sample FILE [MORE] [options]"),
      (["a", "b", "c"], "unexpected \"c\". Usage: energy sample FILE [MORE] [options]"),
    ])
  func refuses(words: [String], sentence: String) {
    let error = #expect(throws: UsageError.self) {
      try Arguments(words, for: Self.specification)
    }
    #expect(error?.description == sentence)
    #expect(error?.status == .wrongUsage)
  }

  @Test("need no operand when help is asked for", arguments: ["--help", "-h"])
  func asks(word: String) throws {
    #expect(try Arguments([word], for: Self.specification).isAsking)
  }

  @Test("are numbers only within their range", arguments: ["0", "9", "x", "1.5", ""])
  func checksNumbers(text: String) throws {
    let arguments = try Arguments(["x", "--building=\(text)"], for: Self.specification)
    let error = #expect(throws: UsageError.self) {
      _ = try arguments.integer("--building", in: 1...8)
    }
    #expect(
      error?.description == "--building \(text): expected a whole number from 1 to 8")
  }

  @Test("give a help page with every option, its default and an example")
  func printsHelp() {
    #expect(
      HelpText.page(for: Self.specification) == """
        Try the parser.

        Usage: energy sample FILE [MORE] [options]

        Arguments:
          FILE  The file.
          MORE  Another.

        Options:
          --period DURATION  The grid. [default: 6s]
          --building N       A house. (repeatable)
          --quick            Be quick.
          --json             Print the result as JSON on standard output.
          --quiet            Print no progress.
          --help             Print this help.

        Example:
          energy sample x.h5

        """)
  }
}

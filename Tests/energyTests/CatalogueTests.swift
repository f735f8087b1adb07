import Testing

@testable import energy

@Suite("The catalogue of commands")
struct CatalogueTests {
  static let specifications = CommandCatalogue.all.map(\.specification)

  @Test("names each command and option once")
  func isUnique() {
    let names = Self.specifications.map(\.name)
    #expect(Set(names).count == names.count)
    for specification in Self.specifications {
      let options = specification.options.map(\.name)
      #expect(Set(options).count == options.count, "\(specification.name)")
    }
  }

  @Test("speaks in sentences: every summary and help ends with a full stop")
  func speaksInSentences() {
    for specification in Self.specifications {
      let sentences =
        [specification.summary] + specification.options.map(\.help)
        + specification.operands.map(\.help)
      for sentence in sentences {
        #expect(sentence.hasSuffix("."), "\(specification.name): \(sentence)")
      }
      #expect(!specification.examples.isEmpty, "\(specification.name) has no example")
    }
  }

  @Test("accepts every option that its help lists, and prints each of them")
  func acceptsItsOptions() throws {
    for specification in Self.specifications {
      let page = HelpText.page(for: specification)
      for option in specification.options {
        let words = option.value == nil ? [option.name] : [option.name, "x"]
        let arguments = try Arguments(words + ["--help"], for: specification)
        #expect(arguments.has(option.name))
        #expect(page.contains("\n  \(option.name)"), "\(specification.name) \(option.name)")
      }
    }
  }

  @Test("gives examples whose options exist")
  func givesValidExamples() throws {
    for specification in Self.specifications {
      for example in specification.examples {
        let words = example.split(separator: " ").map(String.init)
        #expect(words.starts(with: ["energy"] + specification.words), "\(example)")
        let rest = words.dropFirst(1 + specification.words.count)
        _ = try Arguments(rest + ["--help"], for: specification)
      }
    }
  }

  @Test("is listed in the overview, in its order, with nothing that does not exist")
  func isListed() {
    let sample = [CommandEntry(DoctorCommand.self), CommandEntry(CompletionsCommand.self)]
    #expect(
      HelpText.overview(of: sample, version: "1.2.3") == """
        energy 1.2.3: energy disaggregation (NILM) from raw meters to a served model.

        Usage: energy COMMAND [options]

        Commands:
          doctor       Show versions, machine and folders, and what to install if something is missing.
          completions  Print the script that completes commands and options in a shell.

        Options:
          --help     Print this help.
          --version  Print the version.

        Example:
          energy simulate --output data/raw/sim.h5 --days 14 --buildings 2 --seed 1

        See energy COMMAND --help for the options of a command.

        """)
  }

  /// Two commands of a family, and one of its own.
  static let sample = [
    CommandEntry(KeepShow.self), CommandEntry(KeepAll.self), CommandEntry(DoctorCommand.self),
  ]
  static let families = [CommandFamily(name: "keep", summary: "Keep things.")]

  struct KeepShow: Command {
    static let specification = CommandSpecification(
      name: "keep show", summary: "Show one.", examples: ["energy keep show"])
    init(_ arguments: Arguments) {}
    func run(_ console: Console) {}
  }

  struct KeepAll: Command {
    static let specification = CommandSpecification(
      name: "keep all", summary: "Show all.", examples: ["energy keep all"])
    init(_ arguments: Arguments) {}
    func run(_ console: Console) {}
  }

  @Test("shows a family as one line of the overview, and its members in its own help")
  func families() {
    let overview = HelpText.overview(of: Self.sample, families: Self.families, version: "1")
    #expect(
      overview.contains("\nCommands:\n  keep    Keep things.\n  doctor  Show versions"))
    #expect(
      HelpText.page(for: Self.families[0], Array(Self.sample.prefix(2))) == """
        Keep things.

        Usage: energy keep COMMAND [options]

        Commands:
          show  Show one.
          all   Show all.

        Example:
          energy keep show

        See energy keep COMMAND --help for the options of a command.

        """)
    let usage = HelpText.usage(of: KeepShow.specification)
    #expect(usage == "energy keep show [options]")
  }

  @Test("finds a member of a family by its two words")
  func members() throws {
    let found = try CommandSearch(
      ["keep", "show", "x"], in: Self.sample, families: Self.families)
    guard case .command(let entry, let rest) = found else {
      Issue.record("found \(found)")
      return
    }
    #expect(entry.specification.name == "keep show" && rest == ["x"])
  }

  @Test(
    "answers what it does not know with the nearest, or with where to look",
    arguments: [
      ([], "no command given. See energy --help."),
      (["keeep"], "unknown command keeep. Did you mean keep?"),
      (["keep"], "no command given after keep. See energy keep --help."),
      (["keep", "shwo"], "unknown command keep shwo. Did you mean show?"),
      (["keep", "zzzzzz"], "unknown command keep zzzzzz. See energy keep --help."),
    ])
  func unknown(words: [String], sentence: String) {
    let error = #expect(throws: UsageError.self) {
      try CommandSearch(words, in: Self.sample, families: Self.families)
    }
    #expect(error?.description == sentence)
  }
}

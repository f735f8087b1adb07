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
        #expect(words.starts(with: ["energy", specification.name]), "\(example)")
        _ = try Arguments(words.dropFirst(2) + ["--help"], for: specification)
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
}

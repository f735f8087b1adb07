import Configuration
import Files
import Testing

/// The exit status and the sentence of what `body` throws.
func failure(of body: () throws -> Void) -> (status: Files.ExitStatus, text: String)? {
  do {
    try body()
    return nil
  } catch let failure as any Failure {
    return (failure.status, failure.description)
  } catch {
    return nil
  }
}

@Suite("YAML")
struct YAMLTests {
  @Test(
    "reads what people write",
    arguments: [
      ("", "{}"), ("# nothing\n", "{}"), ("---\n", "{}"),
      ("a: 1\nb: 2.5\nc: true\nd: ~\ne: 6s\n", #"{"a":1,"b":2.5,"c":true,"d":null,"e":"6s"}"#),
      ("a: [1, \"2\"]\nb:\n  - x: 1\n  - y\n", #"{"a":[1,"2"],"b":[{"x":1},"y"]}"#),
      ("{a: {b: [c]}}", #"{"a":{"b":["c"]}}"#),
      (
        "a: &x {k: 1}\nb: *x\nc:\n  <<: *x\n  l: 2\n",
        #"{"a":{"k":1},"b":{"k":1},"c":{"l":2,"k":1}}"#
      ),
      ("a: &x {k: 1}\nb: {<<: *x, k: 2}\n", #"{"a":{"k":1},"b":{"k":2}}"#),
      ("a: |\n  two\n  lines\n", #"{"a":"two\nlines\n"}"#), ("1: x\n", #"{"1":"x"}"#),
    ])
  func reads(text: String, json: String) throws {
    #expect(try YAMLDocument.parse(text, path: "x.yaml").json.text == json)
  }

  static let billion =
    (1...9).reduce("a0: &a0 [x]\n") { text, i in
      text + "a\(i): &a\(i) [" + Array(repeating: "*a\(i - 1)", count: 9).joined(separator: ",")
        + "]\n"
    }

  @Test(
    "refuses faults with their line and status 78",
    arguments: [
      ("a: 1\nb: 2\na: 3\n", "x.yaml, line 3: the key \"a\" stands twice, first in line 1"),
      ("a: [1\n", "line 2: column 1: did not find expected ',' or ']'"),
      ("a: b: c\n", "line 1: column 5: mapping values are not allowed"),
      ("a:\n\t- 1\n", "line 2"), ("a: *x\n", "line 1: there is no anchor \"x\""),
      ("a: &x [*x]\n", "there is no anchor \"x\""),
      ("a: 1\n---\nb: 1\n", "line 2: a second document begins"),
      ("? [a]\n: 1\n", "a key must be a plain word"), ("<<: 1\n", "needs a section to merge"),
      (String(repeating: "[", count: 100), "64 levels deep"),
      (billion, "more than 200,000 values"), ("a: \u{1}\n", "control characters"),
    ])
  func refuses(text: String, words: String) {
    let failure = failure { _ = try YAMLDocument.parse(text, path: "x.yaml") }
    #expect(failure?.status == .badConfiguration)
    #expect(failure?.text.contains(words) == true, "\(failure?.text ?? "nothing thrown")")
  }

  @Test("a missing file is status 66; the status of a fault is the caller's")
  func statuses() {
    #expect(failure { _ = try YAMLDocument.read("/no/such.yaml") }?.status == .missingInput)
    let data = failure { _ = try YAMLDocument.parse("[", path: "x", status: .badData) }
    #expect(data?.status == .badData)
  }
}

@Suite("Reading a configuration")
struct ConfigurationReaderTests {
  /// Reads a section with a key of every kind.
  static func read(_ text: String, _ overrides: [String] = []) throws -> String {
    let node = try YAMLDocument.parse(text, path: "x.yaml")
      .applying(overrides.compactMap { ConfigurationOverride(parsing: $0) })
    var reader = try ConfigurationReader(node)
    let epochs = try reader.integer("epochs", in: 1...1000)
    let rate = try reader.number("rate", in: 0...1)
    let period = try reader.span("period")
    let mains = try reader.choice("mains", among: ["active", "apparent"])
    let houses = try reader.integers("houses", in: 1...Int.max)
    let names = try reader.texts("names")
    let sorts = try reader.boolean("sort")
    var inner = try reader.section("training")
    let seed = try inner?.integer("seed", in: 0...9)
    try inner?.finish()
    var reasons: [String?] = []
    for var element in try reader.sections("exclude") {
      reasons.append(try element.require(element.text("reason"), "reason"))
      try element.finish()
    }
    try reader.finish()
    let values: [Any?] = [epochs, rate, period, mains, houses, names, sorts, seed]
    return values.map { $0.map { "\($0)" } ?? "-" }.joined(separator: " ") + " \(reasons.count)"
  }

  @Test("gives every kind of value, and nil for what is absent or empty")
  func gives() throws {
    let text = """
      epochs: 3
      rate: 1e-3
      period: 6s
      mains: Active
      houses: [1, 2]
      names: kettle
      sort: yes
      training: {seed: 4}
      exclude: [{reason: swapped}, {reason: x}]
      """
    #expect(try Self.read(text) == "3 0.001 6s active [1, 2] [\"kettle\"] true 4 2")
    #expect(try Self.read("epochs:\ntraining: ~\n") == "- - - - - - - - 0")
  }

  @Test(
    "names file, line, key and what was expected",
    arguments: [
      ("epochs: 0", "x.yaml, line 1: epochs must be a whole number from 1 to 1000, not \"0\""),
      ("\nepochs: 1.5", "x.yaml, line 2: epochs must be"), ("epochs: [1]", "not a list"),
      ("rate: 2", "rate must be a number from 0.0 to 1.0, not \"2\""), ("rate: nan", "rate must"),
      ("period: 6x", "period must be a span of time such as 6s or 2min, not \"6x\""),
      ("mains: activ", "must be one of active, apparent, not \"activ\". Did you mean active?"),
      ("houses: [1, x]", "houses must be a whole number of at least 1, not \"x\""),
      ("names: {a: b}", "names must be a text or a list of texts, not a section"),
      ("sort: maybe", "sort must be true or false"),
      ("training: 3", "training must be a section of keys and values, not \"3\""),
      ("training:\n  sed: 3", "line 2: unknown key \"training.sed\". Did you mean seed?"),
      ("exclude: 3", "exclude must be a list of sections"),
      ("exclude: [{reason: x}, {}]", "exclude.1.reason is missing"),
      ("epoch: 3", "unknown key \"epoch\". Did you mean epochs?"),
      ("zzz: 3", "unknown key \"zzz\". Known here: epochs, exclude, houses"),
      ("- 1", "the file must be a section of keys and values, not a list"),
    ])
  func names(text: String, words: String) {
    let failure = failure { _ = try Self.read(text) }
    #expect(failure?.status == .badConfiguration)
    #expect(failure?.text.contains(words) == true, "\(failure?.text ?? "nothing thrown")")
  }

  @Test("reads one section of a file and leaves the others that are known alone")
  func sections() throws {
    func keys(_ text: String) throws -> [String] {
      let node = try YAMLDocument.parse(text, path: "x.yaml")
      return try ConfigurationReader(section: "training", of: node).keys
    }
    #expect(try keys("preprocess: 3\ntraining: {epochs: 1}") == ["epochs"])
    #expect(
      failure { _ = try keys("training: {}\ntrainin: {}") }?.text
        == "could not read x.yaml, line 2: unknown key \"trainin\". Did you mean training?")
    #expect(
      failure { _ = try keys("preprocess: {}") }?.text
        == "could not read x.yaml, line 1: training is missing")
  }

  @Test("overrides replace, add and reach into sections and lists")
  func overrides() throws {
    let text = "epochs: 3\nhouses: [1, 2]\n"
    #expect(
      try Self.read(text, ["epochs=5", "training.seed=2", "houses.1=7", "names=[a, b]"])
        == "5 - - - [1, 7] [\"a\", \"b\"] - 2 0")
    #expect(ConfigurationOverride(parsing: "epochs") == nil)
    #expect(ConfigurationOverride(parsing: "a..b=1") == nil)
    #expect(ConfigurationOverride(parsing: "training.epochs=") == nil)
    #expect(ConfigurationOverride(parsing: "training.epochs= ") == nil)
    #expect(ConfigurationOverride(parsing: "=1") == nil)
  }

  @Test(
    "a wrong override is named as it was typed",
    arguments: [
      ("epochs=x", "could not read --set epochs=x: epochs must be a whole number"),
      ("epoch=1", "--set epoch=1: unknown key \"epoch\". Did you mean epochs?"),
      ("epochs.x=1", "\"x\" leads into \"3\""), ("houses.9=1", "no element 9"),
      ("epochs=[", "is not YAML"),
    ])
  func wrongOverride(assignment: String, words: String) {
    let failure = failure { _ = try Self.read("epochs: 3\nhouses: [1]\n", [assignment]) }
    #expect(failure?.status == .badConfiguration)
    #expect(failure?.text.contains(words) == true, "\(failure?.text ?? "nothing thrown")")
  }

  @Test("the environment sets keys before the command line does")
  func environment() throws {
    let overrides = ConfigurationOverride.environment(
      [("TRAIN_EPOCHS", "epochs"), ("TRAIN_LR", "rate")]
    ) { ["TRAIN_EPOCHS": "7"][$0] }
    let node = try YAMLDocument.parse("epochs: 1\n", path: "x").applying(overrides)
    #expect(node["epochs"]?.integer == 7)
    #expect(node["rate"] == nil)
    #expect(ProjectFolders { _ in nil }.data == "data")
    #expect(ProjectFolders { _ in "/x" }.models == "/x")
  }
}

@Suite("Writing YAML")
struct YAMLWriterTests {
  @Test("what is written reads back the same, comments and all")
  func roundTrips() throws {
    let odd = [
      "", "6s", "6", "1e5", "true", "2013-06-03", "a: b", "- x", "#x", "é", "x ", " x", "a\nb",
      "\"q\"", "data/raw/x.h5", "./x", "dish washer", "no", "*x", "a\u{1}b", "0x10", "+1", "..",
      ".5", "60min",
    ]
    var writer = YAMLWriter()
    writer.comment("first\nsecond")
    writer.entry("odd", odd)
    writer.gap()
    writer.section("inner", comment: "why") { inner in
      inner.entry("n", 3)
      inner.entry("x", 0.1)
      inner.entry("b", false, comment: "off")
    }
    writer.sections("list", ["p", "q"]) { element, writer in
      writer.entry("name", element)
      writer.section("deep") { $0.entry("k", [1, 2]) }
    }
    writer.sections("none", [String]()) { _, _ in }
    let node = try YAMLDocument.parse(writer.text, path: "x")
    #expect(node["odd"]?.elements?.map(\.json) == odd.map { JSON.string($0) })
    #expect(node["inner"]?.json.text == #"{"n":3,"x":0.1,"b":false}"#)
    #expect(
      node["list"]?.json.text
        == #"[{"name":"p","deep":{"k":[1,2]}},{"name":"q","deep":{"k":[1,2]}}]"#)
    #expect(writer.text.hasPrefix("# first\n# second\nodd: ["))
  }
}

import Files
import Testing

@testable import Evaluation

@Suite("A report's page")
struct HTMLReportTests {
  @Test("holds all its sections and needs nothing from elsewhere")
  func isWhole() throws {
    let text = HTMLReport(try InventedHome(days: 9).set()).text
    for words in [
      "Energy per day", "A week of mains", "Actual against predicted", "Best activations",
      "Worst activations", "Errors", "On and off", "Training", "<h3>Metrics</h3>",
      "Where it comes from", "What the metrics mean", "Training configuration",
    ] { #expect(text.contains(words), "\(words)") }
    let addresses = text.split(separator: "http").dropFirst().map { $0.prefix(24) }
    #expect(
      addresses.allSatisfy { $0.hasPrefix("://www.w3.org/2000/svg") || $0.hasPrefix("-equiv") })
    #expect(!text.contains(" src="))
  }

  @Test("takes names, paths and configurations for text, whatever is in them")
  func escapes() throws {
    let name = "<script>alert('x')</script>&\""
    var set = try InventedHome(days: 8).set(renamed: name)
    set.evaluations[0].source.dataset = name
    set.evaluations[0].source.configuration = name
    set.evaluations[0].warnings = [name]
    set.evaluations[0].overlaps = [name]
    let text = HTMLReport(set).text
    #expect(!text.lowercased().contains("<script>alert"))
    #expect(text.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;"))
    #expect(text.components(of: "</script>") == 2)
  }

  @Test("says how figures came about below them, once for all, and what is doubtful above")
  func remarks() throws {
    for count in [1, 2] {
      var set = try InventedHome(days: 8).set(appliances: count)
      for index in set.evaluations.indices {
        set.evaluations[index].warnings = ["Other mains."]
        set.evaluations[index].remarks = ["No range was asked for."]
      }
      let text = HTMLReport(set).text
      let parts = try ["Other mains.", "<table class=\"headline\"", "No range was asked for."].map {
        try #require(text.firstRange(of: $0)).lowerBound
      }
      #expect(parts == parts.sorted())
      #expect(text.components(of: "Other mains.") == 1)
      #expect(text.components(of: "No range was asked for.") == 1)
    }
  }

  @Test("names those that a remark is about, where it is not about all")
  func namedRemark() throws {
    var set = try InventedHome(days: 8).set(appliances: 3)
    set.evaluations[0].remarks = ["House 5 is left out."]
    set.evaluations[2].remarks = ["House 5 is left out."]
    #expect(HTMLReport(set).text.contains("<p class=\"soft\">kettle, washing machine: House 5"))
  }

  @Test("shows no R² and no plain accuracy; the figures for programs have them")
  func printed() throws {
    let set = try InventedHome(days: 8).set()
    let text = HTMLReport(set).text
    #expect(!text.contains("R²") && !text.contains(">accuracy<"))
    #expect(text.contains(">balanced accuracy<"))
    let csv = MetricsSection(set.evaluations[0]).csv
    #expect(csv.contains("\nr2,") && csv.contains("\naccuracy,"))
  }

  @Test(
    "shows an estimate that nothing could draw", arguments: [4e9, Float.greatestFiniteMagnitude])
  func immense(_ value: Float) throws {
    var set = try InventedHome(days: 8).set()
    set.evaluations[0].series[0].estimate[5000] = value
    #expect(HTMLReport(set).text.hasSuffix("</html>\n"))
  }

  @Test("of several appliances leads with all of them, and has a section each")
  func several() throws {
    let text = HTMLReport(try InventedHome(days: 9).set(appliances: 3)).text
    for name in ["kettle", "fridge", "washing_machine"] {
      #expect(text.contains("id=\"\(name)\""), "\(name)")
    }
    #expect(text.contains("mean over appliances"))
    #expect(text.contains("\"name\":\"week\""))
  }
}

extension String {
  /// How often a text occurs.
  fileprivate func components(of text: String) -> Int {
    var (count, rest) = (0, self[...])
    while let place = rest.firstRange(of: text) {
      count += 1
      rest = rest[place.upperBound...]
    }
    return count
  }
}

import Files
import Foundation
import Networks
import Testing

@testable import energy

@Suite("energy models architectures")
struct ArchitecturePageTests {
  static let span = TimeSpan(nanoseconds: 6_000_000_000)

  static func page(
    _ name: String, window: Int? = nil, padding: Padding? = nil, target: TargetPosition? = nil
  ) throws -> ArchitecturePage {
    let architecture = try ArchitectureCatalogue.named(name)
    let choice = ArchitectureChoice(window: window, padding: padding, target: target)
    return ArchitecturePage(architecture, try choice.plan(of: architecture), span)
  }

  @Test("prints seq2point's 30,708,249 parameters layer by layer")
  func layers() throws {
    let text = try Self.page("seq2point", padding: .same).text(width: nil, style: .plain)
    #expect(
      text == """
        seq2point   Five convolutions and a dense layer estimate one sample of the window.
        Zhang, Zhong, Wang, Goddard, Sutton, AAAI 2018

          layer   kind                     kernel    output  parameters  multiply-adds
          input                                     1 × 599
          conv1   convolution, same, ReLU      10  30 × 599         330        179,700
          conv2   convolution, same, ReLU       8  30 × 599       7,230      4,312,800
          conv3   convolution, same, ReLU       6  40 × 599       7,240      4,312,800
          conv4   convolution, same, ReLU       5  50 × 599      10,050      5,990,000
          conv5   convolution, same, ReLU       5  50 × 599      12,550      7,487,500
          dense1  dense, ReLU                         1,024  30,669,824     30,668,800
          dense2  dense                                   1       1,025          1,024
          total                                              30,708,249     52,952,624

        Estimates sample 299 of 599, counted from 0: a delay of 299 samples, 29 min 54 s at 6 s.
        """)
  }

  @Test(
    "says when an estimate can be made",
    arguments: [
      (TargetPosition.last, "Estimates sample 128 of 129, counted from 0: no delay."),
      (
        .index(100),
        "Estimates sample 100 of 129, counted from 0: a delay of 28 samples, 2 min 48 s at 6 s."
      ),
    ])
  func timing(target: TargetPosition, sentence: String) throws {
    let page = try Self.page("seq2point", window: 129, target: target)
    #expect(page.text(width: nil, style: .plain).hasSuffix(sentence))
  }

  @Test("says that a sequence's average waits for the last window")
  func sequenceTiming() throws {
    let text = try Self.page("cnn-seq2seq").text(width: nil, style: .plain)
    #expect(
      text.hasSuffix(
        "Each is the average of the windows that hold it: a delay of 1,023 samples, 1 h 42 min at "
          + "6 s, until the last of them is complete."))
  }

  @Test("keeps to a narrow terminal, in ASCII where that is all there is", arguments: [40, 60, 80])
  func narrow(width: Int) throws {
    for architecture in ArchitectureCatalogue.all {
      let page = try Self.page(architecture.name)
      let table = page.text(width: width, style: .ascii).components(separatedBy: "\n\n")[1]
      for line in table.split(separator: "\n") {
        #expect(line.displayWidth <= width && line.allSatisfy(\.isASCII), "\(line)")
      }
    }
  }

  @Test("lists every architecture, and why one cannot be built as asked")
  func lists() {
    let page = ArchitecturesPage(ArchitectureChoice(window: 129, padding: .valid))
    #expect(
      page.text(width: nil, style: .plain) == """
        architecture       window  padding  parameters  multiply-adds
        seq2point             129  valid     5,159,449      9,038,224  Five convolutions and a dense \
        layer estimate one sample of the window.
        seq2point-reduced     129  valid     2,209,295      4,043,992  seq2point with fewer filters, \
        shorter kernels and half the dense layer.
        seq2point-dropout     129  valid     5,159,449      9,038,224  seq2point with half of the \
        values dropped after every layer in training.
        seq2seq               129  valid     5,290,649      9,169,296  seq2point's layers estimate \
        every sample of the window; overlaps are averaged.
        cnn-seq2seq                                                    cnn-seq2seq has no padding: \
        valid

        Layers and shapes:  energy models architectures seq2point
        """)
    guard case .array(let entries)? = page.document["architectures"] else {
      Issue.record("no list: \(page.document.text)")
      return
    }
    #expect(entries.map { $0["name"] } == ArchitectureCatalogue.all.map { .string($0.name) })
    #expect(entries[0]["parameters"] == 5_159_449)
    #expect(
      entries[4]["refused"] == "cnn-seq2seq has no padding: valid. It has padding: same.")
  }

  @Test("gives programs the layers, with an empty target for a sequence")
  func document() throws {
    let page = try Self.page("cnn-seq2seq", window: 10)
    #expect(
      page.document.text == #"{"name":"cnn-seq2seq","summary":"Four convolutions estimate every "#
        + #"sample of the window; overlaps are averaged.","source":"#
        + #""BioscaG/energy-disaggregation-mlops","default_window":1024,"paddings":["same"],"#
        + #""sequence":true,"window":10,"padding":"same","target_position":null,"#
        + #""delay_samples":9,"outputs":10,"parameters":9569,"multiply_adds":95040,"layers":["#
        + #"{"name":"conv1","kind":"convolution","kernel":9,"rectified":true,"dropout":null,"#
        + #""output":[16,10],"parameters":160,"multiply_adds":1440},"#
        + #"{"name":"conv2","kind":"convolution","kernel":9,"rectified":true,"dropout":null,"#
        + #""output":[32,10],"parameters":4640,"multiply_adds":46080},"#
        + #"{"name":"conv3","kind":"convolution","kernel":9,"rectified":true,"dropout":null,"#
        + #""output":[16,10],"parameters":4624,"multiply_adds":46080},"#
        + #"{"name":"conv4","kind":"convolution","kernel":9,"rectified":false,"dropout":null,"#
        + #""output":[1,10],"parameters":145,"multiply_adds":1440}]}"#)
  }

  @Test(
    "refuses what makes no sense, with a sentence",
    arguments: [
      (["seq2piont"], "no architecture \"seq2piont\". Did you mean seq2point?"),
      (["--window", "0"], "--window 0: expected a whole number from 1 to 1000000"),
      (["--padding", "full"], "--padding full: expected valid or same"),
      (["--target-position", "-1"], "expected middle, last or a place from 0"),
      (["--target-position", "last"], "--target-position needs the NAME of an architecture"),
      (["seq2seq", "--target-position", "last"], "seq2seq has no target_position"),
      (["seq2point", "--window", "20"], "Take at least 30, or padding: same."),
    ])
  func refuses(words: [String], sentence: String) throws {
    let outcome = try EnergyProgram.run(["models", "architectures"] + words)
    #expect(outcome.status == 64)
    #expect(outcome.errors.hasPrefix("energy models architectures: "))
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }

  @Test("is shown in docs/architectures.md as the program prints it")
  func documented() throws {
    let file = URL(filePath: #filePath).appending(path: "../../../../docs/architectures.md")
    let text = try String(contentsOf: file.standardized, encoding: .utf8)
    let prompt = "$ energy "
    let blocks = text.components(separatedBy: "```text\n").dropFirst()
      .compactMap { $0.components(separatedBy: "```").first }
      .filter { $0.hasPrefix(prompt) && !$0.contains("\n…\n") }
    for block in blocks {
      let lines = block.split(separator: "\n", maxSplits: 1)
      let words = lines[0].dropFirst(prompt.count).split(separator: " ").map(String.init)
      #expect(try EnergyProgram.run(words).output == String(lines[1]))
    }
    for architecture in ArchitectureCatalogue.all {
      #expect(blocks.contains { $0.contains("\n\(architecture.name)   ") }, "\(architecture.name)")
    }
  }

  @Test("is found by its two words, and by its family's help")
  func program() throws {
    let page = try EnergyProgram.run(["models", "architectures", "seq2point", "--padding=same"])
    #expect(page.status == 0 && page.output.contains("30,708,249"), "\(page.errors)")
    let help = try EnergyProgram.run(["models", "--help"])
    #expect(help.status == 0 && help.output.contains("\n  architectures  Show the network"))
    let same = try EnergyProgram.run(["help", "models", "architectures"])
    #expect(same.output.contains("Usage: energy models architectures [NAME] [options]"))
  }
}

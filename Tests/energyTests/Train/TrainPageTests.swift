import Files
import Networks
import Plots
import Testing
import Training

@testable import energy

@Suite("The pages of energy train")
struct TrainPageTests {
  @Test("begin with network, ranges and what gaps cost")
  func header() throws {
    #expect(
      TrainPage(style: .plain).header(try TrainingSample.start()) == """
        kettle · seq2point 129 valid · 5.2 M parameters · seed 1 · train 1,412 days (houses 1, 3, \
        4, 5) · validate 9.5 days (house 1) · test 14.0 days (house 2, untouched)
          120,000 windows to train on, 4.8 % lost to gaps · 28,000 windows to validate, 0.0 % lost \
        to gaps
        """)
  }

  @Test("name a target that is not in the middle, and the epochs that are done")
  func resumedHeader() throws {
    let start = try TrainingSample.start(epochsDone: 3, target: .last)
    let lines = TrainPage(style: .ascii).header(start).split(separator: "\n")
    #expect(lines[0].hasPrefix("kettle - seq2point 129 valid, target 128 - 5.2 M parameters - "))
    #expect(lines[2] == "  going on after epoch 3 of 12")
    #expect(lines.joined().allSatisfy { $0.isASCII })
  }

  @Test("give each epoch a line whose numbers stand below each other")
  func epochLines() {
    let lines = TrainingSample.epochs.map {
      EpochLine(summary: $0, epochs: 12).text(width: nil, style: .plain)
    }
    #expect(
      lines.joined(separator: "\n") == """
        epoch  1  1,600 windows/s  1:15  loss 0.5000  val 0.2500  MAE  11.9 W  skill  0.55  ★
        epoch  2  1,600 windows/s  1:15  loss 0.2500  val 0.1250  MAE   8.7 W  skill  0.68  ★
        epoch  3  1,600 windows/s  1:15  loss 0.1250  val 0.1875  MAE 108.7 W  skill -3.08
        epoch  4  1,600 windows/s  1:15  loss 0.000125  val 0.1875  MAE   8.7 W  skill     -
        """)
  }

  @Test(
    "leave out of an epoch what has no room, its error and skill last",
    arguments: [
      (
        120,
        "epoch  1  ━━━━━━━━━━━━━━━━━━━━━━━━  1,600 windows/s  1:15  loss 0.5000  val 0.2500  "
          + "MAE  11.9 W  skill  0.55  ★"
      ),
      (
        96,
        "epoch  1  ━━━━━━━━━  1,600 windows/s  1:15  loss 0.5000  val 0.2500  MAE  11.9 W  "
          + "skill  0.55  ★"
      ),
      (90, "epoch  1  1,600 windows/s  1:15  loss 0.5000  val 0.2500  MAE  11.9 W  skill  0.55  ★"),
      (70, "epoch  1  loss 0.5000  val 0.2500  MAE  11.9 W  skill  0.55  ★"),
      (40, "epoch  1  MAE  11.9 W  skill  0.55  ★"),
      (20, "epoch  1  MAE  11.9…"),
    ])
  func narrow(width: Int, line: String) {
    let text = EpochLine(summary: TrainingSample.epochs[0], epochs: 12)
      .text(width: width, style: .plain)
    #expect(text == line)
    #expect(text.displayWidth <= width)
  }

  @Test("mark the best epoch in ASCII, and in green where there are colours")
  func marks() {
    let line = EpochLine(summary: TrainingSample.epochs[0], epochs: 9)
    #expect(line.text(width: 120, style: .ascii).hasPrefix("epoch 1  ========"))
    #expect(line.text(width: 120, style: .ascii).hasSuffix("  *"))
    let coloured = line.text(width: 120, style: TerminalStyle(isUnicode: true, hasColour: true))
    #expect(coloured.hasSuffix("  \u{1B}[32m★\u{1B}[0m"))
    #expect(!line.text(width: 120, style: .plain).contains("\u{1B}"))
  }

  @Test("say how it ended and where the best network is")
  func closings() {
    let page = TrainPage(style: .plain)
    let resuming = "energy train --config x.yaml --resume"
    let said = { page.closing($0, resuming: resuming) }
    #expect(
      said(TrainingSample.outcome(.early))
        == "kettle: stopped early: no better for 2 epochs. "
        + "best epoch 2, MAE 8.7 W → models/runs/kettle/best")
    #expect(
      said(TrainingSample.outcome(.epochs))
        == "kettle: 4 epochs in 5:12. best epoch 2, MAE 8.7 W → models/runs/kettle/best")
    #expect(
      said(TrainingSample.outcome(.interrupted, epochs: 1, best: nil)) == """
        kettle: interrupted after 1 epoch. no epoch was validated
        to go on:  energy train --config x.yaml --resume
        """)
  }

  @Test("list the networks where there are several")
  func table() {
    let page = TrainPage(style: .plain)
    let kettle = TrainingSample.outcome(.early)
    #expect(page.table([kettle], width: nil) == nil)
    #expect(
      page.table([kettle, TrainingSample.outcome(.early, appliance: "fridge")], width: nil) == """
          appliance  epochs  best  MAE (W)  checkpoint
          kettle          4     2      8.7  models/runs/kettle/best
          fridge          4     2      8.7  models/runs/kettle/best
        """)
  }

  @Test("draw the losses over the epochs, in letters where braille has no colours")
  func plot() throws {
    let drawn = try #require(LossPlot(TrainingSample.epochs).render(width: 48, style: .plain))
    #expect(
      drawn == """
          * training loss   + validation loss, by epoch
             │***
         0.4 ┤  *****
             │      *****
             │+         *****
         0.2 ┤+++++++++     *********   ++++++++++++++++
             │        +++++++++++++++++++****
             │                              *********
           0 ┤                                      ****
             └┬────────────┬─────────────┬─────────────┬
              1            2             3             4
        """)
    #expect(LossPlot([TrainingSample.epochs[0]]).render(width: 44, style: .plain) == nil)
  }

  @Test("draw as wide as the terminal and no wider", arguments: [20, 40, 80, 300])
  func plotWidths(width: Int) throws {
    let style = TerminalStyle(isUnicode: true, hasColour: true)
    let drawn = try #require(LossPlot(TrainingSample.epochs).render(width: width, style: style))
    for line in drawn.split(separator: "\n") { #expect(line.displayWidth <= min(width, 100)) }
  }
}

@Suite("An axis of counts")
struct CountAxisTests {
  @Test(
    "has round numbers, as many as have room",
    arguments: [
      (1, 4, 60, ["1", "2", "3", "4"]), (1, 50, 60, ["5", "10", "15", "20"]),
      (4, 9, 10, ["4", "6", "8"]), (1, 2000, 20, ["1000", "2000"]), (7, 7, 10, ["7"]),
    ])
  func ticks(first: Int, last: Int, width: Int, labels: [String]) {
    let axis = CountAxis(Int64(first * 1000)..<Int64(last * 1000 + 1), scale: 1000, width: width)
    #expect(Array(axis.ticks.map(\.label).prefix(4)) == labels)
    #expect(axis.ticks.allSatisfy { $0.time == (Int64($0.label) ?? 0) * 1000 })
  }
}

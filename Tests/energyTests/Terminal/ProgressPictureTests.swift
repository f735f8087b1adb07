import Testing

@testable import energy

@Suite("A progress line")
struct ProgressPictureTests {
  static let half = ProgressPicture(
    label: "preprocess", unit: .items("rows"), done: 1_700_000, total: 3_400_000, elapsed: 0.5)

  @Test(
    "leaves out what has no room, the bar never",
    arguments: [
      (
        120,
        "preprocess  ━━━━━━━━━━━━━━━━━━━━····················  50 %  1.7 M rows of 3.4 M rows"
          + "  3.4 M rows/s  0:00  0:00 left"
      ),
      (
        79,
        "preprocess  ━━━━━━━━━━━━━━━···············  50 %  3.4 M rows/s  0:00  0:00 left"
      ),
      (60, "preprocess  ━━━━━······  50 %  3.4 M rows/s  0:00  0:00 left"),
      (39, "preprocess  ━━━━━·····  50 %  0:00 left"),
      (20, "preprocess  50 %"),
      (8, "preproc…"),
    ])
  func shrinks(width: Int, line: String) {
    let drawn = Self.half.line(width: width, .plain)
    #expect(drawn.displayWidth <= width)
    #expect(drawn == line)
  }

  @Test("is plain text without a terminal")
  func withoutTerminal() {
    #expect(
      Self.half.line(width: nil, .plain)
        == "preprocess  50 %  1.7 M rows of 3.4 M rows  3.4 M rows/s  0:00  0:00 left")
  }

  @Test("says what is known where the whole is not")
  func withoutTotal() {
    let picture = ProgressPicture(
      label: "read", unit: .bytes, done: 5_000, total: nil, elapsed: 3_700)
    #expect(picture.line(width: 60, .plain) == "read  5.0 kB  1 B/s  1:01:40")
  }

  @Test("counts for the rate only what was done since the clock started")
  func resumed() {
    let picture = ProgressPicture(
      label: "fetch", unit: .bytes, done: 3_000_000, total: 4_000_000, start: 2_000_000, elapsed: 2)
    #expect(
      picture.line(width: nil, .plain)
        == "fetch  75 %  3.0 MB of 4.0 MB  500.0 kB/s  0:02  0:02 left")
  }

  @Test("ends full, with what came of the work, in ASCII where need be")
  func ends() {
    var picture = Self.half
    picture.done = 3_400_000
    picture.outcome = "-> house2.h5"
    #expect(
      picture.line(width: 60, .ascii)
        == "preprocess  =============  100 %  6.8 M rows/s  -> house2.h5")
  }

  @Test(
    "fits any width, at any state", arguments: [0, 1, 10, 39, 40, 41, 80, 200], [0, 7, 100, 150])
  func fits(width: Int, done: Int) {
    let picture = ProgressPicture(
      label: "x", unit: .items("rows"), done: done, total: 100, elapsed: 2)
    #expect(picture.line(width: width, .plain).displayWidth <= width)
  }
}

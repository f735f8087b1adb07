/// A grid of terminal cells on which vertical strokes are drawn.
///
/// In braille a cell holds two strokes of four dots; otherwise one letter, a mark of its series.
struct PlotCanvas {
  /// The letters of the series where braille or colours cannot tell them apart.
  static let marks = Array("*+ox#@%&")

  /// Places for strokes, from the left.
  let columns: Int
  /// Heights of a stroke's end, from the bottom.
  let levels: Int
  private let isBraille: Bool
  private let cellColumns: Int
  private let rows: Int
  private var dots: [UInt8]
  private var owner: [Int?]

  init(cellColumns: Int, rows: Int, isBraille: Bool) {
    self.cellColumns = cellColumns
    self.rows = rows
    self.isBraille = isBraille
    columns = cellColumns * (isBraille ? 2 : 1)
    levels = rows * (isBraille ? 4 : 1)
    dots = Array(repeating: 0, count: cellColumns * rows)
    owner = Array(repeating: nil, count: cellColumns * rows)
  }

  /// Draws the series' stroke in one column.
  mutating func stroke(_ column: Int, _ levels: ClosedRange<Int>, series: Int) {
    for level in levels {
      let row = rows - 1 - level / (isBraille ? 4 : 1)
      let cell = row * cellColumns + column / (isBraille ? 2 : 1)
      if isBraille { dots[cell] |= PlotCanvas.dot(column % 2, level % 4) }
      owner[cell] = series
    }
  }

  /// The letters of one row, the top one first; each series in its ink.
  func text(ofRow row: Int, _ style: TerminalStyle, inks: [Ink]) -> String {
    var text = ""
    var run = ""
    var current: Int?
    for column in 0..<cellColumns {
      let cell = row * cellColumns + column
      if owner[cell] != current {
        text += style.painted(run, current.map { inks[$0] } ?? .standard)
        (run, current) = ("", owner[cell])
      }
      run.append(letter(of: cell))
    }
    return text + style.painted(run, current.map { inks[$0] } ?? .standard)
  }

  private func letter(of cell: Int) -> Character {
    guard let series = owner[cell] else { return " " }
    guard isBraille else { return PlotCanvas.marks[series % PlotCanvas.marks.count] }
    // U+2800 has no dots; its low byte is a mask of them.
    return Character(Unicode.Scalar(0x2800 + UInt32(dots[cell])) ?? " ")
  }

  /// The bit of a dot by Unicode's numbering of braille dots, `level` counted from the bottom.
  private static func dot(_ column: Int, _ level: Int) -> UInt8 {
    [[0x40, 0x04, 0x02, 0x01], [0x80, 0x20, 0x10, 0x08]][column][level]
  }
}

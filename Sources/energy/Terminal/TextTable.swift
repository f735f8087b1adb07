/// Rows in aligned columns, as wide as they need or cut to the terminal.
struct TextTable {
  /// A heading and how the cells below it are set.
  struct Column {
    let title: String
    let isRight: Bool
    /// The width it may shrink to on a narrow terminal; nil where its cells are never cut.
    let least: Int?
    /// May be left out on a narrow terminal, the last such column first.
    let isOptional: Bool

    /// Text, set from the left.
    static func left(_ title: String, shrinksTo least: Int? = nil, optional: Bool = false) -> Column
    {
      Column(title: title, isRight: false, least: least, isOptional: optional)
    }

    /// Numbers, set to the right.
    static func right(_ title: String, optional: Bool = false) -> Column {
      Column(title: title, isRight: true, least: nil, isOptional: optional)
    }
  }

  private let columns: [Column]
  private let indent: Int
  private let gap: Int
  private(set) var rows: [[String]] = []

  init(columns: [Column], rows: [[String]] = [], indent: Int = 2, gap: Int = 2) {
    self.columns = columns
    self.indent = indent
    self.gap = gap
    for row in rows { add(row) }
  }

  /// Adds a row; cells that are missing at its end are empty.
  mutating func add(_ cells: [String]) {
    precondition(cells.count <= columns.count, "\(cells.count) cells, \(columns.count) columns")
    rows.append(cells + Array(repeating: "", count: columns.count - cells.count))
  }

  /// The table's lines, without spaces at their ends.
  ///
  /// Headings are left out where every title is empty. With a `width`, cells are cut and optional
  /// columns left out until every line fits.
  func render(width: Int? = nil, style: TerminalStyle = .plain) -> String {
    var shown = Array(columns.indices)
    var widths = columns.indices.map { column in
      max(columns[column].title.displayWidth, rows.map { $0[column].displayWidth }.max() ?? 0)
    }
    if let width { fit(&shown, &widths, into: width - indent) }
    let headings = columns.map { style.painted($0.title, .faint) }
    let lines = columns.allSatisfy(\.title.isEmpty) ? rows : [headings] + rows
    return lines.map { cells in
      let line = shown.map { column in
        cells[column].truncated(to: widths[column], ellipsis: style.ellipsis)
          .padded(to: widths[column], alignedRight: columns[column].isRight)
      }
      let text = spaces(indent) + line.joined(separator: spaces(gap))
      return (width.map { text.truncated(to: $0, ellipsis: style.ellipsis) } ?? text).trimmingEnd
    }.joined(separator: "\n")
  }

  /// Shrinks what may shrink, widest first, then leaves out what may be left out.
  private func fit(_ shown: inout [Int], _ widths: inout [Int], into width: Int) {
    let natural = widths
    func room(_ column: Int) -> Int {
      widths[column] - (columns[column].least ?? widths[column])
    }
    while true {
      let excess = shown.map { widths[$0] }.reduce(0, +) + gap * (shown.count - 1) - width
      guard excess > 0 else { return }
      if let widest = shown.filter({ room($0) > 0 }).max(by: { widths[$0] < widths[$1] }) {
        widths[widest] -= min(excess, room(widest))
      } else if let last = shown.last(where: { columns[$0].isOptional }) {
        shown.removeAll { $0 == last }
        widths = natural
      } else {
        return
      }
    }
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: max(count, 0)) }
}

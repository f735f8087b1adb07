import Testing

@testable import energy

@Suite("A text table")
struct TextTableTests {
  static let table = TextTable(
    columns: [
      .right(""), .left("meter", shrinksTo: 8), .right("rows"), .left("kind", optional: true),
    ],
    rows: [
      ["1", "mains (site)", "3,412,009", "apparent"],
      ["12", "washing machine", "984", "active"],
    ])

  @Test("sets text left and numbers right, without spaces at the ends")
  func aligns() {
    #expect(
      Self.table.render() == """
              meter                 rows  kind
           1  mains (site)     3,412,009  apparent
          12  washing machine        984  active
        """)
  }

  @Test("cuts what may be cut before it leaves a column out")
  func shrinks() {
    #expect(
      Self.table.render(width: 35) == """
              meter          rows  kind
           1  mains (…  3,412,009  apparent
          12  washing…        984  active
        """)
    #expect(
      Self.table.render(width: 30, style: .ascii) == """
              meter               rows
           1  mains (site)   3,412,009
          12  washing mach~        984
        """)
  }

  @Test("never passes the width, however narrow", arguments: 1...50)
  func fits(width: Int) {
    for line in Self.table.render(width: width).split(separator: "\n") {
      #expect(line.displayWidth <= width)
    }
  }

  @Test("has no heading where no column has one")
  func omitsHeadings() {
    let table = TextTable(columns: [.left(""), .left("")], rows: [["a", "b"], ["cc", "d"]])
    #expect(table.render() == "  a   b\n  cc  d")
  }

  @Test("measures what a terminal shows, not letters or bytes")
  func measures() {
    let style = TerminalStyle(isUnicode: true, hasColour: true)
    let table = TextTable(
      columns: [.left(""), .right("")],
      rows: [["電気", "1"], [style.painted("é", .bad), "22"], ["e\u{301}a", "3"]], indent: 0)
    #expect(table.render() == "電気   1\n\u{1B}[31mé\u{1B}[0m     22\ne\u{301}a     3")
  }
}

@Suite("A text's width on a terminal")
struct DisplayWidthTests {
  @Test(
    "counts columns",
    arguments: [
      ("", 0), ("kettle", 6), ("▂▇█·", 4), ("─┤", 2), ("⣿⠁", 2), ("日本", 4), ("e\u{301}", 1),
      ("\u{1B}[31mred\u{1B}[0m", 3), ("⚡️", 2), ("👩‍👩‍👧", 2), ("…", 1), ("a\tb", 2), ("ﾊ", 1),
    ])
  func counts(text: String, columns: Int) {
    #expect(text.displayWidth == columns)
  }

  @Test(
    "is what cutting keeps to",
    arguments: [
      ("kettle", 6, "kettle"), ("kettle", 5, "kett…"), ("kettle", 1, "…"), ("kettle", 0, ""),
      ("日本", 3, "日…"), ("日本", 2, "…"),
      ("\u{1B}[31mkettle\u{1B}[0m", 3, "\u{1B}[31mke…\u{1B}[0m"),
    ])
  func cuts(text: String, columns: Int, cut: String) {
    #expect(text.truncated(to: columns) == cut)
  }

  @Test(
    "is what breaking a line keeps to, at spaces and with the indentation kept",
    arguments: [
      ("  a note of some length", 12, "  a note of\n  some\n  length"),
      ("short\n  lines", 12, "short\n  lines"),
      ("unbreakable/path here", 10, "unbreakable/path\nhere"),
      ("a  b", 4, "a  b"),
    ])
  func breaks(text: String, columns: Int, broken: String) {
    #expect(text.wrapped(to: columns) == broken)
  }
}

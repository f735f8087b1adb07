import Files
import Testing

@Suite("Decimal text")
struct DecimalTextTests {
  @Test(
    "groups thousands",
    arguments: [(0, "0"), (999, "999"), (8_365_415, "8,365,415"), (-1234, "-1,234")])
  func groups(value: Int, text: String) { #expect(DecimalText.grouped(value) == text) }

  @Test(
    "groups any reading, however absurd",
    arguments: [(1234.6, "1,235"), (1e30, "1e+30"), (-.infinity, "-inf"), (.nan, "NaN")]
      as [(Double, String)])
  func groupsDoubles(value: Double, text: String) { #expect(DecimalText.grouped(value) == text) }

  @Test(
    "rounds to decimals",
    arguments: [
      (1.25, 1, "1.2"), (2.675, 2, "2.67"), (-0.04, 1, "0.0"), (1e20, 0, "100000000000000000000"),
      (.nan, 1, "NaN"), (-12.34, 1, "-12.3"),
    ] as [(Double, Int, String)])
  func rounds(value: Double, decimals: Int, text: String) {
    #expect(DecimalText.fixed(value, decimals) == text)
  }

  @Test(
    "scales bytes",
    arguments: [
      (0, "0 B"), (353, "353 B"), (1000, "1.0 kB"), (31_200_000, "31 MB"),
      (6_330_639_238, "6.3 GB"), (999_999_999, "1.0 GB"),
    ])
  func scales(count: Int, text: String) { #expect(DecimalText.bytes(count) == text) }
}

@Suite("Reading by lines")
struct LineReaderTests {
  static let text = "one\ntwo\r\n\nfour, é\n\u{FEFF}last"

  @Test("gives the same lines for every size of the buffer", arguments: 16...40)
  func sizes(bufferSize: Int) throws {
    try withScratch { folder in
      let path = try write(Array(Self.text.utf8), to: "x", in: folder)
      var reader = try LineReader(path: path, bufferSize: bufferSize)
      var lines: [String] = []
      while let line = try reader.nextLine() {
        lines.append(line.text)
        #expect(line.number == lines.count)
      }
      #expect(lines == ["one", "two", "", "four, é", "\u{FEFF}last"])
    }
  }

  @Test("lends stretches of whole lines with the number of the first", arguments: [16, 18, 64])
  func stretches(bufferSize: Int) throws {
    try withScratch { folder in
      let rows = (1...20).map { "row \($0)\n" }
      let path = try write(Array(rows.joined().utf8), to: "x", in: folder)
      var reader = try LineReader(path: path, bufferSize: bufferSize)
      var text = ""
      while try reader.advance() {
        let part = String(decoding: reader.stretch, as: UTF8.self)
        #expect(part.hasPrefix("row \(reader.firstLine)\n") && part.hasSuffix("\n"))
        text += part
      }
      #expect(text == rows.joined())
      #expect(reader.bytesRead == text.utf8.count)
    }
  }

  @Test("refuses a line that is too long, UTF-16, a folder and a missing file")
  func refuses() throws {
    try withScratch { folder in
      let long = try write(Array("ok\nthis line is long\n".utf8), to: "long", in: folder)
      let wide = try write([0xFF, 0xFE, 0x41, 0, 0x0A, 0], to: "wide", in: folder)
      let cases: [(String, Files.ExitStatus, String)] = [
        (long, .badData, "line 2"), (wide, .badData, "UTF-16"),
        (folder, .missingInput, "is a directory"), (folder + "/no", .missingInput, "no such file"),
      ]
      for (path, status, words) in cases {
        let failure = failure {
          var reader = try LineReader(path: path, bufferSize: 16)
          while try reader.nextLine() != nil {}
        }
        #expect(failure?.status == status)
        #expect(failure?.text.contains(words) == true, "\(failure?.text ?? "")")
      }
    }
  }
}

@Suite("CSV")
struct CSVReaderTests {
  @Test(
    "cells come out whatever the dialect",
    arguments: [
      ("a,b\r\n1,\"2,5\"\r\n", [["a", "b"], ["1", "2,5"]]),
      ("\u{FEFF}a;b\n1,5; \"x \"\"y\"\"\" \n\n", [["a", "b"], ["1,5", "x \"y\""]]),
      ("a\tb\n1\t", [["a", "b"], ["1", ""]]),
      ("\n  \nlone\n", [["lone"]]), ("", []),
    ])
  func reads(text: String, rows: [[String]]) throws {
    try withScratch { folder in
      var reader = try CSVReader(path: try write(Array(text.utf8), to: "x", in: folder))
      var read: [[String]] = []
      while let row = try reader.next() { read.append(row) }
      #expect(read == rows)
    }
  }

  @Test("a quote that stays open is refused with its line")
  func refuses() throws {
    try withScratch { folder in
      let path = try write(Array("a,b\n1,\"2\n".utf8), to: "x", in: folder)
      let failure = failure {
        var reader = try CSVReader(path: path)
        while try reader.next() != nil {}
      }
      #expect(failure?.status == .badData)
      #expect(failure?.text.contains("x, line 2: a quoted cell does not end") == true)
    }
  }
}

@Suite("Reading JSON")
struct JSONParserTests {
  @Test(
    "a document comes back as it was written",
    arguments: [
      #"{"b":1,"a":[1.5,null,true,false],"t":"a\"b\\\n\u0001é"}"#, "[]", "{}", "-0.25",
      #"[[],{},"",12345678901234567890]"#, "1e-07", "-0",
    ])
  func roundTrips(text: String) throws {
    let value = try JSON.parse(text)
    #expect(try JSON.parse(value.text) == value)
    #expect(try JSON.parse(value.indentedText) == value)
  }

  @Test("escapes, surrogate pairs and large numbers have their meaning")
  func values() throws {
    #expect(try JSON.parse(#""\u00e9\ud83d\ude00\/""#) == .string("é😀/"))
    #expect(try JSON.parse(" 9223372036854775807 ") == .integer(.max))
    #expect(try JSON.parse("9223372036854775808") == .number(9_223_372_036_854_775_808))
    #expect(try JSON.parse(#"{"a":1,"a":2}"#)["a"] == 2)
  }

  @Test(
    "what is no JSON is refused with its place",
    arguments: [
      ("", "line 1, column 1"), ("{\n \"a\" 1}", "line 2, column 6"), ("[1,]", "column 4"),
      ("01", "no number is written"), ("-", "column 2"), ("1.", "column 3"), ("1e", "column 3"),
      ("\"\u{1}\"", "control"), (#""\x""#, "escape"), (#""\ud800""#, "surrogate"),
      ("\"abc", "does not end"), ("nul", "no value"), ("1 2", "more text"), ("NaN", "no value"),
      ("1e999", "too large"), (#"{a:1}"#, "key in quotes"),
    ])
  func refuses(text: String, words: String) {
    let failure = failure { _ = try JSON.parse(text, path: "x.json") }
    #expect(failure?.status == .badData)
    #expect(failure?.text.contains(words) == true, "\(failure?.text ?? "")")
  }

  @Test("a million brackets are refused, not followed")
  func deep() {
    let failure = failure {
      _ = try JSON.parse([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000))
    }
    #expect(failure?.text.contains("128 levels") == true)
  }
}

@Suite("CSV text")
struct CSVTextTests {
  @Test(
    "quotes what a reader would take for several cells or rows, and nothing else",
    arguments: [
      ("plain text", "plain text"), ("", ""), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
      ("a\nb", "\"a\nb\""), ("a\r\nb", "\"a\r\nb\""), ("a\"\u{301}", "\"a\"\"\u{301}\""),
      ("a;b\t|", "a;b\t|"),
    ])
  func quotes(_ cell: String, _ text: String) {
    #expect([["x", cell], [cell]].csvText == "x,\(text)\n\(text)\n")
  }

  @Test("is read back cell by cell", arguments: ["a,b", "\"", "\"\",\"", "é\"\u{301},"])
  func readBack(_ cell: String) {
    let line = [[cell, "end"]].csvText.dropLast()
    #expect(CSVReader.cells(of: String(line), separator: UInt8(ascii: ",")) == [cell, "end"])
  }
}

import Testing

@testable import MeterData

/// The bytes of a text whose scalars are Latin-1.
func latin1(_ text: String) -> [UInt8] {
  text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
}

@Suite("Pickle parser")
struct PickleParserTests {
  static let python2 =
    "(lp1\n(S'power'\np2\nS'active'\np3\ntp4\na(g2\nS'apparent'\np5\ntp6\na(S'voltage'\np7\nS''\ntp8\na."
  static let python3 =
    "(lp0\n(Vpower\np1\nVactive\np2\ntp3\na(g1\nVapparent\np4\ntp5\na(Vvoltage\np6\nV\np7\ntp8\na."

  @Test(
    "reads the labels of the 1 s mains as either Python wrote them", arguments: [python2, python3])
  func readsLabels(pickle: String) throws {
    let labels = try PickleParser.parse(latin1(pickle))
    let pairs = labels.items?.map { $0.items?.map { $0.text } }
    #expect(pairs == [["power", "active"], ["power", "apparent"], ["voltage", ""]])
    #expect(!labels.isCyclic)
  }

  @Test(
    "reads text exactly",
    arguments: [
      (#"S"kid's bedroom""#, "kid's bedroom"), (#"S'a\\b\'c\"d'"#, #"a\b'c"d"#),
      (#"S'\n\r\t\x41\101\q'"#, "\n\r\tAA\\q"), (#"S'caf\xe9'"#, "café"),
      (#"S'caf\xc3\xa9'"#, "café"), ("S''", ""), ("V", ""), ("Vcaf\u{E9}", "café"),
      (#"V\u20ac\u005cn\u000a"#, "€\\n\n"), (#"V\U0001f50c"#, "🔌"), (#"V\ud83d\udd0c"#, "🔌"),
      (#"V\ud83d-"#, "\u{FFFD}-"), (#"V\\u0041"#, #"\\u0041"#), (#"Va\b"#, #"a\b"#),
      ("Va\u{0}b\rc\u{1A}d", "a\u{0}b\rc\u{1A}d"), (#"V\u0000"#, "\u{0}"),
    ])
  func readsText(line: String, meant: String) throws {
    #expect(try PickleParser.parse(latin1(line + "\n.")).text == meant)
  }

  @Test(
    "reads numbers",
    arguments: [
      ("I5\n", 5), ("I-60\n", -60), ("L5L\n", 5),
      ("L123456789012345678901L\n", 1.2345678901234568e20),
      ("F14.0\n", 14), ("F51.464461999999997\n", 51.464462), ("Finf\n", .infinity),
      ("F-inf\n", -.infinity), ("F1e-05\n", 1e-5),
    ])
  func readsNumbers(pickle: String, meant: Double) throws {
    #expect(try PickleParser.parse(latin1(pickle + ".")).number == meant)
  }

  @Test("tells 01 and 00 from 1 and 0, and knows NaN and None")
  func readsConstants() throws {
    let values = try #require(
      try PickleParser.parse(latin1("(lI01\naI00\naI1\naI0\naFnan\naNa.")).items)
    #expect(values.map(\.isTrue) == [true, false, true, false, false, false])
    #expect(values.map(\.integer) == [nil, nil, 1, 0, nil, nil])
    #expect(values[4].number?.isNaN == true)
    #expect(values[5].isNone)
  }

  @Test("reads a dict with text and whole-number keys, whatever its order")
  func readsDictionary() throws {
    let building = try PickleParser.parse(
      latin1("(dp1\nS'instance'\np2\nI3\nsS'elec_meters'\np3\n(dp4\nI1\n(dp5\nss."))
    #expect(building["instance"]?.integer == 3)
    #expect(building["elec_meters"]?.entries?.first?.key.integer == 1)
    #expect(building["absent"] == nil)
    #expect(try PickleParser.parse(latin1("(S'a'\nI1\nS'b'\nI2\nd."))["b"]?.integer == 2)
  }

  @Test("shares what the memo holds, also before it is filled")
  func sharesMemo() throws {
    let value = try PickleParser.parse(latin1("((lp7\nS'later'\nag7\nt."))
    #expect(value.items?.map { $0.items?.first?.text } == ["later", "later"])
    let early = try PickleParser.parse(latin1("((lp7\ng7\nS'x'\na0g7\nt."))
    #expect(early.items?.map { $0.items?.count } == [1, 1])
  }

  @Test("keeps what would run code as an opaque node")
  func keepsOpaque() throws {
    let zone = try PickleParser.parse(
      latin1("cpytz\n_p\np1\n(S'Europe/London'\nI-60\nI0\nS'LMT'\ntRp2\n."))
    #expect(zone.callable == "pytz._p")
    #expect(zone.arguments.map(\.text) == ["Europe/London", nil, nil, "LMT"])
    let modern = try PickleParser.parse(
      latin1(
        "c__builtin__\ngetattr\n(czoneinfo\nZoneInfo\nV_unpickle\ntR(VEurope/London\nI1\ntR."))
    #expect(modern.callable == "zoneinfo.ZoneInfo._unpickle")
    let built = try PickleParser.parse(latin1("ccopy_reg\n_reconstructor\n(tR(dS'n'\nI6\nsb."))
    #expect(built.state?["n"]?.integer == 6)
    #expect(try PickleParser.parse(latin1("(S'x'\nios\nsystem\n.")).callable == "os.system")
  }

  @Test("reads the ordered dicts of both Pythons and numpy's scalars")
  func readsPythonObjects() throws {
    let old = "ccollections\nOrderedDict\n((l(lS'a'\naI1\naatR."
    let new = "ccollections\nOrderedDict\n(tRVa\nI1\ns."
    for pickle in [old, new] {
      #expect(try PickleParser.parse(latin1(pickle))["a"]?.integer == 1)
    }
    let six = "\\x00\\x00\\x00\\x00\\x00\\x00\\x18@"
    let scalar = "cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(S'f8'\nI0\nI1\ntRS'\(six)'\ntR."
    #expect(try PickleParser.parse(latin1(scalar)).number == 6)
    let bytes = "c_codecs\nencode\n(V\u{0}\u{0}\u{C0}@\nVlatin1\ntR"
    let modern = "cnumpy._core.multiarray\nscalar\n(cnumpy\ndtype\n(Vf4\nI0\nI1\ntR\(bytes)tR."
    #expect(try PickleParser.parse(latin1(modern)).number == 6)
  }
}

@Suite("Damaged and hostile pickles")
struct HostilePickleTests {
  @Test(
    "are refused as bad data, with the byte",
    arguments: [
      "", "(l", "I5\n", "I5", "S'abc", "S'abc\n.", "S\n.", #"S'\xg1'"# + "\n.", #"S'a\'"# + "\n.",
      #"V\u12"# + "\n.", #"V\U00110000"# + "\n.", "g4\n.", "pX\n.", "p-1\n.", "N(a.", "a.", "s.",
      "t.",
      "l.", "(Nd.", "(lN s.", "NNa.", "R.", ".", "(.", "Ix\n.", "LL\n.", "L1e5L\n.", "Fabc\n.",
      "cos\n", "\u{80}\u{2}]q\u{0}.", "T\u{FF}\u{FF}\u{FF}\u{7F}abc.", "(dN(s.", "1.", "0.", "Nb.",
    ])
  func areRefused(pickle: String) throws {
    let error = #expect(throws: MeterDataError.self) {
      _ = try PickleParser.parse(latin1(pickle), at: "x.h5:/@metadata")
    }
    #expect(error?.status == .badData)
    #expect(error?.description.contains("x.h5:/@metadata") == true)
  }

  @Test(
    "every cut of a good pickle is refused",
    arguments: [PickleParserTests.python2, PickleParserTests.python3])
  func cutsAreRefused(pickle: String) {
    let bytes = latin1(pickle)
    for length in 0..<bytes.count {
      #expect(throws: MeterDataError.self) { _ = try PickleParser.parse(Array(bytes[..<length])) }
    }
  }

  @Test("a million nested lists, built from outside or inside, are refused")
  func nestedListsAreRefused() {
    let outside = String(repeating: "(l", count: 1_000_000) + String(repeating: "a", count: 999_999)
    let inside = String(repeating: "(", count: 60_000) + String(repeating: "l", count: 60_000)
    var chain = "(lp0\n(lp1\na"
    for link in 2..<10_000 { chain += "(lg\(link - 1)\nap\(link)\na" }
    for pickle in [outside, inside, chain] {
      let error = #expect(throws: MeterDataError.self) {
        _ = try PickleParser.parse(latin1(pickle + "."))
      }
      #expect(error?.reason.contains("nest") == true)
    }
  }

  @Test("a graph that would expand to 2^90 values is read, and looked through once")
  func memoBombIsHarmless() throws {
    var pickle = "((lp0\n"
    for level in 1...90 { pickle += "(lg\(level - 1)\nag\(level - 1)\nap\(level)\n" }
    let bomb = try PickleParser.parse(latin1(pickle + "t."))
    #expect(!bomb.isCyclic)
    #expect(bomb.items?.count == 91)
  }

  @Test(
    "a value that holds itself is seen as such",
    arguments: ["(lp0\ng0\na.", "(dp0\nS'a'\n(lg0\nas."])
  func selfReferenceIsSeen(pickle: String) throws {
    #expect(try PickleParser.parse(latin1(pickle)).isCyclic)
  }

  @Test("oversized input is refused unread")
  func oversizedIsRefused() {
    let bytes = [UInt8](repeating: UInt8(ascii: "N"), count: PickleParser.maximumBytes + 1)
    #expect(throws: MeterDataError.self) { _ = try PickleParser.parse(bytes) }
  }
}

@Suite("Pickles with random damage")
struct DamagedPickleTests {
  static let seeds = [
    PickleParserTests.python2, PickleParserTests.python3,
    "(dp1\nS'instance'\np2\nI3\nsS'elec_meters'\np3\n(dp4\nI1\n(dp5\nS'a'\nF1.5\nsss.",
    "(dVindex\n(dVtz\nc__builtin__\ngetattr\n(czoneinfo\nZoneInfo\nV_unpickle\ntR(VUTC\nI1\ntRss.",
    "cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(S'f8'\nI0\nI1\ntRS'12345678'\ntR.",
    "ccollections\nOrderedDict\n((l(lS'a'\naI1\naatRp1\n(dS'n'\nI6\nsbg1\nVa\nL5L\ns.",
  ]

  @Test("are read or refused, and whatever reads them holds", arguments: seeds)
  func survive(seed: String) throws {
    var generator = SplitMix(state: 7)
    for _ in 0..<3000 {
      var bytes = latin1(seed)
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &generator)], at: place)
        default: bytes.append(contentsOf: bytes[place...])
        }
        if bytes.isEmpty { bytes = [UInt8(ascii: ".")] }
      }
      do throws(MeterDataError) {
        let value = try PickleParser.parse(bytes)
        _ = value.isCyclic
        _ = (value.number, value.text, value.items?.count, value.entries?.count, value.callable)
        _ = NILMTKMetadata(root: value).building(1, value) { _ in nil }
        _ = try ColumnLabels.parse(bytes, at: nil)
        _ = try FrameTimeZone.parse(bytes, at: nil)
      } catch {
        #expect(error.status == .badData)
      }
    }
  }
}

/// Steele, Lea and Flood's SplitMix64, so that a failure can be repeated.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

import Files
import Glibc
import Testing
import Work

@testable import Acquisition

@Suite("Unpacking")
struct UnpackerTests {
  /// Makes an archive, unpacks it, and looks at what came of it.
  private func unpack(
    _ format: MadeFormat, _ entries: [MadeEntry], limits: UnpackLimits = UnpackLimits(),
    check: (_ folder: String, _ tree: UnpackedTree?, _ error: AcquisitionError?) throws -> Void
  ) throws {
    try withTemporaryFolder { above in
      let archive = "\(above)/a.\(format.rawValue)"
      try ArchiveMaker.make(archive, format, entries)
      let folder = "\(above)/out"
      try FileSystem.createFolders(folder)
      var unpacker = Unpacker()
      unpacker.limits = limits
      var result: Result<UnpackedTree, AcquisitionError>
      do throws(AcquisitionError) {
        result = .success(try unpacker.unpack(archive, into: folder, Supervision()))
      } catch {
        result = .failure(error)
      }
      switch result {
      case .success(let tree): try check(folder, tree, nil)
      case .failure(let error): try check(folder, nil, error)
      }
      // Whatever the archive says, nothing appears beside the folder.
      try #expect(
        FileSystem.list(above) == ["a.\(format.rawValue)", "out"], "something climbed out")
    }
  }

  @Test(
    "brings every file of every format, letters beyond ASCII included",
    arguments: MadeFormat.allCases)
  func formats(format: MadeFormat) throws {
    let large = noise(300_000)
    try unpack(
      format,
      [
        MadeEntry("./", .folder), MadeEntry("house_1/", .folder),
        .text("house_1/labels.dat", "1 aggregate\n"), MadeEntry("Häuser/ü/größe.dat", .file(large)),
        MadeEntry("empty", .file([])),
      ]
    ) { folder, tree, error in
      #expect(error == nil)
      #expect(tree?.bytes == 300_012)
      #expect(
        tree?.files.map(\.path) == ["house_1/labels.dat", "Häuser/ü/größe.dat", "empty"])
      try #expect(FileSystem.bytes(of: folder + "/Häuser/ü/größe.dat") == large)
      try #expect(FileSystem.text(of: folder + "/house_1/labels.dat") == "1 aggregate\n")
    }
  }

  @Test(
    "refuses names that lead out of the folder",
    arguments: [
      "../evil", "a/../../evil", "/tmp/energy-evil", "..", "a/..", "a\\..\\..\\evil", "a\nb",
      String(repeating: "x", count: 300), String(repeating: "d/", count: 100) + "x",
    ], [MadeFormat.zip, .tgz])
  func names(name: String, format: MadeFormat) throws {
    try unpack(format, [.text("good", "x"), .text(name, "evil")]) { folder, _, error in
      #expect(error?.status == .badData, "\(name)")
      // A zip is looked through before anything is written.
      if format == .zip { try #expect(FileSystem.list(folder).isEmpty) }
    }
  }

  @Test("refuses devices and pipes")
  func special() throws {
    for kind in [MadeEntry.Kind.device, .pipe] {
      try unpack(.tar, [.text("good", "x"), MadeEntry("odd", kind)]) { _, _, error in
        #expect(error?.status == .badData)
        #expect(error?.reason == "\"odd\" is a device, a pipe or a socket")
      }
    }
  }

  @Test(
    "refuses links that lead out, to folders, to nothing, to links and to themselves",
    arguments: [
      "../evil", "/etc/passwd", "sub", ".", "sub/../..", "nothing", "link",
      "sub/../../../etc/passwd",
      "second", "",
    ])
  func links(target: String) throws {
    try unpack(
      .tar,
      [
        .text("sub/file", "x"), MadeEntry("second", .symbolicLink("sub/file")),
        MadeEntry("link", .symbolicLink(target)),
      ]
    ) { folder, _, error in
      #expect(error?.status == .badData)
      try #expect(!FileSystem.list(folder).contains("link"))
    }
  }

  @Test("refuses to write through a link, and a link in place of a folder")
  func throughLink() throws {
    for entries in [
      [MadeEntry("x", .symbolicLink("/tmp")), .text("x/evil", "x")],
      [.text("x/file", "x"), MadeEntry("x", .symbolicLink("/tmp"))],
      [MadeEntry("x", .symbolicLink("../..")), .text("x/evil", "x"), .text("file", "x")],
      [.text("x", "x"), .text("x/y", "x")], [.text("x/y", "x"), .text("x", "x")],
      [.text("x", "one"), .text("x", "two")], [.text("x", "one"), .text("./x", "two")],
    ] {
      try unpack(.tar, entries) { _, _, error in #expect(error?.status == .badData) }
    }
  }

  @Test("refuses hard links to anything but a file before them")
  func hardLinks() throws {
    for target in ["/etc/passwd", "../evil", "later", "self", "sub"] {
      try unpack(
        .tar,
        [
          .text("sub/file", "x"), MadeEntry("self", .hardLink(target)), .text("later", "x"),
        ]
      ) { _, _, error in #expect(error?.status == .badData, "\(target)") }
    }
  }

  @Test("makes links that stay inside and end at a file")
  func goodLinks() throws {
    try unpack(
      .tar,
      [
        MadeEntry("sub/link", .symbolicLink("../file")), .text("file", "hello"),
        MadeEntry("sub/hard", .hardLink("file")),
      ]
    ) { folder, tree, error in
      #expect(error == nil)
      #expect(tree?.files.count == 1)
      try #expect(FileSystem.text(of: folder + "/sub/link") == "hello")
      try #expect(FileSystem.text(of: folder + "/sub/hard") == "hello")
    }
  }

  @Test("stops at a bomb long before the disk is full", arguments: [MadeFormat.zip, .tgz, .txz])
  func bomb(format: MadeFormat) throws {
    var limits = UnpackLimits()
    limits.floor = 4 << 20
    limits.ratio = 100
    try unpack(format, [MadeEntry("zeros", .zeros(24 << 20))], limits: limits) {
      folder, _, error in
      #expect(error?.status == .badData)
      #expect(error?.reason.contains("as an archive made to fill disks does") == true)
      let size = (try? FileSystem.size(of: folder + "/zeros")) ?? 0
      #expect(size <= 5 << 20)
    }
  }

  @Test("counts the holes of a sparse file that claims an exabyte")
  func sparse() throws {
    try unpack(.tar, [MadeEntry("hole", .sparse(size: 1 << 60))]) { _, _, error in
      #expect([.badData, .cannotCreate].contains(error?.status))
    }
  }

  @Test("stops at too many files")
  func tooMany() throws {
    var limits = UnpackLimits()
    limits.entries = 20
    for format in [MadeFormat.zip, .tgz] {
      try unpack(format, (0..<21).map { .text("f\($0)", "x") }, limits: limits) { _, _, error in
        #expect(error?.reason == "it holds more than 20 files")
      }
    }
  }

  @Test("says that an archive is damaged, at whatever byte it is cut or changed")
  func damaged() throws {
    for format in [MadeFormat.zip, .tgz, .txz] {
      try withTemporaryFolder { above in
        let archive = "\(above)/a.\(format.rawValue)"
        try ArchiveMaker.make(archive, format, [MadeEntry("x", .file(noise(20_000)))])
        let good = try FileSystem.bytes(of: archive)
        for step in 0..<12 {
          let place = good.count * step / 12
          var changed = good
          changed[place] ^= 0x55
          // A changed byte of a date does no harm; a cut always does.
          for (bytes, mustFail) in [(Array(good[..<place]), true), (changed, false)] {
            try write(bytes, to: archive)
            let folder = "\(above)/out"
            try FileSystem.remove(folder)
            try FileSystem.createFolders(folder)
            do {
              _ = try Unpacker().unpack(archive, into: folder, Supervision())
              #expect(!mustFail, "\(format) cut at \(place)")
              try #expect(FileSystem.bytes(of: folder + "/x") == noise(20_000))
            } catch let error as AcquisitionError {
              #expect(error.status == .badData, "\(error)")
            }
          }
        }
      }
    }
  }

  @Test("notices a zip that is cut between two files")
  func cutBetweenFiles() throws {
    try withTemporaryFolder { above in
      let archive = "\(above)/a.zip"
      try ArchiveMaker.make(
        archive, .zip, [MadeEntry("x", .file(noise(500))), MadeEntry("y", .file(noise(500)))])
      let bytes = try FileSystem.bytes(of: archive)
      let starts = bytes.indices.dropLast(3).filter { place in
        bytes[place] == 0x50 && bytes[place + 1] == 0x4B && bytes[place + 2] < 7
      }
      #expect(starts.count >= 5)
      for start in starts.dropFirst() {
        try write(Array(bytes[..<start]), to: archive)
        try FileSystem.remove("\(above)/out")
        try FileSystem.createFolders("\(above)/out")
        let error = try failure {
          try Unpacker().unpack(archive, into: "\(above)/out", Supervision())
        }
        #expect(error.status == .badData)
      }
    }
  }

  @Test("stops at once when the user interrupts")
  func interrupted() throws {
    try withTemporaryFolder { above in
      try ArchiveMaker.make("\(above)/a.zip", .zip, [.text("x", "x")])
      try FileSystem.createFolders("\(above)/out")
      let cancellation = Cancellation()
      cancellation.cancel()
      let error = try failure {
        try Unpacker().unpack(
          "\(above)/a.zip", into: "\(above)/out", Supervision(cancellation: cancellation))
      }
      #expect(error.status == .interrupted)
    }
  }

  @Test("an empty archive, and one of folders only, hold nothing to unpack")
  func empty() throws {
    for entries in [[], [MadeEntry("folder/", .folder)]] {
      try unpack(.zip, entries) { _, _, error in #expect(error?.status == .badData) }
    }
  }
}

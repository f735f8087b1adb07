import Files
import Testing
import Work

@testable import Acquisition

@Suite("An order")
struct DatasetDownloadTests {
  static let content = noise(80_000)

  /// Makes `name` in the folder `web`, and carries an order for it out into the folder `out`.
  private func order(
    _ name: String, in above: String, _ server: TestServer,
    adjust: (inout DownloadOrder) -> Void = { _ in }
  ) throws -> DownloadReport {
    var order = DownloadOrder(
      address: try WebAddress(server.url("/\(name)")), folder: above + "/out")
    order.policy = hastyPolicy(Diary())
    order.usesProxies = false
    adjust(&order)
    return try DatasetDownload(order).run(
      DownloadWatch(supervision: { _ in Supervision() }, tell: { _ in }))
  }

  /// Runs a test with an archive of the entries on a server.
  private func withArchive(
    _ name: String, _ entries: [MadeEntry],
    _ body: (_ above: String, TestServer, _ bytes: [UInt8]) throws -> Void
  ) throws {
    try withTemporaryFolder { above in
      let format: MadeFormat = name.hasSuffix(".zip") ? .zip : .tgz
      try ArchiveMaker.make(above + "/made", format, entries)
      let bytes = try FileSystem.bytes(of: above + "/made")
      try FileSystem.remove(above + "/made")
      try withServer({ ServedFile(bytes).reply(to: $0) }) { try body(above, $0, bytes) }
    }
  }

  @Test("brings a plain file under its name, with where it came from beside it")
  func plain() throws {
    try withTemporaryFolder { above in
      try withServer({ ServedFile(Self.content).reply(to: $0) }) { server in
        let report = try order("house.h5", in: above, server)
        #expect(report.path == above + "/out/house.h5")
        #expect(report.provenance.sha256 == sha256(Self.content))
        #expect(!report.provenance.isVerified)
        try #expect(
          FileSystem.list(above + "/out") == ["house.h5", "house.h5.source.json"])
        let again = try order("house.h5", in: above, server)
        #expect(again.wasThere)
        #expect(server.requests.count == 1)
      }
    }
  }

  @Test("unpacks the one file that a known data set is about, and leaves the rest out")
  func knownFile() throws {
    let entries = [
      .text("UK-DALE/README", "x"), MadeEntry("UK-DALE/ukdale.h5", .file(Self.content)),
    ]
    try withArchive("ukdale.h5.zip", entries) { above, server, _ in
      let report = try order("ukdale.h5.zip", in: above, server) {
        $0.dataset = KnownDataset.all.first
      }
      #expect(report.path == above + "/out/ukdale.h5")
      #expect(report.leftOut == 1)
      #expect(report.provenance.product?.sha256 == sha256(Self.content))
      #expect(report.provenance.licence == "CC BY 4.0")
      try #expect(FileSystem.bytes(of: report.path) == Self.content)
      try #expect(FileSystem.list(above + "/out") == ["ukdale.h5", "ukdale.h5.source.json"])
    }
  }

  @Test("unpacks several files into a folder of the archive's name, without a shared top folder")
  func folder() throws {
    let entries = [
      MadeEntry.text("top/house_1/labels.dat", "1 aggregate"), .text("top/metadata.yaml", "x"),
    ]
    for name in ["ukdale.zip", "ukdale.tgz"] {
      try withArchive(name, entries) { above, server, bytes in
        let report = try order(name, in: above, server) {
          $0.keepsArchive = true
          $0.sha256 = sha256(bytes)
        }
        #expect(report.provenance.isVerified)
        #expect(report.provenance.product?.files == 2)
        try #expect(FileSystem.list(above + "/out/ukdale") == ["house_1", "metadata.yaml"])
        try #expect(
          FileSystem.list(above + "/out")
            == ["ukdale", "ukdale.source.json", name, "\(name).source.json"].sorted())
        let again = try order(name, in: above, server)
        #expect(again.wasThere)
      }
    }
  }

  @Test("unpacks a single compressed file")
  func gzip() throws {
    try withTemporaryFolder { above in
      try ArchiveMaker.gzip(above + "/made", Self.content)
      let bytes = try FileSystem.bytes(of: above + "/made")
      try withServer({ ServedFile(bytes).reply(to: $0) }) { server in
        let report = try order("house.csv.gz", in: above, server)
        #expect(report.path == above + "/out/house.csv")
        try #expect(FileSystem.bytes(of: report.path) == Self.content)
      }
    }
  }

  @Test("refuses a wrong checksum, publishes nothing, and takes the right one afterwards")
  func checksum() throws {
    try withTemporaryFolder { above in
      try withServer({ ServedFile(Self.content).reply(to: $0) }) { server in
        let error = try failure {
          try order("x.h5", in: above, server) { $0.sha256 = sha256([1]) }
        }
        #expect(error.status == .badData)
        #expect(error.reason.contains(sha256(Self.content)))
        try #expect(!FileSystem.list(above + "/out").contains("x.h5"))
        let report = try order("x.h5", in: above, server) { $0.sha256 = sha256(Self.content) }
        #expect(report.provenance.isVerified)
        #expect(server.requests.count == 1)
        let other = try failure {
          try order("x.h5", in: above, server) { $0.sha256 = sha256([2]) }
        }
        #expect(other.status == .badData)
      }
    }
  }

  @Test("an evil or damaged archive leaves nothing but itself")
  func evil() throws {
    let evil: [[MadeEntry]] = [
      [.text("good", "x"), .text("../evil", "x")],
      [.text("good", "x"), MadeEntry("link", .symbolicLink("/etc"))], [],
    ]
    for entries in evil {
      try withArchive("x.tgz", entries) { above, server, _ in
        let error = try failure { try order("x.tgz", in: above, server) }
        #expect(error.status == .badData)
        try #expect(FileSystem.list(above) == ["out"])
        try #expect(FileSystem.list(above + "/out") == ["x.tgz", "x.tgz.source.json"])
      }
    }
  }

  @Test("goes on with unpacking where an earlier run was stopped, without fetching again")
  func unpackLater() throws {
    try withArchive("x.zip", [.text("a", "1"), .text("b", "2")]) { above, server, _ in
      let cancellation = Cancellation()
      let error = try failure {
        var order = DownloadOrder(
          address: try WebAddress(server.url("/x.zip")), folder: above + "/out")
        order.usesProxies = false
        return try DatasetDownload(order).run(
          DownloadWatch(
            supervision: { stage in
              if stage == .unpack { cancellation.cancel() }
              return Supervision(cancellation: cancellation)
            }, tell: { _ in }))
      }
      #expect(error.status == .interrupted)
      #expect(error.reason.contains("x.zip is whole and kept"))
      try #expect(FileSystem.list(above + "/out") == ["x.zip", "x.zip.source.json"])
      // What a killed run leaves is cleared away.
      try FileSystem.createFolders(above + "/out/.x.unpacking/a/b")
      let report = try order("x.zip", in: above, server)
      #expect(report.provenance.product?.files == 2)
      #expect(server.requests.count == 1)
      try #expect(FileSystem.list(above + "/out") == ["x", "x.source.json"])
    }
  }

  @Test("uses an archive that the user put there, and does not remove it")
  func adopted() throws {
    try withArchive("x.zip", [.text("a", "1"), .text("b", "2")]) { above, server, bytes in
      try FileSystem.createFolders(above + "/out")
      try write(bytes, to: above + "/out/x.zip")
      let report = try order("x.zip", in: above, server)
      #expect(server.requests.isEmpty)
      #expect(report.archive == above + "/out/x.zip")
      try #expect(FileSystem.list(above + "/out") == ["x", "x.source.json", "x.zip"])
    }
  }

  @Test("replaces nothing that it did not make, unless it is told to")
  func foreign() throws {
    try withTemporaryFolder { above in
      try FileSystem.createFolders(above + "/out")
      try write([1, 2, 3], to: above + "/out/x.h5")
      try withServer({ ServedFile(Self.content).reply(to: $0) }) { server in
        let error = try failure { try order("x.h5", in: above, server) }
        #expect(error.status == .cannotCreate)
        #expect(server.requests.isEmpty)
        _ = try order("x.h5", in: above, server) { $0.replaces = true }
        try #expect(FileSystem.bytes(of: above + "/out/x.h5") == Self.content)
      }
    }
  }

  @Test("two at once do not write the same file")
  func twoAtOnce() throws {
    try withTemporaryFolder { above in
      try FileSystem.createFolders(above + "/out")
      let lock = try FileLock(for: above + "/out/x.h5", attempt: "download to", rival: "download")
      try withServer({ ServedFile(Self.content).reply(to: $0) }) { server in
        let error = try failure { try order("x.h5", in: above, server) }
        #expect(error.status == .tryAgain)
      }
      withExtendedLifetime(lock) {}
    }
  }

  @Test("refuses a folder that cannot be written, before anything is fetched")
  func noFolder() throws {
    try withTemporaryFolder { above in
      try write([1], to: above + "/out")
      try withServer({ ServedFile(Self.content).reply(to: $0) }) { server in
        let error = try failure { try order("x.h5", in: above, server) }
        #expect(error.status == .cannotCreate)
        #expect(server.requests.isEmpty)
      }
    }
  }

  @Test("a size that is known from publication must hold, whatever the server says")
  func knownSize() throws {
    let raw = KnownDataset.all[1]
    var order = DownloadOrder(address: try WebAddress(raw.address), folder: "x")
    order.dataset = raw
    #expect(order.download.expectedSize == 3_585_155_959)
    // Another address is another file.
    var other = DownloadOrder(address: try WebAddress("file:///x/ukdale.zip"), folder: "x")
    other.dataset = raw
    #expect(other.download.expectedSize == nil)
  }
}

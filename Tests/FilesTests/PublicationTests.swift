import Files
import Glibc
import Testing

@Suite("Publication")
struct PublicationTests {
  struct Stop: Error {}

  @Test("a file appears whole under its name, and nothing is left beside it")
  func publishes() throws {
    try withScratch { folder in
      let path = folder + "/x.txt"
      let answer = try Publication.file(at: path) { aside in
        #expect(!FileSystem.exists(path))
        #expect(FileSystem.parent(of: aside) == FileSystem.resolved(folder))
        try FileDescriptor(creating: aside).write(Array("hello".utf8))
        return 7
      }
      #expect(answer == 7)
      #expect(try FileSystem.text(of: path) == "hello")
      #expect(try FileSystem.list(folder) == ["x.txt"])
    }
  }

  @Test("what a killed writer of the same file left goes, what a living one writes stays")
  func removesAbandoned() throws {
    try withScratch { folder in
      // No process has this number: the kernel's largest is 2^22.
      try Publication.text("half", at: folder + "/.x.txt.99999999-1.partial")
      try Publication.text("half", at: folder + "/.x.txt.\(getppid())-1.partial")
      try Publication.text("half", at: folder + "/.other.txt.99999999-1.partial")
      try Publication.text("whole", at: folder + "/x.txt")
      #expect(
        try FileSystem.list(folder).sorted() == [
          ".other.txt.99999999-1.partial", ".x.txt.\(getppid())-1.partial", "x.txt",
        ])
    }
  }

  @Test("what writing throws comes through, and the old file stays as it was")
  func keepsOld() throws {
    try withScratch { folder in
      let path = folder + "/x.txt"
      try Publication.text("old", at: path)
      #expect(throws: Stop.self) {
        try Publication.file(at: path) { aside in
          try FileDescriptor(creating: aside).write(Array("half".utf8))
          throw Stop()
        }
      }
      #expect(try FileSystem.text(of: path) == "old")
      #expect(try FileSystem.list(folder) == ["x.txt"])
    }
  }

  @Test("a folder, a device, a missing folder and no name are refused before any work, status 73")
  func refuses() throws {
    try withScratch { folder in
      for path in [folder, folder + "/none/x", "/dev/null", "", folder + "/"] {
        var wasCalled = false
        let failure = failure { try Publication.file(at: path) { _ in wasCalled = true } }
        #expect(failure?.status == .cannotCreate, "\(path)")
        #expect(!wasCalled)
      }
      #expect(FileSystem.exists("/dev/null") && !FileSystem.isRegularFile("/dev/null"))
    }
  }

  @Test("a failure in the file aside names the file that the user asked for")
  func namesTheTarget() throws {
    try withScratch { folder in
      let failure = failure {
        try Publication.file(at: folder + "/x.h5") { aside in
          throw FilesError(
            status: .inputOutput, attempt: "write", path: aside + ":/table", reason: "no room")
        }
      }
      #expect(failure?.text == "could not write \(folder)/x.h5:/table: no room")
    }
  }

  @Test("a full disk is status 74 and leaves no file", .enabled(if: FileSystem.exists("/dev/full")))
  func fullDisk() throws {
    try withScratch { folder in
      let failure = failure {
        try Publication.file(at: folder + "/x") { _ in
          try FileDescriptor(creating: "/dev/full").write([1, 2, 3])
        }
      }
      #expect(failure?.status == .inputOutput)
      #expect(failure?.text.contains("no space left on device") == true)
      let left = try FileSystem.list(folder)
      #expect(left.isEmpty)
    }
  }

  @Test("a link to a file stays a link: the file behind it is replaced")
  func followsLink() throws {
    try withScratch { folder in
      try Publication.text("old", at: folder + "/real")
      #expect(FileSystem.link(folder + "/link", to: "real"))
      try Publication.text("new", at: folder + "/link")
      #expect(try FileSystem.text(of: folder + "/real") == "new")
    }
  }

  @Test("a folder appears whole, and replaces the one that is there")
  func publishesFolder() throws {
    try withScratch { folder in
      let path = folder + "/run"
      for round in ["1", "2"] {
        try Publication.folder(at: path) { aside in
          try FileSystem.createFolders(aside + "/deep")
          try Publication.text(round, at: aside + "/deep/\(round)")
          // A link that leads back must not send the walk round in circles.
          #expect(unsafe symlink(".", aside + "/here") == 0)
        }
        #expect(try FileSystem.list(path + "/deep") == [round])
      }
      #expect(throws: Stop.self) { try Publication.folder(at: path) { _ in throw Stop() } }
      #expect(try FileSystem.list(folder) == ["run"])
    }
  }
}

@Suite("SHA-256")
struct SHA256Tests {
  @Test("agrees with the standard's examples and does not depend on the pieces")
  func agrees() throws {
    try withScratch { folder in
      let path = try write(Array("abc".utf8), to: "abc", in: folder)
      #expect(
        try SHA256Hasher.hex(ofFile: path)
          == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
      #expect(
        SHA256Hasher().finish()
          == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }
  }

  @Test("stops when it is told to, and says which file is missing")
  func stops() throws {
    try withScratch { folder in
      let path = try write([1], to: "x", in: folder)
      #expect(throws: PublicationTests.Stop.self) {
        try SHA256Hasher.hex(ofFile: path) { throw PublicationTests.Stop() }
      }
      let failure = failure { _ = try SHA256Hasher.hex(ofFile: folder + "/none") }
      #expect(failure?.status == .missingInput)
      #expect(failure?.text.contains("none: no such file or directory") == true)
    }
  }
}

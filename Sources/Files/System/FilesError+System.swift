import Glibc

extension FilesError {
  /// Why opening or looking at an input failed: exit status 66, unless reading itself broke.
  package static func reading(_ attempt: String, _ path: String, code: Int32) -> FilesError {
    let status: ExitStatus = code == EIO ? .inputOutput : .missingInput
    return FilesError(
      status: status, attempt: attempt, path: path, reason: systemReason(code),
      remedy: code == ENOENT ? "Check the name." : nil)
  }

  /// Why creating an output failed (73), or why writing stopped half-way (74).
  package static func writing(_ attempt: String, _ path: String, code: Int32) -> FilesError {
    let isHalfway = [ENOSPC, EDQUOT, EFBIG, EIO].contains(code)
    return FilesError(
      status: isHalfway ? .inputOutput : .cannotCreate, attempt: attempt, path: path,
      reason: systemReason(code),
      remedy: [ENOSPC, EDQUOT].contains(code) ? "Free some space or choose another disk." : nil)
  }

  /// The system's words for an error number, without a capital: "no such file or directory".
  package static func systemReason(_ code: Int32) -> String {
    // The buffer is ours, so the call is safe on any thread; an unknown code is still described.
    var buffer = [CChar](repeating: 0, count: 128)
    _ = unsafe strerror_r(code, &buffer, buffer.count - 1)
    let text = String(
      decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}

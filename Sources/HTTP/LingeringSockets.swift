import Work
import Glibc
import Synchronization

/// Sockets whose last response may still be on its way while their clients send on.
///
/// Closing one with unread bytes would reset it, and the client might never see why.
final class LingeringSockets: Sendable {
  private static let seconds = 2.0
  private static let most = 64
  private static let bytesAtATime = 1 << 23

  private let sockets = Mutex<[(descriptor: Int32, deadline: Double)]>([])

  /// Takes over a descriptor.
  func add(_ descriptor: Int32) {
    let isKept = sockets.withLock { sockets in
      guard sockets.count < LingeringSockets.most else { return false }
      sockets.append((descriptor, ProcessMeasures.seconds + LingeringSockets.seconds))
      return true
    }
    if !isKept { close(descriptor) }
  }

  /// Drops what has come, and closes those whose client is done or whose time is over.
  func look() {
    let now = ProcessMeasures.seconds
    sockets.withLock { sockets in
      sockets.removeAll { socket in
        let isDone = now >= socket.deadline || LingeringSockets.isAtEnd(socket.descriptor)
        if isDone { close(socket.descriptor) }
        return isDone
      }
    }
  }

  /// Closes all.
  func closeAll() {
    sockets.withLock { sockets in
      for socket in sockets { close(socket.descriptor) }
      sockets = []
    }
  }

  private static func isAtEnd(_ descriptor: Int32) -> Bool {
    var read = 0
    while read < bytesAtATime {
      // TCP drops what is to be truncated, without a copy.
      let flags = Int32(MSG_DONTWAIT | MSG_TRUNC)
      let count = recv(descriptor, nil, 1 << 20, flags)
      if count < 0 { return errno != EAGAIN && errno != EINTR }
      if count == 0 { return true }
      read += count
    }
    return false
  }
}

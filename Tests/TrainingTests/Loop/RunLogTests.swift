import Files
import Testing

@testable import Training

@Suite("A log of a run")
struct RunLogTests {
  @Test("goes on after its last whole line")
  func continues() throws {
    let place = try Scratch()
    let path = place.path + "/events.jsonl"
    try Publication.text("one\ntwo\nthr", at: path)
    let log = try RunLog(path, keeping: { _ in true })
    try log.append("four")
    #expect(try FileSystem.text(of: path) == "one\ntwo\nfour\n")
  }

  @Test("begins anew where nothing is to be kept")
  func anew() throws {
    let place = try Scratch()
    let path = place.path + "/events.jsonl"
    try Publication.text("one\n", at: path)
    try RunLog(path).append("two")
    #expect(try FileSystem.text(of: path) == "two\n")
  }

  @Test("of steps drops those that are taken again")
  func steps() throws {
    let place = try Scratch()
    for (after, last) in [(0, 5), (3, 4)] {
      let record = try StepRecord(in: place.path, losses: true, batches: true, after: after)
      for step in (after + 1)...last {
        try record.append(step: step, epoch: 1, learningRate: 0.5, loss: Double(step * 10 + after))
        try record.append(
          step: step,
          windows: [WindowStart(house: 1, sample: step), WindowStart(house: 2, sample: after)])
      }
    }
    #expect(
      try FileSystem.text(of: place.path + "/losses.csv") == """
        step,epoch,learning_rate,loss
        1,1,0.5,10.0
        2,1,0.5,20.0
        3,1,0.5,30.0
        4,1,0.5,43.0

        """)
    #expect(
      try FileSystem.text(of: place.path + "/batches.csv") == """
        step,building,start
        1,1,1
        1,2,0
        2,1,2
        2,2,0
        3,1,3
        3,2,0
        4,1,4
        4,2,3

        """)
  }
}

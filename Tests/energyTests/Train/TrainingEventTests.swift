import Files
import Networks
import Testing
import Training

@Suite("The events of training")
struct TrainingEventTests {
  @Test("are the lines of JSON that programs rely on")
  func lines() throws {
    let events: [TrainingEvent] = [
      .started(try TrainingSample.start(notes: ["A note."])), .progress(epoch: 1, done: 2, of: 3),
      .validating(epoch: 1, done: 2, of: 3), .epoch(TrainingSample.epochs[0]),
      .warning("Never on."), .saved(path: "models/runs/kettle/epoch-0001"),
      .done(TrainingSample.outcome(.early)),
    ]
    #expect(
      events.compactMap { $0.document?.text } == [
        #"{"event":"started","appliance":"kettle","seed":1,"architecture":"seq2point","#
          + #""window":129,"padding":"valid","target_position":64,"parameters":5159449,"#
          + #""period_s":6,"epochs_done":0,"epochs":12,"ranges":{"#
          + #""train":{"buildings":[1,3,4,5],"days":1412,"windows":120000,"lost_to_gaps":6000},"#
          + #""validation":{"buildings":[1],"days":9.5,"windows":28000,"lost_to_gaps":0},"#
          + #""test":{"buildings":[2],"days":14,"windows":100000,"lost_to_gaps":null}},"#
          + #""notes":["A note."]}"#,
        #"{"event":"epoch","appliance":"kettle","seed":1,"epoch":1,"train_loss":0.5,"#
          + #""validation_loss":0.25,"validation_mae_w":11.94,"skill":0.55,"#
          + #""learning_rate":0.001,"windows":120000,"seconds":75,"windows_per_second":1600,"#
          + #""best":true}"#,
        #"{"event":"warning","text":"Never on."}"#,
        #"{"event":"saved","checkpoint":"models/runs/kettle/epoch-0001"}"#,
        #"{"event":"done","appliance":"kettle","seed":1,"#
          + #""checkpoint":"models/runs/kettle/best","epochs":4,"best_epoch":2,"#
          + #""validation_mae_w":8.66,"seconds":312,"stopped":"early"}"#,
      ])
  }

  @Test("leave undefined numbers null, and spell seeds beyond a signed number as text")
  func undefined() {
    let done = TrainingEvent.done(TrainingSample.outcome(.interrupted, epochs: 0, best: nil))
    #expect(
      done.document?.text
        == #"{"event":"done","appliance":"kettle","seed":1,"checkpoint":null,"epochs":0,"#
        + #""best_epoch":null,"validation_mae_w":null,"seconds":312,"stopped":"interrupted"}"#)
    let epoch = EpochSummary(
      appliance: "kettle", seed: .max, epoch: 1, trainLoss: .nan, validationLoss: 1,
      validationMAE: 1, skill: nil, learningRate: 0.001, windows: 0, seconds: 0, isBest: false)
    let document = TrainingEvent.epoch(epoch).document
    #expect(document?["seed"] == "18446744073709551615")
    #expect(document?["train_loss"] == .null && document?["skill"] == .null)
    #expect(document?["windows_per_second"] == .number(0))
  }
}

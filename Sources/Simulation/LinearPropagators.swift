import Lanes
import Solvers

/// Propagators of a group of lanes: over the intervals between outputs, which all lanes share, and over the
/// times to and from doses, which are each lane's own. What has been worked out is kept.
///
/// A lane's times that differ by no more than the rounding of the clock count as one: a dose every eight
/// hours meets the hours of the outputs with the same remainder each time. Which times a lane keeps
/// follows from that lane alone.
struct LinearPropagators {
  /// States before and after an interval change places.
  let states: [LaneMatrix]
  let propagator: LinearPropagator
  private(set) var work = WorkCount()

  // By index; the times stand alone, since they are searched at every interval.
  private var shared: [LinearPropagator.Exponential] = []
  private var sharedTimes: [Double] = []
  /// shared × states before.
  private var sharedSteps: [BoundTape] = []
  private var nextShared = 0
  private let sharedLimit: Int
  private var own: [LinearPropagator.Exponential] = []
  /// slot × (within the states before, into the states after) × states before.
  private var ownSteps: [BoundTape] = []
  private let ownLimit: Int
  /// lane × slot; NaN where a lane has none yet.
  private var times: [Double]
  private var nextSlot: [Int]
  private var slotOfLane: [Int]
  private var subjects = 0

  init(_ program: LinearProgram) {
    propagator = LinearPropagator(program)
    states = (0..<2).map { _ in LaneMatrix(rows: program.stateCount) }
    // At most about 2 MB of kept matrices.
    let limit = 4096 / max(1, program.entryCount)
    sharedLimit = max(2, min(16, limit))
    ownLimit = max(2, min(8, limit))
    times = Array(repeating: .nan, count: LaneMatrix.laneCount * ownLimit)
    nextSlot = Array(repeating: 0, count: LaneMatrix.laneCount)
    slotOfLane = Array(repeating: 0, count: LaneMatrix.laneCount)
  }

  /// Other subjects: nothing of what is kept holds any longer. Call it when the rates are loaded.
  mutating func reset(subjects: Int) {
    self.subjects = subjects
    propagator.update()
    for index in sharedTimes.indices { sharedTimes[index] = .nan }
    nextShared = 0
    for index in times.indices { times[index] = .nan }
    for lane in nextSlot.indices { nextSlot[lane] = 0 }
  }

  /// Moves all lanes from `states[side]` to the other states.
  ///
  /// - Returns: The time moved, which differs from the time asked for by no more than `resolution`.
  mutating func moveAll(by time: Double, from side: Int, resolution: Double) -> Double {
    var index = 0
    while index < sharedTimes.count, !(abs(sharedTimes[index] - time) <= resolution) { index += 1 }
    if index == sharedTimes.count { index = keep(time) }
    sharedSteps[2 * index + side].run()
    return sharedTimes[index]
  }

  /// Works out the propagator of all lanes over a time.
  private mutating func keep(_ time: Double) -> Int {
    let index = nextShared
    nextShared = (nextShared + 1) % sharedLimit
    if index == shared.count {
      let exponential = propagator.makeExponential()
      shared.append(exponential)
      sharedTimes.append(time)
      sharedSteps += (0..<2).map { propagator.bindStep(exponential, from: states[$0], to: states[1 - $0]) }
    }
    sharedTimes[index] = time
    work.exponentials += subjects
    propagator.compute(shared[index]) { _ in time }
    return index
  }

  /// Says that a lane will move by a time of its own.
  ///
  /// - Returns: Bit of the slot if it must be worked out first.
  mutating func request(_ time: Double, lane: Int, resolution: Double) -> UInt64 {
    let base = lane &* ownLimit
    for slot in 0..<ownLimit where abs(times[base &+ slot] - time) <= resolution {
      slotOfLane[lane] = slot
      return 0
    }
    let slot = nextSlot[lane]
    nextSlot[lane] = slot + 1 == ownLimit ? 0 : slot + 1
    times[base + slot] = time
    slotOfLane[lane] = slot
    work.exponentials += 1
    return 1 << UInt64(slot)
  }

  /// Moves the lanes named by bits by the times asked for: within `states[side]`, or from there into the
  /// other states.
  ///
  /// - Parameter missing: The slots to work out, as given by `request`.
  mutating func move(_ lanes: UInt64, from side: Int, within: Bool, missing: UInt64) {
    forEachBit(missing) { slot in
      while own.count <= slot { addOwn() }
      propagator.compute(own[slot]) { lane in
        let time = times[lane * ownLimit + slot]
        return time.isNaN ? 0 : time
      }
    }
    var rest = lanes
    while rest != 0 {
      let slot = slotOfLane[rest.trailingZeroBitCount]
      var chosen: UInt64 = 0
      forEachBit(rest) { if slotOfLane[$0] == slot { chosen |= 1 << UInt64($0) } }
      propagator.mask.setBits(chosen, row: 0)
      ownSteps[4 * slot + (within ? 0 : 2) + side].run()
      rest &= ~chosen
    }
  }

  private mutating func addOwn() {
    let exponential = propagator.makeExponential()
    own.append(exponential)
    for change in [0, 1] {
      for side in [0, 1] {
        let target = states[change == 0 ? side : 1 - side]
        ownSteps.append(propagator.bindStep(exponential, from: states[side], to: target, isMasked: true))
      }
    }
  }
}

/// Calls `body` with the index of each set bit, lowest first.
@inline(__always)
func forEachBit(_ bits: UInt64, _ body: (Int) -> Void) {
  var rest = bits
  while rest != 0 {
    body(rest.trailingZeroBitCount)
    rest &= rest - 1
  }
}

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

  private var shared: [Shared] = []
  private var nextShared = 0
  private let sharedLimit: Int
  private var own: [Own] = []
  private let ownLimit: Int
  /// lane × slot; NaN where a lane has none yet.
  private var times: [Double]
  private var nextSlot: [Int]
  private var slotOfLane: [Int]
  private var subjects = 0

  private struct Shared {
    var time: Double
    let exponential: LinearPropagator.Exponential
    /// By the index of the states before.
    let steps: [BoundTape]
  }

  private struct Own {
    let exponential: LinearPropagator.Exponential
    /// Within the states before, and into the states after; by the index of the states before.
    let within: [BoundTape]
    let into: [BoundTape]
  }

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
    for index in shared.indices { shared[index].time = .nan }
    nextShared = 0
    for index in times.indices { times[index] = .nan }
    for lane in nextSlot.indices { nextSlot[lane] = 0 }
  }

  /// Moves all lanes from `states[side]` to the other states.
  ///
  /// - Returns: The time moved, which differs from the time asked for by no more than `resolution`.
  mutating func moveAll(by time: Double, from side: Int, resolution: Double) -> Double {
    let index = sharedIndex(time, resolution)
    shared[index].steps[side].run()
    return shared[index].time
  }

  private mutating func sharedIndex(_ time: Double, _ resolution: Double) -> Int {
    for index in shared.indices where abs(shared[index].time - time) <= resolution { return index }
    let index = nextShared
    nextShared = (nextShared + 1) % sharedLimit
    if index == shared.count {
      let exponential = propagator.makeExponential()
      let steps = (0..<2).map { propagator.bindStep(exponential, from: states[$0], to: states[1 - $0]) }
      shared.append(Shared(time: time, exponential: exponential, steps: steps))
    }
    shared[index].time = time
    work.exponentials += subjects
    propagator.compute(shared[index].exponential) { _ in time }
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
      while own.count <= slot { own.append(makeOwn()) }
      propagator.compute(own[slot].exponential) { lane in
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
      (within ? own[slot].within : own[slot].into)[side].run()
      rest &= ~chosen
    }
  }

  private func makeOwn() -> Own {
    let exponential = propagator.makeExponential()
    return Own(
      exponential: exponential,
      within: (0..<2).map {
        propagator.bindStep(exponential, from: states[$0], to: states[$0], isMasked: true)
      },
      into: (0..<2).map {
        propagator.bindStep(exponential, from: states[$0], to: states[1 - $0], isMasked: true)
      })
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

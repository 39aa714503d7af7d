import CSleefLanes

/// What the C text of a tape rests on: vectors of the machine's width, the operations that C does not spell,
/// and the elementary functions; the same text that the interpreter's functions are compiled from.
let nativePreamble: String = unsafe String(cString: sleef_lanes_vectors_text())

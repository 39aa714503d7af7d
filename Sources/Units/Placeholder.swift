/// Placeholder until the module's first real content.
package struct Unit: Hashable, Sendable {}

// Placeholder until the module's first real content.

// Stats: what the server is doing, its rules, and what is kept.

export function createStats(hooks) {
  return { open() {}, close() {} };
}

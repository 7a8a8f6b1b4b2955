// Look inside: what the model thought while it wrote a reply.

export function createInside(hooks) {
  return { open() {}, close() {} };
}

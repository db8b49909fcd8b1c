/** Something that a test has opened and that must not outlive it. */
interface Closable {
  close(): unknown;
}

// Jest gives every test file a registry of its own.
const opened: Closable[] = [];

afterEach(async () => {
  // Backwards, so that whoever uses something is closed before it.
  for (const closable of opened.splice(0).reverse()) await closable.close();
});

/** Closes this after the present test, whatever comes of it. */
export function closedAfterTest<T extends Closable>(closable: T): T {
  opened.push(closable);
  return closable;
}

/** Something that a test has opened and that must not outlive it. */
interface Closable {
  close(): unknown;
}

// Jest gives every test file a registry of its own.
const opened: Closable[] = [];

afterEach(async () => {
  const failures: unknown[] = [];
  // Backwards, so that users are closed before what they use.
  for (const closable of opened.splice(0).reverse()) {
    try {
      await closable.close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
});

/** Closes this after the present test, whatever comes of it. */
export function closedAfterTest<T extends Closable>(closable: T): T {
  opened.push(closable);
  return closable;
}

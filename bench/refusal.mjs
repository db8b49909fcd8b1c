import process from 'node:process';

/** The reason why a run cannot take place, as a sentence for its user. */
export class Refusal extends Error {}

/** Runs a program's main function; a refusal ends it with 2 and its sentence, any other error with 1 and a stack. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Refusal ? error.message : error);
    process.exitCode = error instanceof Refusal ? 2 : 1;
  }
}

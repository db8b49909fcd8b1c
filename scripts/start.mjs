import { run } from './launcher/command.mjs';
import { startCommand } from './launcher/start.command.mjs';

await run(startCommand(process.env));

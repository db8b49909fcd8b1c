import { run } from './launcher/command.mjs';
import { serversCommand } from './launcher/servers.command.mjs';

await run(serversCommand());

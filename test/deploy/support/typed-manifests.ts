import { join } from 'node:path';
import {
  createCompilerHost,
  createProgram,
  createSourceFile,
  flattenDiagnosticMessageText,
  getPreEmitDiagnostics,
  ModuleKind,
  ModuleResolutionKind,
  ScriptTarget,
} from 'typescript';
import { type Manifest } from './manifests';

/** In which module of kubernetes-types the types of a group are. */
function moduleOf(apiVersion: string): string {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  return `kubernetes-types/${group.split('.')[0]}/${version}`;
}

/** The errors that the compiler finds in manifests: unknown fields, missing ones, values of another type. */
export function mistakesIn(manifests: readonly Manifest[]): string[] {
  const file = join(__dirname, 'manifests.generated.ts');
  const text = manifests
    .map(({ file: from, ...own }, at) => {
      const type = `import('${moduleOf(own.apiVersion)}').${own.kind}`;
      return `/* ${from} */ export const manifest${at}: ${type} = ${JSON.stringify(own)};`;
    })
    .join('\n');
  const options = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: ScriptTarget.ES2023,
    module: ModuleKind.NodeNext,
    moduleResolution: ModuleResolutionKind.NodeNext,
  };
  const host = createCompilerHost(options);
  const usual = createCompilerHost(options);
  host.fileExists = (name) => name === file || usual.fileExists(name);
  host.readFile = (name) => (name === file ? text : usual.readFile(name));
  host.getSourceFile = (name, ...rest) =>
    name === file ? createSourceFile(name, text, ScriptTarget.ES2023) : usual.getSourceFile(name, ...rest);
  const program = createProgram([file], options, host);
  return getPreEmitDiagnostics(program).map(({ messageText, start = 0 }) => {
    const line = text.slice(0, start).split('\n').length - 1;
    return `${manifests[line]?.file}: ${flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

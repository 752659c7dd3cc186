/** What dl.cfg says, and what is wrong with it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigError, readConfig } from '../../helpers/config.js';
import { type Finding, fine, fromError, problem } from './finding.js';

/** The settings, if they can be used, and the findings about them. */
export function settingsFindings(folder: string): { config?: Config; findings: Finding[] } {
  const file = join(folder, 'dl.cfg');
  try {
    const config = readConfig(file);
    const { target, region } = config.aws;
    const read = existsSync(file) ? 'dl.cfg' : 'no dl.cfg: the defaults hold';
    const findings = [
      fine(read),
      ...config.warnings.map(warning),
      fine(`target ${target}, region ${region}`),
    ];
    return { config, findings };
  } catch (error) {
    if (!(error instanceof ConfigError)) return { findings: [fromError(error)] };
    return { findings: error.problems.map((text) => problem(`dl.cfg: ${text}`, 'Change it in dl.cfg.')) };
  }
}

/** The first sentence says what is, the others what would be better. */
function warning(text: string): Finding {
  const [what = text, ...rest] = text.split(/(?<=[.]) (?=[A-Z])/);
  return fine(what, rest.join(' '));
}

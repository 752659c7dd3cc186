/** Looks for keys in texts, by the rules of .secretlintrc.json. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lintSource } from '@secretlint/core';
import * as preset from '@secretlint/secretlint-rule-preset-recommend';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The part of .secretlintrc.json that is used; secretlint's own command reads the same file. */
export interface SecretRules {
  rules: { id: string; rules: { id: string; options: { allows: string[] } }[] }[];
}

export function readRules(): SecretRules {
  return JSON.parse(readFileSync(join(ROOT, '.secretlintrc.json'), 'utf8')) as SecretRules;
}

/** A line for each secret in a text: where it is, and of what kind. Never the secret. */
export async function findSecrets(
  filePath: string,
  content: string,
  { rules } = readRules(),
): Promise<string[]> {
  const config = { rules: rules.map((row) => ({ ...row, rule: preset.creator })) };
  const source = { filePath, content, contentType: 'text' as const };
  const { messages } = await lintSource({ source, options: { config, maskSecrets: true } });
  return messages.map(({ loc, messageId }) => `${filePath}:${loc.start.line}: ${messageId}`);
}

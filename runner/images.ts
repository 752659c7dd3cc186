/**
 * `npm run images`: writes the pictures that the README shows, each for a light and for a dark page.
 *
 *   node --import tsx runner/images.ts [folder]     default: images
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { architectureSvg } from '../helpers/pictures/architecture.js';
import { DARK, LIGHT } from '../helpers/pictures/palette.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [folder = join(root, 'images')] = process.argv.slice(2);

mkdirSync(folder, { recursive: true });
for (const [page, palette] of Object.entries({ light: LIGHT, dark: DARK })) {
  writeFileSync(join(folder, `architecture-${page}.svg`), `${architectureSvg(0, palette)}\n`);
}

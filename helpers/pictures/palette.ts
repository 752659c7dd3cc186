/**
 * The colours of the pictures. Blue and orange are told apart with every kind of colour blindness, and every colour of
 * a text has a contrast of at least 4.5 to its ground (WCAG 2.2, AA).
 */
export interface Palette {
  /** What the picture is drawn on. It has a ground of its own, so that it can be read on any page. */
  ground: string;
  text: string;
  /** Units, axes, and what matters less. */
  muted: string;
  /** Lines that only help the eye. */
  faint: string;
  blue: string;
  orange: string;
  /** The ground of a box that the eye should go to. */
  lit: string;
}

export const LIGHT: Palette = {
  ground: '#ffffff',
  text: '#1c2733',
  muted: '#55626f',
  faint: '#d5dbe1',
  blue: '#0067b3',
  orange: '#b04a00',
  lit: '#e0f0fd',
};

export const DARK: Palette = {
  ground: '#0d1117',
  text: '#e6edf3',
  muted: '#9aa7b4',
  faint: '#323b45',
  blue: '#6cb6ff',
  orange: '#f0a05a',
  lit: '#14304d',
};

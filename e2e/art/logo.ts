// The logo of the demo's importer: a ship's bow over two waves and the name, readable on light and on dark ground.

export const LOGO = { width: 344, height: 120 };

const COLOUR = '#2a8fa6';

export function logo(): string {
  return `<rect x="4" y="12" width="96" height="96" rx="24" fill="${COLOUR}"/>
    <path d="M28,58L76,58L68,78C60,72 56,72 52,76C46,82 40,80 35,74Z" fill="#ffffff"/>
    <path d="M36,52L36,40L68,40L68,52Z" fill="#ffffff" opacity="0.85"/><path d="M47,36L47,26L57,26L57,36Z" fill="#ffffff" opacity="0.7"/>
    <path d="M24,90C32,82 38,82 46,88S62,94 80,84" fill="none" stroke="#ffffff" stroke-width="6" stroke-linecap="round"/>
    <text x="120" y="60" font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="46" font-weight="700" letter-spacing="-1" fill="${COLOUR}" textLength="214" lengthAdjust="spacingAndGlyphs">Harbour</text>
    <text x="121" y="98" font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="29" letter-spacing="6" fill="${COLOUR}" textLength="212" lengthAdjust="spacingAndGlyphs">IMPORTS</text>`;
}

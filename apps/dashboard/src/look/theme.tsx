import { effect, signal } from '@preact/signals';

type Theme = 'auto' | 'light' | 'dark';
const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];
const KEY = 'theme';

const chosen = localStorage.getItem(KEY);
export const theme = signal<Theme>(THEMES.find((own) => own === chosen) ?? 'auto');

effect(() => {
  document.documentElement.dataset.theme = theme.value;
  localStorage.setItem(KEY, theme.value);
});

/** Light, dark, or as the system has it. */
export function ThemeButton() {
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length];
  return (
    <button
      type="button"
      class="quiet"
      aria-label={`Colours: ${theme.value}. Change to ${next}.`}
      onClick={() => (theme.value = next)}
    >
      <svg viewBox="0 0 16 16" class="icon" aria-hidden="true">
        <circle cx="8" cy="8" r="5.5" />
        <path class="solid" d="M8 2.5a5.5 5.5 0 0 1 0 11z" />
      </svg>
      <span class="capital">{theme.value}</span>
    </button>
  );
}

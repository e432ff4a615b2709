// How button and window lie on the shop's page. The page's own rules end at the host, thanks to `!important`.
// i: icon of the button, span: its label, b: number of unread messages, p: what is only spoken, div: window; a button in it is the
// way out while nothing there answers, and seen when that lasts. One width for both labels: nothing moves. A backslash keeps a
// line break out of the script.

export const STYLE = `:host{all:initial!important;color-scheme:light dark!important}\
[hidden],b:empty{display:none!important}\
button,div{all:unset;position:fixed;left:var(--left,auto);right:var(--right,auto);bottom:var(--y);z-index:2147483647;box-sizing:border-box}\
button{display:flex;align-items:center;gap:10px;min-width:180px;height:56px;padding:0 18px;border-radius:28px;background:var(--a);color:#fff;font:600 15px system-ui;box-shadow:0 4px 16px #0005;cursor:pointer}\
button:focus-visible{outline:3px solid var(--a);outline-offset:3px;box-shadow:0 0 0 3px #fff}\
.off{filter:grayscale(1)}\
i{width:20px;height:20px;background:currentColor;clip-path:path("M1 19 2 14a9 9 0 1 1 4 4z")}\
b{position:absolute;top:-4px;right:0;padding:0 7px;border-radius:28px;background:#fff;color:#000;line-height:22px;box-shadow:0 4px 16px #0005}\
p{position:fixed;clip-path:inset(50%)}\
div{width:372px;max-width:calc(100% - var(--x));height:min(600px,100dvh - 76px - var(--y));border-radius:16px;overflow:hidden;background:Canvas;box-shadow:0 16px 48px #0005;animation:r .24s}\
div button{position:absolute;inset:8px 8px auto auto;min-width:0;height:48px;animation:r .24s 2s both}\
iframe{width:100%;height:100%;border:0;color-scheme:light dark}\
@keyframes r{0%{opacity:0}}\
@media(max-width:499px){button{min-width:0;gap:0}span{font-size:0}div{inset:0;width:auto;max-width:none;height:100dvh;border-radius:0;border:solid var(--a);border-width:env(safe-area-inset-top) 0 env(safe-area-inset-bottom)}}\
@media print{button,div{display:none}}`;

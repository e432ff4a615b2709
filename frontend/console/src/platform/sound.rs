//! The sound that calls: two notes that the browser makes itself, so there is nothing to load.

use std::cell::OnceCell;

use leptos::task::spawn_local;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AudioContext, AudioContextState};

use crate::attention::policy::Audio;

/// Hertz.
const NOTES: [f32; 2] = [784.0, 1_047.0];
/// Seconds.
const SECOND_NOTE_AT: f64 = 0.14;
const LENGTH: f64 = 0.7;
/// Of 1.
const VOLUME: f32 = 0.3;

thread_local! {
    /// The audio of this page; nothing where there is none.
    static CONTEXT: OnceCell<AudioContext> = const { OnceCell::new() };
}

fn context() -> Option<AudioContext> {
    CONTEXT.with(|context| context.get().cloned())
}

/// Asks for audio; tells whenever the browser starts or stops it.
pub fn start(changed: impl Fn() + 'static) {
    let Ok(context) = AudioContext::new() else { return };
    let changed = Closure::<dyn Fn()>::new(changed);
    context.set_onstatechange(Some(changed.as_ref().unchecked_ref()));
    changed.forget();
    let _ = CONTEXT.with(|known| known.set(context));
}

/// Whether a sound would be heard now.
pub fn audio() -> Audio {
    match context().map(|context| context.state()) {
        Some(AudioContextState::Running) => Audio::Ready,
        Some(_) => Audio::Blocked,
        None => Audio::Unsupported,
    }
}

/// Lets the browser start the audio, which it does for a gesture only; then sounds if that is wanted.
pub fn unlock(then_play: bool) {
    let Some(Ok(started)) = context().map(|context| context.resume()) else { return };
    spawn_local(async move {
        if JsFuture::from(started).await.is_ok() && then_play {
            play();
        }
    });
}

/// Sounds. Nothing of it fails while the audio runs, and a signal less must not stop the page.
pub fn play() {
    let _ = context().map(|context| notes(&context));
}

fn notes(context: &AudioContext) -> Result<(), JsValue> {
    let now = context.current_time();
    let (oscillator, gain) = (context.create_oscillator()?, context.create_gain()?);
    for (note, at) in NOTES.into_iter().zip([now, now + SECOND_NOTE_AT]) {
        oscillator.frequency().set_value_at_time(note, at)?;
        gain.gain().set_value_at_time(VOLUME, at)?;
    }
    gain.gain().exponential_ramp_to_value_at_time(0.001, now + LENGTH)?;
    oscillator.connect_with_audio_node(&gain)?.connect_with_audio_node(&context.destination())?;
    oscillator.start()?;
    oscillator.stop_with_when(now + LENGTH)
}

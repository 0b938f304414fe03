//! The window's life cycle: opening it with the renderer that works here, its frames, its end.

use std::sync::{Arc, OnceLock};

use eframe::{NativeOptions, Renderer};

use super::{Root, frame_clock::FrameClock, theme};
use crate::{
    app::{Action, App},
    worker::ConnectTarget,
};

/// The window could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// Neither Vulkan, Metal or Direct3D nor OpenGL could draw.
    #[error("no way to draw a window was found: with wgpu: {wgpu}; with OpenGL: {opengl}")]
    NoRenderer { wgpu: String, opengl: String },
    /// The display does not answer: it is not there any more, or does not let us in.
    #[error("{0}")]
    NoDisplay(String),
    /// The program itself could not be set up.
    #[error("{0}")]
    Setup(String),
}

/// Opens the window and stays until it is closed. `target`: connect to it at once.
pub fn open_window(target: Option<ConnectTarget>) -> Result<(), WindowError> {
    let wgpu = match run(Renderer::Wgpu, target.clone()) {
        Ok(()) => return Ok(()),
        // Another renderer would meet the same.
        Err(error @ (eframe::Error::Winit(_) | eframe::Error::WinitEventLoop(_))) => {
            return Err(WindowError::NoDisplay(error.to_string()));
        }
        Err(eframe::Error::AppCreation(error)) => return Err(WindowError::Setup(error.to_string())),
        Err(error) => error.to_string(),
    };
    tracing::info!(%wgpu, "no window with wgpu, trying OpenGL");
    run(Renderer::Glow, target).map_err(|error| WindowError::NoRenderer { wgpu, opengl: error.to_string() })
}

fn run(renderer: Renderer, target: Option<ConnectTarget>) -> Result<(), eframe::Error> {
    let mut viewport = egui::ViewportBuilder::default()
        .with_title("Session Lens")
        .with_app_id("session-lens")
        .with_inner_size([1440.0, 900.0])
        .with_min_inner_size([960.0, 600.0]);
    if let Ok(icon) = eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon/session-lens-256.png")) {
        viewport = viewport.with_icon(Arc::new(icon));
    }
    let options = NativeOptions { viewport, renderer, ..NativeOptions::default() };
    eframe::run_native(
        "session-lens",
        options,
        Box::new(|context| Ok(Box::new(SessionLens::new(&context.egui_ctx, target)?))),
    )
}

/// The program in its window.
pub struct SessionLens {
    app: App,
    root: Root,
    clock: FrameClock,
}

impl SessionLens {
    pub fn new(context: &egui::Context, target: Option<ConnectTarget>) -> std::io::Result<Self> {
        let mut lens = Self::with_app(context, App::new)?;
        if let Some(target) = target {
            lens.app.connect(target);
        }
        Ok(lens)
    }

    /// With an app made otherwise; `make` gets what wakes the window.
    pub fn with_app(
        context: &egui::Context,
        make: impl FnOnce(Box<dyn Fn() + Send + Sync>) -> std::io::Result<App>,
    ) -> std::io::Result<Self> {
        theme::install(context);
        let waker: Arc<OnceLock<egui::Context>> = Arc::default();
        let app = make(Box::new({
            let waker = Arc::clone(&waker);
            move || {
                if let Some(context) = waker.get() {
                    context.request_repaint();
                }
            }
        }))?;
        waker.get_or_init(|| context.clone());
        // An answer may have come before the window could be woken.
        context.request_repaint();
        Ok(Self { app, root: Root::default(), clock: FrameClock::default() })
    }

    pub fn app(&self) -> &App {
        &self.app
    }

    pub fn app_mut(&mut self) -> &mut App {
        &mut self.app
    }

    /// One frame's drawing and what it led to.
    pub fn draw(&mut self, ui: &mut egui::Ui) {
        let Self { app, root, clock } = self;
        clock.draw(|| {
            let mut actions: Vec<Action> = Vec::new();
            root.show(ui, &app.state, &mut actions);
            let any = !actions.is_empty();
            for action in actions {
                app.act(action);
            }
            if any {
                ui.request_repaint();
            }
        });
    }
}

impl eframe::App for SessionLens {
    /// Also called while the window is hidden.
    fn logic(&mut self, context: &egui::Context, _frame: &mut eframe::Frame) {
        let Self { app, clock, .. } = self;
        clock.take_in(|| app.receive());
        theme::follow(context, self.app.state.settings.theme);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.draw(ui);
    }
}

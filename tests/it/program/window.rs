use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command},
    thread::sleep,
    time::{Duration, Instant},
};

use egui::{Event, Modifiers, PointerButton, Pos2, pos2};
use egui_inspection::protocol::{Request, Response, read_handshake, read_message, write_message};

use super::display::Display;

/// The program may be slow to answer on a busy machine; it may not be slower than this.
const PATIENCE: Duration = Duration::from_mins(1);

/// The program in its window, driven through eframe's inspection protocol.
pub struct Window {
    program: Child,
    connection: TcpStream,
    /// Where pictures are kept: below Cargo's folder for such things.
    pictures: PathBuf,
    /// Settings and runtime files of this window alone.
    _folder: tempfile::TempDir,
}

impl Window {
    pub fn open(display: &Display, arguments: &[&str], locale: &str) -> Self {
        Self::open_with(display, arguments, locale, &[])
    }

    pub fn open_with(display: &Display, arguments: &[&str], locale: &str, environment: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let program = Command::new(env!("CARGO_BIN_EXE_session-lens"))
            .args(arguments)
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env_remove("LANGUAGE")
            .env("LANG", locale)
            .env("DISPLAY", &display.name)
            .env("XDG_RUNTIME_DIR", folder.path())
            .env("SESSION_LENS_SETTINGS", folder.path().join("settings.json"))
            .env("EGUI_INSPECTION", address.to_string())
            .envs(environment.iter().copied())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        let mut connection = loop {
            match TcpStream::connect(address) {
                Ok(connection) => break connection,
                Err(error) => assert!(begun.elapsed() < PATIENCE, "the window never answered: {error}"),
            }
            sleep(Duration::from_millis(20));
        };
        connection.set_read_timeout(Some(PATIENCE)).unwrap();
        read_handshake(&mut connection).unwrap();
        let test = std::thread::current().name().unwrap_or("window").replace("::", "-");
        let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures").join(test);
        fs::create_dir_all(&pictures).unwrap();
        Self { program, connection, pictures, _folder: folder }
    }

    fn ask(&mut self, request: &Request) -> Response {
        write_message(&mut self.connection, request).unwrap();
        match read_message(&mut self.connection).unwrap() {
            Response::Error { message } => panic!("the window refused {request:?}: {message}"),
            response => response,
        }
    }

    /// Every text that stands on the screen, and its middle.
    fn texts(&mut self) -> Vec<(String, Pos2)> {
        let Response::Tree { accesskit: Some(tree), .. } = self.ask(&Request::GetTree) else { return Vec::new() };
        let mut texts = Vec::new();
        for (_, node) in tree.nodes {
            let Some(bounds) = node.bounds() else { continue };
            #[expect(clippy::cast_possible_truncation, reason = "points on a screen")]
            let middle = pos2(f64::midpoint(bounds.x0, bounds.x1) as f32, f64::midpoint(bounds.y0, bounds.y1) as f32);
            texts.extend([node.label(), node.value()].into_iter().flatten().map(|text| (text.to_owned(), middle)));
        }
        texts
    }

    pub fn labels(&mut self) -> Vec<String> {
        self.texts().into_iter().map(|(text, _)| text).collect()
    }

    /// Where the text stands: alone if it does anywhere, else within another.
    fn find(&mut self, text: &str) -> Option<Pos2> {
        let texts = self.texts();
        let alone = texts.iter().find(|(shown, _)| shown == text);
        alone.or_else(|| texts.iter().find(|(shown, _)| shown.contains(text))).map(|(_, middle)| *middle)
    }

    pub fn wait_for(&mut self, text: &str) -> Pos2 {
        let begun = Instant::now();
        loop {
            if let Some(found) = self.find(text) {
                return found;
            }
            if begun.elapsed() > PATIENCE {
                self.picture("never came");
                panic!(
                    "{text:?} never came; on the screen: {:#?}; pictures: {}",
                    self.labels(),
                    self.pictures.display()
                );
            }
            sleep(Duration::from_millis(30));
        }
    }

    /// Waits for the text and clicks it.
    pub fn click(&mut self, text: &str) {
        let pos = self.wait_for(text);
        let button =
            |pressed| Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE };
        for event in [Event::PointerMoved(pos), button(true), button(false)] {
            self.ask(&Request::ApplyEvents { events: vec![event] });
        }
    }

    /// Keeps a picture of the window as it is.
    pub fn picture(&mut self, name: &str) {
        let Response::Screenshot(picture) = self.ask(&Request::GetScreenshot { pixels_per_point: Some(1.0) }) else {
            panic!("no picture came");
        };
        fs::write(self.pictures.join(format!("{name}.png")), picture.bytes).unwrap();
    }

    /// Hundredths of a second that the program has used so far.
    pub fn cpu_ticks(&self) -> u64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.program.id())).unwrap();
        // Behind the name in brackets; user and system time are the 14th and 15th field of all.
        let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
        fields[11..13].iter().map(|field| field.parse::<u64>().unwrap()).sum()
    }

    /// Ends the program as Ctrl+Q does, and holds it to a clean end.
    pub fn close(mut self) {
        let modifiers = Modifiers { ctrl: true, command: true, ..Modifiers::NONE };
        let key = |pressed| Event::Key { key: egui::Key::Q, physical_key: None, pressed, repeat: false, modifiers };
        // The answer may be lost with the window.
        let _gone = write_message(&mut self.connection, &Request::ApplyEvents { events: vec![key(true), key(false)] });
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.program.try_wait().unwrap() {
                break status;
            }
            assert!(begun.elapsed() < PATIENCE, "the window did not close");
            sleep(Duration::from_millis(30));
        };
        assert!(status.success(), "the program ended with {status}");
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ended = self.program.kill();
        let _ended = self.program.wait();
    }
}

//! The program in its window, driven as a person would: by what stands there, with mouse and keys.

use std::{
    fs::{self, File},
    io,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::atomic::{AtomicU8, Ordering},
    thread::sleep,
    time::{Duration, Instant},
};

use egui::{Event, Key, Modifiers, PointerButton, Pos2};
use egui_inspection::{
    INSPECTION_ENV_VAR, PROTOCOL_VERSION, Request, Response, protocol::read_handshake, read_message, write_message,
};

use super::{
    display::Display,
    screen::{Screen, Widget},
};

/// For anything to come on a machine that has other things to do too.
const PATIENCE: Duration = Duration::from_secs(30);
/// Each look has the window drawn, which takes the time that it needs for its work.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);
/// Of the person's environment only what finds programs and drivers: the rest would have a say in what the test finds.
const KEPT: [&str; 5] = ["PATH", "LD_LIBRARY_PATH", "XDG_DATA_DIRS", "VK_DRIVER_FILES", "VK_ICD_FILENAMES"];

/// Ended with the test, however that ends.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ended = self.0.kill();
        let _ended = self.0.wait();
    }
}

/// The program's window, on a display of its own.
pub struct Window {
    program: Program,
    connection: TcpStream,
    display: Display,
    /// The program's home folder: its settings, its log, what it exports.
    home: tempfile::TempDir,
    pictures: PathBuf,
    begun: Instant,
}

impl Window {
    /// `session-lens --demo`. `name`: of the folder for pictures.
    /// `None` where there is no Xvfb or no way to look into the window, and nobody insists.
    pub fn open(name: &str, variables: &[(&str, &str)]) -> Option<Self> {
        if !cfg!(feature = "inspection") {
            return missing("built without the feature `inspection`; cargo test --all-features has it");
        }
        let display = match Display::start() {
            Ok(display) => display,
            Err(error) => return missing(&format!("Xvfb does not start ({error}); the Debian package xvfb brings it")),
        };
        let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures").join(name);
        let _absent = fs::remove_dir_all(&pictures);
        fs::create_dir_all(&pictures).unwrap();
        let home = tempfile::tempdir().unwrap();
        let log = File::create(home.path().join("log")).unwrap();
        let address = free_address();
        let begun = Instant::now();
        let program = Command::new(env!("CARGO_BIN_EXE_session-lens"))
            .arg("--demo")
            .env_clear()
            .envs(KEPT.iter().filter_map(|name| Some((name, std::env::var_os(name)?))))
            .env("DISPLAY", &display.name)
            .env("HOME", home.path())
            .env("XDG_RUNTIME_DIR", home.path())
            .env("SESSION_LENS_SETTINGS", home.path().join("settings.json"))
            .env(INSPECTION_ENV_VAR, &address)
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut program = Program(program);
        let connection = connect(&address, &mut program, home.path());
        Some(Self { program, connection, display, home, pictures, begun })
    }

    /// Since the program was started.
    pub fn age(&self) -> Duration {
        self.begun.elapsed()
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Whether the program uses a library whose file has this in its name.
    pub fn has_loaded(&self, library: &str) -> bool {
        fs::read_to_string(format!("/proc/{}/maps", self.program.0.id())).unwrap().contains(library)
    }

    fn ask(&mut self, request: &Request) -> io::Result<Response> {
        write_message(&mut self.connection, request)?;
        match read_message(&mut self.connection)? {
            Response::Error { message } => Err(io::Error::other(message)),
            response => Ok(response),
        }
    }

    fn look(&mut self) -> io::Result<Screen> {
        let Response::Tree { accesskit, .. } = self.ask(&Request::GetTree)? else {
            return Err(io::Error::other("no tree was sent"));
        };
        Ok(accesskit.as_ref().map(Screen::of).unwrap_or_default())
    }

    /// What stands on the screen now.
    pub fn screen(&mut self) -> Screen {
        self.look().unwrap()
    }

    /// Looks until `wanted` finds what it wants.
    #[track_caller]
    pub fn wait_until<T>(&mut self, what: &str, mut wanted: impl FnMut(&Screen) -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            if let Some(found) = wanted(&self.screen()) {
                return found;
            }
            assert!(begun.elapsed() < PATIENCE, "never came: {what}");
            sleep(BETWEEN_LOOKS);
        }
    }

    #[track_caller]
    pub fn wait_for(&mut self, text: &str) {
        self.wait_until(text, |screen| screen.says(text).then_some(()));
    }

    /// All of them in one frame.
    fn send(&mut self, events: impl Into<Vec<Event>>) {
        self.ask(&Request::ApplyEvents { events: events.into() }).unwrap();
    }

    /// Clicks what says this, as soon as it is there and stands still.
    #[track_caller]
    pub fn click(&mut self, text: &str) {
        let mut last: Option<Widget> = None;
        let place = self.wait_until(&format!("something to click that says {text}"), |screen| {
            let found = screen.to_click(text).cloned();
            let stands_still = found.is_some() && found == last;
            last.clone_from(&found);
            found.filter(|_| stands_still)
        });
        self.click_at(place.bounds.center());
    }

    pub fn click_at(&mut self, pos: Pos2) {
        let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
        self.send([Event::PointerMoved(pos)]);
        self.send([true, false].map(|pressed| Event::PointerButton { pos, button, pressed, modifiers }));
    }

    pub fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.send(pressed(modifiers, key));
    }

    fn photograph(&mut self, name: &str) -> io::Result<()> {
        let Response::Screenshot(picture) = self.ask(&Request::GetScreenshot { pixels_per_point: None })? else {
            return Err(io::Error::other("no picture was sent"));
        };
        fs::write(self.pictures.join(name).with_extension("png"), picture.bytes)
    }

    /// Keeps a picture of the window, without what shows under a resting mouse.
    pub fn picture(&mut self, name: &str) {
        self.settle();
        self.photograph(name).unwrap();
    }

    /// Takes the mouse away and waits until nothing moves.
    fn settle(&mut self) {
        self.send([Event::PointerGone]);
        let _moves_on = self.ask(&Request::Settle { max_steps: 200 }).unwrap();
    }

    /// How much of a processor the program takes while nobody does anything, in percent: the least of three looks,
    /// for an idle connection may end in one of them.
    pub fn idle_load(&mut self) -> f64 {
        self.settle();
        sleep(Duration::from_millis(500));
        let looks = (0..3).map(|_| {
            let (begun, before) = (Instant::now(), self.ticks());
            sleep(Duration::from_secs(3));
            (self.ticks() - before) as f64 / begun.elapsed().as_secs_f64()
        });
        let mut least = f64::INFINITY;
        for look in looks {
            least = least.min(look);
            if least < 1.0 {
                break;
            }
        }
        least
    }

    /// The processor's time that the program took so far, in hundredths of a second: proc(5), `utime` and `stime`.
    fn ticks(&self) -> u64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.program.0.id())).unwrap();
        let (_, after_name) = stat.rsplit_once(')').unwrap();
        after_name.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap()).sum()
    }

    /// Closes the window as a desktop does, and gives how the program ended.
    #[track_caller]
    pub fn close(self) -> ExitStatus {
        self.display.close_window().unwrap();
        self.ended()
    }

    /// Presses Ctrl+Q, and gives how the program ended.
    #[track_caller]
    pub fn quit(mut self) -> ExitStatus {
        // The answer may be lost with the window.
        let _gone = self.ask(&Request::ApplyEvents { events: pressed(Modifiers::COMMAND, Key::Q) });
        self.ended()
    }

    #[track_caller]
    fn ended(mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.program.0.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "the program does not end with its window");
            sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Window {
    /// Tells what stood there when a test failed.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        let pictured = self.photograph("failed");
        eprintln!("Pictures: {} (of the end: {pictured:?})", self.pictures.display());
        match self.look() {
            Ok(screen) => eprintln!("On the screen:\n{screen}"),
            Err(error) => eprintln!("The window does not answer: {error}"),
        }
        eprintln!("The program said:\n{}", log(self.home.path()));
    }
}

/// A key down and up.
fn pressed(modifiers: Modifiers, key: Key) -> Vec<Event> {
    [true, false].map(|pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers }).to_vec()
}

/// Whether a machine that lacks what a test needs fails it.
pub fn parties_are_required() -> bool {
    std::env::var_os("SESSION_LENS_REQUIRE_PARTIES").is_some()
}

/// What a test without its outside party does.
fn missing<T>(what: &str) -> Option<T> {
    assert!(!parties_are_required(), "{what}");
    eprintln!("skipped: {what}");
    None
}

fn log(home: &Path) -> String {
    fs::read_to_string(home.join("log")).unwrap_or_default()
}

/// A port on a loopback address of this test's own, so that nobody takes it before the program does.
fn free_address() -> String {
    static OPENED: AtomicU8 = AtomicU8::new(1);
    let [_, _, high, low] = std::process::id().to_be_bytes();
    let host = format!("127.{}.{high}.{low}", OPENED.fetch_add(1, Ordering::Relaxed));
    TcpListener::bind((host.as_str(), 0)).unwrap().local_addr().unwrap().to_string()
}

/// As soon as the window lets itself be looked into.
fn connect(address: &str, program: &mut Program, home: &Path) -> TcpStream {
    let begun = Instant::now();
    let mut connection = loop {
        if let Ok(connection) = TcpStream::connect(address) {
            break connection;
        }
        let ended = program.0.try_wait().unwrap();
        assert!(ended.is_none(), "the program ended at once: {ended:?}\n{}", log(home));
        assert!(begun.elapsed() < PATIENCE, "the window does not come\n{}", log(home));
        sleep(Duration::from_millis(10));
    };
    connection.set_read_timeout(Some(PATIENCE)).unwrap();
    connection.set_nodelay(true).unwrap();
    assert_eq!(read_handshake(&mut connection).unwrap(), PROTOCOL_VERSION);
    connection
}

//! The report in Chromium: it asks for nothing, says nothing on the console, and shows what it has to.

use std::{
    collections::VecDeque,
    fs::{File, OpenOptions},
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{is_here, pack, text};

const PATIENCE: Duration = Duration::from_mins(1);
/// What a page may still do once it has been loaded is waited for.
const AFTERWARDS: Duration = Duration::from_millis(1_500);

/// The elements that the report is made of.
const OURS: [&str; 24] = [
    "b", "body", "br", "div", "h1", "h2", "h3", "head", "header", "html", "li", "meta", "p", "section", "span",
    "style", "table", "tbody", "td", "th", "thead", "title", "tr", "ul",
];

/// Chromium without a window, and what it tells over its developer's pipe.
struct Browser {
    program: Child,
    asks: File,
    answers: Receiver<Value>,
    events: VecDeque<Value>,
    last: u64,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _asked = writeln!(self.asks, "{}\0", json!({"id": 0, "method": "Browser.close"}));
        let _ended = self.program.kill();
        let _ended = self.program.wait();
    }
}

impl Browser {
    fn start(folder: &Path) -> Self {
        let [asks, answers] = ["asks", "answers"].map(|name| folder.join(name));
        assert!(Command::new("mkfifo").args([&asks, &answers]).status().unwrap().success());
        // The program's own calls home find nobody.
        let line = "exec chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
            --disable-background-networking --disable-component-update --disable-sync \
            --host-resolver-rules='MAP * ~NOTFOUND' --user-data-dir=profile --remote-debugging-pipe \
            about:blank 3<asks 4>answers";
        let program = Command::new("sh").args(["-c", line]).current_dir(folder).stderr(Stdio::null()).spawn().unwrap();
        let asks = OpenOptions::new().write(true).open(asks).unwrap();
        let answers = BufReader::new(File::open(answers).unwrap());
        let (tell, told) = channel();
        thread::spawn(move || {
            for message in answers.split(0).map_while(Result::ok) {
                if serde_json::from_slice(&message).is_ok_and(|message: Value| tell.send(message).is_err()) {
                    return;
                }
            }
        });
        Self { program, asks, answers: told, events: VecDeque::new(), last: 0 }
    }

    fn ask(&mut self, session: Option<&str>, method: &str, parameters: &Value) -> Value {
        self.last += 1;
        let mut message = json!({"id": self.last, "method": method, "params": parameters});
        if let Some(session) = session {
            message["sessionId"] = json!(session);
        }
        write!(self.asks, "{message}\0").unwrap();
        loop {
            let told = self.answers.recv_timeout(PATIENCE).unwrap();
            if told["id"] == self.last {
                assert!(told.get("error").is_none(), "{method}: {told}");
                return told["result"].clone();
            }
            self.events.push_back(told);
        }
    }

    /// Opens a page, and gives what it asked for and what the console said.
    fn visit(&mut self, page: &Path) -> Visit {
        let target = self.ask(None, "Target.createTarget", &json!({"url": "about:blank"}))["targetId"].clone();
        let attached = self.ask(None, "Target.attachToTarget", &json!({"targetId": target, "flatten": true}));
        let session = attached["sessionId"].as_str().unwrap().to_owned();
        for domain in ["Network", "Log", "Runtime", "Page"] {
            self.ask(Some(&session), &format!("{domain}.enable"), &json!({}));
        }
        let url = format!("file://{}", text(page));
        self.ask(Some(&session), "Page.navigate", &json!({"url": url}));
        let mut visit = Visit::default();
        let begun = Instant::now();
        let mut loaded: Option<Instant> = None;
        while loaded.is_none_or(|loaded| loaded.elapsed() < AFTERWARDS) {
            assert!(begun.elapsed() < PATIENCE, "the page never came");
            let told = self.events.pop_front().or_else(|| self.answers.recv_timeout(Duration::from_millis(100)).ok());
            let Some(told) = told.filter(|told| told["sessionId"] == session.as_str()) else { continue };
            match told["method"].as_str().unwrap_or_default() {
                "Page.loadEventFired" => loaded = Some(Instant::now()),
                "Network.requestWillBeSent" => {
                    visit.requests.push(told["params"]["request"]["url"].as_str().unwrap_or_default().to_owned());
                }
                "Log.entryAdded" | "Runtime.consoleAPICalled" | "Runtime.exceptionThrown" => {
                    visit.console.push(told["params"].to_string());
                }
                _ => {}
            }
        }
        let shown = json!({"expression": "document.body.innerText", "returnByValue": true});
        let shown = self.ask(Some(&session), "Runtime.evaluate", &shown);
        shown["result"]["value"].as_str().unwrap_or_default().clone_into(&mut visit.shown);
        let elements = "[...new Set([...document.querySelectorAll('*')].map(e => e.localName))].sort().join(' ')";
        let elements = self.ask(Some(&session), "Runtime.evaluate", &json!({"expression": elements}));
        elements["result"]["value"].as_str().unwrap_or_default().clone_into(&mut visit.elements);
        visit.url = url;
        visit
    }
}

#[derive(Debug, Default)]
struct Visit {
    url: String,
    requests: Vec<String>,
    console: Vec<String>,
    /// The text that a person sees.
    shown: String,
    /// The names of all elements.
    elements: String,
}

#[test]
fn the_report_asks_for_nothing_and_says_nothing_on_the_console() {
    if !is_here("chromium", "--version", "Debian's chromium has it") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut browser = Browser::start(folder.path());
    // What a page that acts would look like.
    let acting = folder.path().join("acting.html");
    std::fs::write(&acting, "<img src=http://127.0.0.1:9/x><script>console.log('here')</script>").unwrap();
    let seen = browser.visit(&acting);
    assert!(seen.requests.len() == 2 && !seen.console.is_empty(), "{seen:?}");

    for (language, words) in [("en", ["NOT PROVEN", "Reviewer", "follow"]), ("ja", ["未証明", "承認者", "要追跡"])]
    {
        let pack = pack(folder.path(), &format!("pack-{language}"), &["--language", language]);
        let seen = browser.visit(&pack.join("data/report.html"));
        assert_eq!(seen.requests, [seen.url.as_str()]);
        assert_eq!(seen.console, [""; 0]);
        for word in words.iter().chain(&["why was <i>this</i> read?", "[\"of another form\"]", "sudo cat /etc/shadow"])
        {
            assert!(seen.shown.contains(word), "{word}: {}", seen.shown);
        }
        for element in seen.elements.split(' ') {
            assert!(OURS.contains(&element), "{element}");
        }
    }
}

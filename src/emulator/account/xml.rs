/// XML as AWS writes it: elements and text, no attributes but a namespace.
pub struct Xml(String);

impl Xml {
    pub fn document() -> Self {
        Self("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned())
    }

    pub fn element(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.0.extend(["<", name, ">"]);
        content(self);
        self.0.extend(["</", name, ">"]);
    }

    pub fn element_in(&mut self, name: &str, namespace: &str, content: impl FnOnce(&mut Self)) {
        self.0.extend(["<", name, " xmlns=\"", namespace, "\">"]);
        content(self);
        self.0.extend(["</", name, ">"]);
    }

    pub fn text(&mut self, name: &str, text: &str) {
        self.element(name, |xml| xml.characters(text));
    }

    pub fn characters(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                // XML 1.0 has no way to write most control characters.
                other if other < ' ' && !"\t\n\r".contains(other) => self.0.push('\u{fffd}'),
                other => self.0.push(other),
            }
        }
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

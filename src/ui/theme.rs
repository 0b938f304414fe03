//! Colours, fonts and measures. Nothing else in the program names a colour.

use std::sync::Arc;

use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Shadow, Stroke, Style,
    TextStyle, Visuals, vec2,
};

use crate::app::Theme;

/// The family of what stands out: heads, names of programs.
pub const STRONG: &str = "strong";

/// The pictures of control characters, which hardly any font has and which nobody may miss.
const PICTURES: &str = "Control Pictures";

/// The colours of one theme. Signal colours are never the only sign of what they say.
#[derive(Clone, Copy, Debug)]
pub struct Colours {
    pub accent: Color32,
    pub accent_soft: Color32,
    pub text: Color32,
    pub weak: Color32,
    pub line: Color32,
    /// Behind panels.
    pub panel: Color32,
    /// Behind what is read: tables, transcripts.
    pub surface: Color32,
    pub stripe: Color32,
    pub hover: Color32,
    pub selected: Color32,
    pub good: Color32,
    pub attention: Color32,
    pub risk: Color32,
    pub risk_soft: Color32,
    /// People in a chart, and all the others. They differ in lightness too, for eyes that see few colours.
    pub series: [Color32; 4],
    pub series_others: Color32,
}

const LIGHT: Colours = Colours {
    accent: Color32::from_rgb(0x1f, 0x5f, 0xb8),
    accent_soft: Color32::from_rgb(0xe4, 0xed, 0xf9),
    text: Color32::from_rgb(0x1c, 0x21, 0x28),
    weak: Color32::from_rgb(0x5b, 0x65, 0x72),
    line: Color32::from_rgb(0xd9, 0xde, 0xe4),
    panel: Color32::from_rgb(0xf4, 0xf6, 0xf8),
    surface: Color32::from_rgb(0xff, 0xff, 0xff),
    stripe: Color32::from_rgb(0xf8, 0xf9, 0xfb),
    hover: Color32::from_rgb(0xee, 0xf2, 0xf7),
    selected: Color32::from_rgb(0xd8, 0xe6, 0xf8),
    good: Color32::from_rgb(0x1a, 0x7f, 0x46),
    attention: Color32::from_rgb(0x9a, 0x5b, 0x00),
    risk: Color32::from_rgb(0xb4, 0x2a, 0x2a),
    risk_soft: Color32::from_rgb(0xfc, 0xec, 0xec),
    series: [
        Color32::from_rgb(0x1a, 0x3a, 0x6e),
        Color32::from_rgb(0xb8, 0x4a, 0x12),
        Color32::from_rgb(0x2f, 0x9c, 0x95),
        Color32::from_rgb(0xe2, 0xb0, 0x2e),
    ],
    series_others: Color32::from_rgb(0xb9, 0xc1, 0xcb),
};

const DARK: Colours = Colours {
    accent: Color32::from_rgb(0x6f, 0xa8, 0xf5),
    accent_soft: Color32::from_rgb(0x1f, 0x2f, 0x47),
    text: Color32::from_rgb(0xe3, 0xe7, 0xec),
    weak: Color32::from_rgb(0x97, 0xa2, 0xb0),
    line: Color32::from_rgb(0x31, 0x38, 0x42),
    panel: Color32::from_rgb(0x1b, 0x1f, 0x25),
    surface: Color32::from_rgb(0x14, 0x17, 0x1c),
    stripe: Color32::from_rgb(0x18, 0x1b, 0x21),
    hover: Color32::from_rgb(0x22, 0x28, 0x30),
    selected: Color32::from_rgb(0x24, 0x3a, 0x5a),
    good: Color32::from_rgb(0x5c, 0xc8, 0x8c),
    attention: Color32::from_rgb(0xe5, 0xb0, 0x5a),
    risk: Color32::from_rgb(0xf0, 0x82, 0x7e),
    risk_soft: Color32::from_rgb(0x3a, 0x20, 0x22),
    series: [
        Color32::from_rgb(0x4d, 0x86, 0xe0),
        Color32::from_rgb(0xf0, 0xa0, 0x50),
        Color32::from_rgb(0x7f, 0xdc, 0xcb),
        Color32::from_rgb(0xf7, 0xe8, 0x9a),
    ],
    series_others: Color32::from_rgb(0x56, 0x60, 0x6d),
};

/// The colours in force.
pub fn colours(ui: &egui::Ui) -> Colours {
    if ui.visuals().dark_mode { DARK } else { LIGHT }
}

/// Height of a table's row, in points.
pub const ROW: f32 = 23.0;
/// Height of a table's head.
pub const HEAD: f32 = 26.0;

/// Sets fonts and both themes up, once.
pub fn install(context: &Context) {
    context.set_fonts(fonts());
    context.set_style_of(egui::Theme::Light, style(&LIGHT, Visuals::light()));
    context.set_style_of(egui::Theme::Dark, style(&DARK, Visuals::dark()));
}

/// Follows the person's choice of theme.
pub fn follow(context: &Context, theme: Theme) {
    let preference = match theme {
        Theme::System => egui::ThemePreference::System,
        Theme::Light => egui::ThemePreference::Light,
        Theme::Dark => egui::ThemePreference::Dark,
    };
    if context.options(|options| options.theme_preference) != preference {
        context.set_theme(preference);
    }
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let own: [(&str, &'static [u8]); 3] = [
        ("Inter", include_bytes!("../../assets/fonts/Inter-Regular.ttf")),
        (PICTURES, include_bytes!("../../assets/fonts/ControlPictures.ttf")),
        ("Inter SemiBold", include_bytes!("../../assets/fonts/Inter-SemiBold.ttf")),
    ];
    for (name, data) in own {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(data)));
    }
    let proportional = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let monospace = fonts.families.get(&FontFamily::Monospace).cloned().unwrap_or_default();
    // The monospaced fonts stand last in every family: they have arrows and control pictures. Commands are
    // set in egui's own (Hack): it has no ligatures, which would show `>=` as another character than was typed.
    let family = |first: &str, rest: &[String]| -> Vec<String> {
        let mut names = vec![first.to_owned()];
        names.extend(rest.iter().cloned());
        names.extend(monospace.iter().cloned());
        names.push(PICTURES.to_owned());
        let mut seen = Vec::new();
        names.retain(|name| {
            !seen.contains(name) && {
                seen.push(name.clone());
                true
            }
        });
        names
    };
    fonts.families.insert(FontFamily::Proportional, family("Inter", &proportional));
    fonts.families.insert(FontFamily::Monospace, monospace.iter().cloned().chain([PICTURES.to_owned()]).collect());
    fonts.families.insert(FontFamily::Name(STRONG.into()), family("Inter SemiBold", &proportional));
    fonts
}

/// The font of what stands out.
pub fn strong(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(STRONG.into()))
}

fn style(colours: &Colours, visuals: Visuals) -> Style {
    let mut style = Style { visuals, ..Style::default() };
    style.text_styles = [
        (TextStyle::Small, FontId::proportional(11.0)),
        (TextStyle::Body, FontId::proportional(13.0)),
        (TextStyle::Button, FontId::proportional(13.0)),
        (TextStyle::Heading, strong(17.0)),
        (TextStyle::Monospace, FontId::monospace(12.5)),
    ]
    .into();
    style.spacing.item_spacing = vec2(8.0, 6.0);
    style.spacing.button_padding = vec2(10.0, 4.0);
    style.spacing.interact_size.y = 26.0;
    // A list is seen whole where the window has the room.
    style.spacing.combo_height = 420.0;
    style.spacing.menu_margin = Margin::same(6);
    style.spacing.window_margin = Margin::same(16);
    style.interaction.tooltip_delay = 0.35;

    let visuals = &mut style.visuals;
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(colours.weak);
    visuals.hyperlink_color = colours.accent;
    visuals.panel_fill = colours.panel;
    visuals.window_fill = colours.surface;
    visuals.extreme_bg_color = colours.surface;
    visuals.text_edit_bg_color = Some(colours.surface);
    visuals.faint_bg_color = colours.stripe;
    visuals.code_bg_color = colours.stripe;
    visuals.warn_fg_color = colours.attention;
    visuals.error_fg_color = colours.risk;
    visuals.selection.bg_fill = colours.selected;
    visuals.selection.stroke = Stroke::new(1.0, colours.text);
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.menu_corner_radius = CornerRadius::same(6);
    visuals.window_stroke = Stroke::new(1.0, colours.line);
    visuals.window_shadow = Shadow { offset: [0, 6], blur: 24, spread: 0, color: Color32::from_black_alpha(60) };
    visuals.popup_shadow = Shadow { offset: [0, 3], blur: 12, spread: 0, color: Color32::from_black_alpha(40) };
    let widgets = &mut visuals.widgets;
    let corner = CornerRadius::same(5);
    for (widget, fill, edge) in [
        (&mut widgets.noninteractive, colours.panel, colours.line),
        (&mut widgets.inactive, colours.surface, colours.line),
        (&mut widgets.hovered, colours.hover, colours.accent),
        (&mut widgets.active, colours.selected, colours.accent),
        (&mut widgets.open, colours.hover, colours.line),
    ] {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = Stroke::new(1.0, edge);
        widget.fg_stroke = Stroke::new(1.0, colours.text);
        widget.corner_radius = corner;
        widget.expansion = 0.0;
    }
    style
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::visible_line;

    #[test]
    fn every_control_and_lost_character_can_be_seen_without_any_font_of_the_system() {
        let controls: String = (0..=0x1f_u8).chain([0x7f]).map(char::from).collect();
        // And what stands where the agent destroyed a letter.
        let pictures = visible_line(&controls).into_owned() + "\u{fffd}";
        let context = Context::default();
        install(&context);
        for _ in 0..2 {
            let mut output = context.run_ui(egui::RawInput::default(), |ui| {
                for font in [FontId::proportional(13.0), FontId::monospace(12.5), strong(13.0)] {
                    for picture in pictures.chars() {
                        assert!(ui.fonts_mut(|fonts| fonts.has_glyph(&font, picture)), "{picture:?} in {font:?}");
                    }
                }
            });
            // Nothing is drawn here.
            output.textures_delta.clear();
        }
    }
}

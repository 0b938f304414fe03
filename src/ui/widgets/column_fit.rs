//! Which columns of a table give way, and by how much, where not all of them have room.

/// The width of the column that takes what the others leave; without one, the last column does.
pub const REST: f32 = f32::INFINITY;
/// What the others leave to that column where they can, in points.
const REST_AT_LEAST: f32 = 220.0;

/// How a column gives way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// The width that it can do with, in points.
    pub least: f32,
    /// Columns of a higher rank go behind the others first, to be scrolled to. Those of rank zero stay.
    pub rank: u8,
    /// Columns of a higher number are made narrower first.
    pub yields: u8,
}

/// How wide a column is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum ColumnWidth {
    /// At first; then as the person drags it.
    First(f32),
    Fixed(f32),
    /// What the others leave, at least this much.
    Rest(f32),
}

#[derive(Debug, PartialEq)]
pub(super) struct Arranged {
    /// Places of columns in the order to draw them in.
    pub order: Vec<usize>,
    /// In that order.
    pub widths: Vec<ColumnWidth>,
    /// Columns in sight are narrower than their first width.
    pub is_narrowed: bool,
}

/// Arranges columns in so much room. Ranks go behind the others one by one down to the third; what is left is made
/// narrower, and only if that is not enough the last ranks go too.
///
/// `least_room`: how little room there may be in this window (a detail opens): the order is the one for it, so that a
/// click that opens the detail leaves every cell what it was, and the next click finds it.
pub(super) fn arrange(widths: &[f32], fits: Option<&[Fit]>, room: f32, least_room: f32, gap: f32) -> Arranged {
    let rest = widths.iter().position(|width| *width == REST).unwrap_or(widths.len().saturating_sub(1));
    let whole = |place: &usize| {
        let width = widths[*place];
        if *place == rest { ColumnWidth::Rest(width.min(REST_AT_LEAST)) } else { ColumnWidth::First(width) }
    };
    let in_order =
        |order: Vec<usize>| Arranged { widths: order.iter().map(whole).collect(), order, is_narrowed: false };
    let Some(fits) = fits.filter(|fits| fits.len() == widths.len() && !fits.is_empty() && room.is_finite()) else {
        return in_order((0..widths.len()).collect());
    };
    let table = Table { widths, fits, rest, gap };
    let in_front = table.highest_rank(least_room.min(room));
    let is_in_front = |place: &usize| *place == rest || fits[*place].rank <= in_front;
    let (mut order, mut behind): (Vec<usize>, Vec<usize>) = (0..widths.len()).partition(is_in_front);
    behind.sort_by_key(|place| fits[*place].rank);
    order.extend(behind);
    if table.needed(u8::MAX, |place| widths[place]) <= room {
        return in_order(order);
    }
    let shown = table.highest_rank(room);
    let is_shown = |place: &usize| *place == rest || fits[*place].rank <= shown;
    let mut drawn: Vec<f32> = widths.to_vec();
    let mut excess = table.needed(shown, |place| widths[place]) - room;
    let is_narrowed = excess > 0.0;
    let mut yielding: Vec<usize> = order.iter().copied().filter(|place| is_shown(place) && *place != rest).collect();
    yielding.sort_by_key(|place| std::cmp::Reverse(fits[*place].yields));
    for place in yielding {
        let given = (widths[place] - table.narrow(place)).min(excess).max(0.0);
        drawn[place] -= given;
        excess -= given;
    }
    let others = order.iter().filter(|place| is_shown(place) && **place != rest);
    let taken: f32 = others.map(|place| drawn[*place] + gap).sum();
    drawn[rest] = (room - taken).max(fits[rest].least);
    let width = |place: &usize| {
        if *place == rest || (is_narrowed && is_shown(place)) {
            ColumnWidth::Fixed(drawn[*place].floor())
        } else {
            ColumnWidth::First(drawn[*place])
        }
    };
    Arranged { widths: order.iter().map(width).collect(), order, is_narrowed }
}

struct Table<'a> {
    widths: &'a [f32],
    fits: &'a [Fit],
    rest: usize,
    gap: f32,
}

impl Table<'_> {
    fn narrow(&self, place: usize) -> f32 {
        self.fits[place].least.min(self.widths[place])
    }

    /// The room that columns up to a rank take.
    fn needed(&self, highest: u8, width: impl Fn(usize) -> f32) -> f32 {
        let shown = (0..self.widths.len()).filter(|place| *place != self.rest && self.fits[*place].rank <= highest);
        REST_AT_LEAST.min(self.widths[self.rest]) + shown.map(|place| width(place) + self.gap).sum::<f32>()
    }

    /// Up to which rank columns are in sight in so much room.
    fn highest_rank(&self, room: f32) -> u8 {
        let last = self.fits.iter().map(|fit| fit.rank).max().unwrap_or_default();
        (FIRST_RANKS..=last)
            .rev()
            .find(|highest| self.needed(*highest, |place| self.widths[place]) <= room)
            .or_else(|| {
                let narrow = |place| self.narrow(place);
                (0..=FIRST_RANKS.min(last)).rev().find(|highest| self.needed(*highest, narrow) <= room)
            })
            .unwrap_or_default()
    }
}

/// Ranks up to this one are made narrower before they go behind.
const FIRST_RANKS: u8 = 2;

#[cfg(test)]
mod tests {
    use super::*;

    /// Time, user, as, what takes the rest, sure, flags, principal, instance.
    const WIDTHS: [f32; 8] = [146.0, 80.0, 56.0, REST, 96.0, 120.0, 116.0, 134.0];
    const FITS: [Fit; 8] = [
        Fit { least: 106.0, rank: 0, yields: 3 },
        Fit { least: 62.0, rank: 0, yields: 1 },
        Fit { least: 44.0, rank: 2, yields: 1 },
        Fit { least: 110.0, rank: 0, yields: 0 },
        Fit { least: 34.0, rank: 1, yields: 4 },
        Fit { least: 44.0, rank: 0, yields: 0 },
        Fit { least: 116.0, rank: 3, yields: 0 },
        Fit { least: 134.0, rank: 4, yields: 0 },
    ];

    fn taken(arranged: &Arranged, gap: f32, columns: usize) -> f32 {
        let width = |width: &ColumnWidth| match width {
            ColumnWidth::First(width) | ColumnWidth::Fixed(width) | ColumnWidth::Rest(width) => *width,
        };
        arranged.widths.iter().take(columns).map(|found| width(found) + gap).sum::<f32>() - gap
    }

    #[test]
    fn what_must_stay_is_in_sight_however_narrow_the_window() {
        for room in 390..1400_u16 {
            let room = f32::from(room);
            let arranged = arrange(&WIDTHS, Some(&FITS), room, room, 8.0);
            let last = [0, 1, 3, 5].map(|kept| arranged.order.iter().position(|place| *place == kept).unwrap());
            let columns = last.into_iter().max().unwrap() + 1;
            assert!(taken(&arranged, 8.0, columns) <= room, "{room}: {arranged:?}");
            let mut all = arranged.order.clone();
            all.sort_unstable();
            assert_eq!(all, [0, 1, 2, 3, 4, 5, 6, 7], "no column is lost");
        }
    }

    #[test]
    fn a_detail_that_takes_room_moves_no_column() {
        for window in 640..1700_u16 {
            let (room, beside) = (f32::from(window), f32::from(window) - 250.0);
            let without = arrange(&WIDTHS, Some(&FITS), room, beside, 8.0);
            let with = arrange(&WIDTHS, Some(&FITS), beside, beside, 8.0);
            assert_eq!(without.order, with.order, "{window}");
            assert!(taken(&without, 8.0, 4) <= room);
        }
    }

    #[test]
    fn with_room_for_all_nothing_moves() {
        let arranged = arrange(&WIDTHS, Some(&FITS), 1400.0, 1400.0, 8.0);
        assert_eq!(arranged.order, [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(arranged.widths[3], ColumnWidth::Rest(220.0));
        assert_eq!(arrange(&WIDTHS, None, 100.0, 100.0, 8.0), arranged, "nor in a table that just scrolls");
    }

    #[test]
    fn odd_rooms_do_no_harm() {
        for room in [f32::NAN, f32::INFINITY, 0.0, -5.0] {
            assert_eq!(arrange(&WIDTHS, Some(&FITS), room, room, 8.0).order.len(), 8);
            assert!(arrange(&[], Some(&[]), room, room, 8.0).order.is_empty());
        }
    }
}

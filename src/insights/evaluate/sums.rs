//! Sums that do not depend on the order of what is added, so that events can be evaluated in parts:
//! every number is added exactly, and only the end is rounded.

use super::super::value::Value;

/// A sum of numbers.
#[derive(Clone, Default)]
pub(super) struct Sum {
    /// How many were added.
    count: u64,
    /// Of the whole numbers.
    whole: i128,
    /// Of all others; most sums have none.
    rest: Option<Box<Fixed>>,
}

impl Sum {
    /// Adds what is a number, or written like one; everything else does not count.
    #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
    pub fn add(&mut self, value: &Value<'_>) {
        match value {
            Value::Integer(integer) | Value::Time(integer) => self.whole += i128::from(*integer),
            other => match other.as_number() {
                Some(number) if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 => {
                    self.whole += i128::from(number as i64);
                }
                Some(number) if number.is_finite() => {
                    let (mantissa, position) = parts(number);
                    let rest = self.rest.get_or_insert_with(|| Box::new(Fixed::new(SUM_CHUNKS)));
                    rest.add(mantissa.into(), position, number < 0.0);
                }
                _ => return,
            },
        }
        self.count += 1;
    }

    pub fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.whole += other.whole;
        match (&mut self.rest, other.rest) {
            (Some(rest), Some(other)) => rest.merge(*other),
            (rest @ None, Some(other)) => *rest = Some(other),
            (_, None) => {}
        }
    }

    /// Missing where nothing was added.
    pub fn total(&self) -> Value<'static> {
        match (self.count, &self.rest, i64::try_from(self.whole)) {
            (0, ..) => Value::Null,
            (_, None, Ok(whole)) => Value::Integer(whole),
            _ => Value::number(self.number()),
        }
    }

    pub fn average(&self) -> Value<'static> {
        if self.count == 0 { Value::Null } else { Value::number(self.number() / self.count as f64) }
    }

    fn number(&self) -> f64 {
        match &self.rest {
            None => self.whole as f64,
            Some(_) => scaled(&self.fixed(), SUM_OFFSET),
        }
    }

    /// The whole of it.
    fn fixed(&self) -> Fixed {
        let mut all = self.rest.as_deref().cloned().unwrap_or_else(|| Fixed::new(SUM_CHUNKS));
        all.add(self.whole.unsigned_abs(), SUM_OFFSET, self.whole < 0);
        all.carry();
        all
    }
}

/// What the standard deviation needs: the sum of numbers and that of their squares.
#[derive(Clone)]
pub(super) struct Spread {
    count: u64,
    sum: Fixed,
    squares: Fixed,
}

impl Spread {
    pub fn new() -> Self {
        Self { count: 0, sum: Fixed::new(SUM_CHUNKS), squares: Fixed::new(SQUARE_CHUNKS) }
    }

    pub fn add(&mut self, value: &Value<'_>) {
        let Some(number) = value.as_number().filter(|number| number.is_finite()) else { return };
        let (mantissa, position) = parts(number);
        self.count += 1;
        self.sum.add(mantissa.into(), position, number < 0.0);
        self.squares.add(u128::from(mantissa) * u128::from(mantissa), position * 2, false);
    }

    pub fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.sum.merge(other.sum);
        self.squares.merge(other.squares);
    }

    /// That of the population: the root of the mean squared distance from the mean.
    pub fn deviation(&self) -> Value<'static> {
        if self.count == 0 {
            return Value::Null;
        }
        let mut sum = self.sum.clone();
        sum.carry();
        let mean = scaled(&sum, SUM_OFFSET) / self.count as f64;
        if !mean.is_finite() {
            return Value::Null;
        }
        // The squared distances are the squares - 2 * mean * sum + count * mean^2, all exact.
        let mut distances = self.squares.clone();
        distances.carry();
        let (mantissa, position) = parts(mean);
        let (negative, chunks) = sum.magnitude();
        for (place, chunk) in chunks.iter().enumerate() {
            let product = u128::from(mantissa) * u128::from(chunk.unsigned_abs()) * 2;
            distances.add(product, position + place * CHUNK, negative == (mean < 0.0));
        }
        let square = u128::from(mantissa) * u128::from(mantissa);
        let count = u128::from(self.count);
        distances.add((square & u128::from(u64::MAX)) * count, position * 2, false);
        distances.add((square >> 64) * count, position * 2 + 64, false);
        distances.carry();
        Value::number((scaled(&distances, 2 * SUM_OFFSET) / self.count as f64).sqrt())
    }
}

/// Bits of a chunk.
const CHUNK: usize = 32;
/// The smallest number is 2^-1074; the largest is below 2^1024.
const SUM_OFFSET: usize = 1074;
const SUM_CHUNKS: usize = (1074 + 1024) / CHUNK + 4;
const SQUARE_CHUNKS: usize = 2 * SUM_CHUNKS + 4;
/// After so many additions the chunks could overflow.
const MOST_ADDITIONS: u32 = 1 << 28;

/// A number of fixed point: chunk `n` counts 2^(32 n - offset). Between carries chunks may be larger
/// than their bits, and negative.
#[derive(Clone)]
struct Fixed {
    chunks: Box<[i64]>,
    additions: u32,
}

impl Fixed {
    fn new(chunks: usize) -> Self {
        Self { chunks: vec![0; chunks].into_boxed_slice(), additions: 0 }
    }

    /// Adds `mantissa` times 2^(position - offset).
    #[expect(clippy::cast_possible_truncation, reason = "pieces of the number, bits by bits")]
    fn add(&mut self, mantissa: u128, position: usize, negative: bool) {
        let (first, shift) = (position / CHUNK, position % CHUNK);
        let mut left = mantissa;
        let mut place = first;
        while left != 0 {
            let piece = u64::from(left as u32) << shift;
            let (low, high) = (i64::from(piece as u32), i64::from((piece >> CHUNK) as u32));
            let sign = if negative { -1 } else { 1 };
            if let Some(chunk) = self.chunks.get_mut(place) {
                *chunk += sign * low;
            }
            if let Some(chunk) = self.chunks.get_mut(place + 1) {
                *chunk += sign * high;
            }
            left >>= CHUNK;
            place += 1;
        }
        self.additions += 1;
        if self.additions >= MOST_ADDITIONS {
            self.carry();
        }
    }

    fn merge(&mut self, mut other: Self) {
        self.carry();
        other.carry();
        for (chunk, added) in self.chunks.iter_mut().zip(other.chunks) {
            *chunk += added;
        }
        self.additions = 2;
    }

    /// Makes every chunk but the last one 0 to 2^32 - 1: equal sums have equal chunks then.
    fn carry(&mut self) {
        let mut carried = 0;
        let last = self.chunks.len() - 1;
        for (place, chunk) in self.chunks.iter_mut().enumerate() {
            *chunk += carried;
            if place < last {
                carried = *chunk >> CHUNK;
                *chunk &= i64::from(u32::MAX);
            }
        }
        self.additions = 1;
    }

    /// Whether it is negative, and its amount. Wants to have been carried.
    fn magnitude(&self) -> (bool, Box<[i64]>) {
        let negative = self.chunks.last().is_some_and(|last| *last < 0);
        let mut amount = self.clone();
        if negative {
            amount.chunks.iter_mut().for_each(|chunk| *chunk = -*chunk);
            amount.carry();
        }
        (negative, amount.chunks)
    }
}

/// A finite number as its mantissa and the position of that above 2^-1074.
fn parts(number: f64) -> (u64, usize) {
    let bits = number.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    match (bits >> 52 & 0x7ff) as usize {
        0 => (fraction, 0),
        exponent => (fraction | 1 << 52, exponent - 1),
    }
}

/// The nearest number. Wants to have been carried.
fn scaled(fixed: &Fixed, offset: usize) -> f64 {
    let (negative, chunks) = fixed.magnitude();
    let Some(highest) = chunks.iter().rposition(|chunk| *chunk != 0) else { return 0.0 };
    let lowest = highest.saturating_sub(3);
    let mut bits = chunks[lowest..=highest]
        .iter()
        .rev()
        .fold(0_u128, |bits, chunk| bits << CHUNK | u128::from(chunk.unsigned_abs()));
    // What is below decides only between two equally near numbers.
    bits |= u128::from(chunks[..lowest].iter().any(|chunk| *chunk != 0));
    let mut number = bits as f64;
    let mut exponent = i32::try_from(lowest * CHUNK).unwrap_or(0) - i32::try_from(offset).unwrap_or(0);
    while exponent != 0 && number != 0.0 && number.is_finite() {
        let step = exponent.clamp(-1000, 1000);
        number *= 2_f64.powi(step);
        exponent -= step;
    }
    if negative { -number } else { number }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sum(numbers: &[f64]) -> Sum {
        let mut sum = Sum::default();
        for number in numbers {
            sum.add(&Value::Number(*number));
        }
        sum
    }

    fn shown(value: &Value<'_>) -> String {
        value.shown().unwrap_or_default().into_owned()
    }

    #[test]
    fn sums_are_exact() {
        assert_eq!(shown(&sum(&[0.1; 10]).total()), "1");
        assert_eq!(shown(&sum(&[1e100, 1.5, -1e100]).total()), "1.5");
        assert_eq!(shown(&sum(&[0.1, 0.2]).total()), "0.30000000000000004");
        assert_eq!(shown(&sum(&[-0.5, -0.25]).average()), "-0.375");
        assert_eq!(shown(&sum(&[5e-324, 0.5]).total()), "0.5");
        assert_eq!(shown(&sum(&[f64::MAX, f64::MAX]).total()), "");
        assert_eq!(shown(&sum(&[f64::MAX, f64::MAX, -f64::MAX]).total()), shown(&Value::Number(f64::MAX)));
        let mut large = Sum::default();
        for _ in 0..3 {
            large.add(&Value::Integer(i64::MAX));
        }
        assert_eq!(shown(&large.total()), "2.7670116110564327e19");
        assert_eq!(shown(&Sum::default().total()), "");
    }

    #[test]
    fn the_deviation_is_that_of_the_population() {
        let deviation = |numbers: &[f64]| {
            let mut squares = Spread::new();
            for number in numbers {
                squares.add(&Value::Number(*number));
            }
            shown(&squares.deviation())
        };
        assert_eq!(deviation(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]), "2");
        assert_eq!(deviation(&[1e15 + 1.0, 1e15 + 3.0]), "1");
        assert_eq!(deviation(&[-1.5; 7]), "0");
        assert_eq!(deviation(&[1e-150, -1e-150]), "1e-150");
        assert_eq!(deviation(&[]), "");
    }

    proptest! {
        #[test]
        fn the_order_and_the_parts_do_not_matter(numbers in prop::collection::vec(any::<f64>(), 0..40), cut in 0_usize..40) {
            let finite: Vec<f64> = numbers.into_iter().filter(|number| number.is_finite()).collect();
            let (left, right) = finite.split_at(cut.min(finite.len()));
            let mut merged = sum(right);
            merged.merge(sum(left));
            prop_assert_eq!(shown(&merged.total()), shown(&sum(&finite).total()));
            prop_assert_eq!(shown(&merged.average()), shown(&sum(&finite).average()));
            let squares = |numbers: &[f64]| {
                let mut squares = Spread::new();
                for number in numbers { squares.add(&Value::Number(*number)); }
                squares
            };
            let mut merged = squares(right);
            merged.merge(squares(left));
            prop_assert_eq!(shown(&merged.deviation()), shown(&squares(&finite).deviation()));
        }
    }
}

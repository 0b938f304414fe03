//! Who starts a session when, where and what for.

use super::{
    company::{Company, Instance, Principal},
    random::Random,
    script::{Block, Scripts},
    terminal::{Shown, Terminal},
};

pub(super) const DAY_MS: i64 = 86_400_000;
/// The company works in Japan: nine hours ahead of UTC all year round.
pub(super) const LOCAL_OFFSET_MS: i64 = 9 * 3_600_000;
/// How many days back sessions go.
const DAYS: i64 = 275;

/// One session as it was shown.
pub(super) struct Session<'a> {
    pub id: String,
    pub principal_arn: String,
    pub os_user: &'a str,
    pub instance: &'a Instance,
    pub shown: Vec<Shown>,
    /// Milliseconds since 1970, UTC.
    pub start: i64,
    /// Whether the person left; else the connection was lost.
    pub left: bool,
    /// Where in the second the agent on that machine looks for new lines, in milliseconds.
    pub phase: i64,
}

/// All that sessions are made from.
pub(super) struct Cast<'a> {
    pub company: &'a Company,
    pub instances: &'a [Instance],
    pub scripts: &'a Scripts,
    pub seed: u64,
}

/// The first millisecond of the local day that `now` is in.
pub(super) fn local_day(now: i64) -> i64 {
    (now + LOCAL_OFFSET_MS).div_euclid(DAY_MS) * DAY_MS - LOCAL_OFFSET_MS
}

impl<'a> Cast<'a> {
    /// The sessions of the last months, oldest day first. A day's sessions come from the seed and
    /// the day alone, so they are the same tomorrow; today's go on after `today` as the day does.
    pub fn sessions(&self, today: i64) -> impl Iterator<Item = Session<'a>> {
        (0..=DAYS).rev().flat_map(move |back| {
            let day = today - back * DAY_MS;
            self.day(day)
        })
    }

    fn day(&self, day: i64) -> Vec<Session<'a>> {
        let number = (day + LOCAL_OFFSET_MS).div_euclid(DAY_MS);
        let mut random = Random::new(self.seed, u64::try_from(number).unwrap_or(0));
        // 1970-01-01 was a Thursday.
        let works = (number + 3).rem_euclid(7) < 5;
        let count = if works { random.between(11, 18) } else { random.between(1, 5) };
        (0..count).filter_map(|_| self.session(day, works, &mut random)).collect()
    }

    fn session(&self, day: i64, works: bool, random: &mut Random) -> Option<Session<'a>> {
        let people = &self.company.principal;
        let on_duty = |person: &Principal| if works || person.on_call { person.weight } else { 0 };
        let person = people.get(random.weighted(people.iter().map(on_duty)))?;
        let seconds = if person.on_call && random.chance(300) {
            random.between(0, 86_399)
        } else {
            // Two humps, with lunch between them.
            let half = if random.chance(480) { (8 * 60 + 50, 12 * 60) } else { (13 * 60, 19 * 60 + 30) };
            random.between(half.0, half.1) * 60 + random.between(0, 59)
        };
        let odd = random.chance(6) || (person.trade == "vendor" && random.chance(120));
        let seconds = if odd && random.chance(600) { random.between(3_600, 5 * 3_600) } else { seconds };
        let start = day + seconds * 1000 + random.between(0, 999);
        let os_user = random.pick(&person.os_users)?;
        let instance = self.instance(person, random)?;
        let id = if random.chance(300) {
            random.text(26, b"0123456789abcdefghijklmnopqrstuvwxyz")
        } else {
            format!("0{}", random.text(16, b"0123456789abcdef"))
        };
        let (shown, left) = self.play(person, instance, os_user, odd, start, random);
        Some(Session {
            id: format!("{}-{id}", person.session_name()),
            principal_arn: person.arn(),
            os_user,
            instance,
            shown,
            start,
            left,
            phase: random.between(0, 999),
        })
    }

    fn instance(&self, person: &Principal, random: &mut Random) -> Option<&'a Instance> {
        let theirs = |instance: &&Instance| {
            self.company.fleet.get(instance.fleet).is_some_and(|fleet| fleet.trades.contains(&person.trade))
        };
        let count = self.instances.iter().filter(theirs).count();
        self.instances.iter().filter(theirs).nth(random.place(count))
    }

    fn play(
        &self,
        person: &Principal,
        instance: &'a Instance,
        os_user: &'a str,
        odd: bool,
        start: i64,
        random: &mut Random,
    ) -> (Vec<Shown>, bool) {
        let mut terminal = Terminal::new(instance, os_user, Random::new(random.next(), 2), start);
        if os_user != "ssm-user" {
            terminal.run_profile();
        }
        let mut last: Option<*const Block> = None;
        let mut play_one = |trade: &str, random: &mut Random| {
            if let Some(block) = random.pick(self.scripts.of(trade)) {
                let twice = last.replace(std::ptr::from_ref(block)) == Some(std::ptr::from_ref(block));
                if !twice {
                    terminal.play(block);
                }
            }
        };
        for _ in 0..random.between(2, 5) {
            let trade = if random.chance(350) { "any" } else { person.trade.as_str() };
            play_one(trade, random);
        }
        if odd {
            play_one("odd", random);
        }
        if random.chance(30) { (terminal.lose(), false) } else { (terminal.leave(), true) }
    }
}

//! The rows of the report.

use std::time::{Duration, Instant};

use crate::Trouble;
use crate::machine::{cpu_of, cpu_of_all, now};

/// One figure and what it is held against.
pub(crate) struct Row {
    what: String,
    ours: String,
    against: String,
    ratio: String,
    reach: String,
    kept: Option<bool>,
}

/// The report as it grows.
pub(crate) struct Table {
    only: String,
    rows: Vec<Row>,
    notes: Vec<String>,
    since: Instant,
    all_before: Duration,
}

impl Table {
    /// An empty one for rows whose name contains `only`.
    pub(crate) fn begin(only: &str) -> Result<Self, Trouble> {
        Ok(Self {
            only: only.to_owned(),
            rows: Vec::new(),
            notes: Vec::new(),
            since: now(),
            all_before: cpu_of_all()?,
        })
    }

    /// Whether one of these rows was asked for.
    pub(crate) fn wants(&self, names: &[&str]) -> bool {
        names.iter().any(|name| name.contains(&self.only))
    }

    /// A rate against another; `reach` is the least ratio.
    pub(crate) fn rate(&mut self, what: &str, (ours, against): (f64, f64), reach: f64) {
        let ratio = ours / against.max(f64::MIN_POSITIVE);
        self.add(Row {
            what: what.to_owned(),
            ours: whole(ours),
            against: whole(against),
            ratio: format!("{ratio:.2}"),
            reach: format!(">= {reach}"),
            kept: Some(ratio >= reach),
        });
    }

    /// A quantity that is to stay at or below `most`, in `unit`.
    pub(crate) fn most(&mut self, what: &str, ours: f64, (most, unit): (f64, &str)) {
        self.add(Row {
            what: what.to_owned(),
            ours: format!("{} {unit}", short(ours)),
            against: String::new(),
            ratio: String::new(),
            reach: format!("<= {} {unit}", short(most)),
            kept: Some(ours <= most),
        });
    }

    /// What takes this long, against what it takes elsewhere; `most` is the greatest ratio.
    pub(crate) fn grows(&mut self, what: &str, (ours, against): (Duration, Duration), most: f64) {
        let ratio = ours.as_secs_f64() / against.as_secs_f64().max(f64::MIN_POSITIVE);
        let millis = |took: Duration| format!("{:.2} ms", took.as_secs_f64() * 1000.0);
        self.add(Row {
            what: what.to_owned(),
            ours: millis(ours),
            against: millis(against),
            ratio: format!("{ratio:.2}"),
            reach: format!("<= {most}"),
            kept: Some(ratio <= most),
        });
    }

    /// A figure nobody promised anything about.
    pub(crate) fn note(&mut self, words: String) {
        eprint(&format!("   {words}"));
        self.notes.push(words);
    }

    fn add(&mut self, row: Row) {
        eprint(&line(&row));
        self.rows.push(row);
    }

    /// Whether every row is.
    pub(crate) fn is_kept(&self) -> bool {
        self.rows.iter().all(|row| row.kept != Some(false))
    }

    /// Prints the whole.
    #[expect(
        clippy::print_stdout,
        reason = "the report is what this program is for"
    )]
    pub(crate) fn show(&self) {
        let own = cpu_of("self").unwrap_or_default();
        let all = cpu_of_all()
            .unwrap_or_default()
            .saturating_sub(self.all_before);
        let wall = self.since.elapsed();
        println!("\n| what | ours | against | ratio | reach | |\n|---|---|---|---|---|---|");
        for row in &self.rows {
            println!("{}", line(row));
        }
        for note in &self.notes {
            println!("\n{note}");
        }
        println!(
            "\nTook {:.0} s on the wall; the machine worked {:.0} CPU seconds meanwhile, of them {:.0} \
             in the clients of this run.",
            wall.as_secs_f64(),
            all.as_secs_f64(),
            own.as_secs_f64(),
        );
    }
}

fn line(row: &Row) -> String {
    let kept = match row.kept {
        Some(true) => "kept",
        Some(false) => "SHORT",
        None => "",
    };
    let Row {
        what,
        ours,
        against,
        ratio,
        reach,
        ..
    } = row;
    format!("| {what} | {ours} | {against} | {ratio} | {reach} | {kept} |")
}

/// Progress goes where the log goes, so that the report can be kept as it is printed.
#[expect(
    clippy::print_stderr,
    reason = "somebody waits for minutes and wants to see it move"
)]
pub(crate) fn eprint(line: &str) {
    eprintln!("{line}");
}

/// `12,345`.
fn whole(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn short(number: f64) -> String {
    if number >= 10.0 {
        format!("{number:.0}")
    } else {
        format!("{number:.2}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_whether_it_is_kept() {
        let mut table = Table::begin("").unwrap();
        table.rate("fast", (70.0, 100.0), 0.7);
        assert!(table.is_kept());
        table.most("small", 12.4, (10.0, "MiB"));
        assert!(!table.is_kept());
        let lines: Vec<_> = table.rows.iter().map(line).collect();
        assert_eq!(lines[0], "| fast | 70 | 100 | 0.70 | >= 0.7 | kept |");
        assert_eq!(lines[1], "| small | 12 MiB |  |  | <= 10 MiB | SHORT |");
    }

    #[test]
    fn what_grows_is_kept_as_long_as_it_does_not_grow_much() {
        let mut table = Table::begin("").unwrap();
        let millis = Duration::from_micros;
        table.grows("list", (millis(3_000), millis(2_000)), 2.0);
        assert!(table.is_kept());
        table.grows("search", (millis(4_100), millis(2_000)), 2.0);
        assert!(!table.is_kept());
        let lines: Vec<_> = table.rows.iter().map(line).collect();
        assert_eq!(
            lines[0],
            "| list | 3.00 ms | 2.00 ms | 1.50 | <= 2 | kept |"
        );
    }

    #[test]
    fn numbers_are_written_in_groups() {
        assert_eq!(whole(1.0), "1");
        assert_eq!(whole(123_456.4), "123,456");
        assert_eq!(short(0.25), "0.25");
    }
}

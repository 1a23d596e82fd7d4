//! Bars by day, drawn by attributes alone, with the same numbers as a table below.

use std::fmt::Display;

use askama::Template;

use super::content::components;
use super::{Row, Table, Texts, column, row, table};

/// The drawing's height and the room for one bar, in its own units.
const HEIGHT: i64 = 120;
const SLOT: i64 = 24;
const BAR: i64 = 16;

/// What a part of a bar means; each has its own colour and pattern of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The door opened.
    Opened,
    /// More was asked.
    Asked,
    /// The door stayed closed.
    Refused,
}

/// A day: its name, its numbers in the order of the parts, and the list behind it.
#[derive(Clone, Debug)]
struct Day {
    name: String,
    href: String,
    counts: Vec<i64>,
}

/// A bar: a link over its whole room.
struct Bar<'a> {
    href: &'a str,
    said: String,
    x: i64,
    pieces: Vec<Piece>,
}

/// A rectangle.
struct Piece {
    part: &'static str,
    x: i64,
    y: i64,
    height: i64,
}

/// A bar chart with its summary and its numbers.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/chart.html")]
pub struct BarChart {
    id: String,
    title: String,
    summary: String,
    when: String,
    parts: Vec<(Part, String)>,
    days: Vec<Day>,
    texts: Texts,
}

components!(BarChart);

/// A chart: `title` names it, `summary` says in one sentence what it shows, `when` heads the column of days.
pub fn bar_chart(
    id: impl Display,
    title: impl Display,
    summary: impl Display,
    when: impl Display,
    texts: &Texts,
) -> BarChart {
    BarChart {
        id: id.to_string(),
        title: title.to_string(),
        summary: summary.to_string(),
        when: when.to_string(),
        parts: Vec::new(),
        days: Vec::new(),
        texts: texts.clone(),
    }
}

impl BarChart {
    /// A part of every bar, from the bottom up.
    #[must_use]
    pub fn part(mut self, part: Part, words: impl Display) -> Self {
        self.parts.push((part, words.to_string()));
        self
    }

    /// A day: its numbers in the order of the parts; the bar links to the filtered list.
    #[must_use]
    pub fn day(
        mut self,
        name: impl Display,
        href: impl Display,
        counts: impl IntoIterator<Item = i64>,
    ) -> Self {
        let counts = counts.into_iter().map(|count| count.max(0)).collect();
        self.days.push(Day {
            name: name.to_string(),
            href: href.to_string(),
            counts,
        });
        self
    }

    fn width(&self) -> i64 {
        SLOT * i64::try_from(self.days.len()).unwrap_or(0).max(1)
    }

    fn highest(&self) -> i64 {
        self.days.iter().map(Day::total).max().unwrap_or(0).max(1)
    }

    /// The bars from left to right.
    fn bars(&self) -> Vec<Bar<'_>> {
        let places = (0..).step_by(usize::try_from(SLOT).unwrap_or(1));
        self.days
            .iter()
            .zip(places)
            .map(|(day, x)| self.bar(day, x))
            .collect()
    }

    /// The rectangles of a bar, stacked from the bottom.
    fn bar<'a>(&self, day: &'a Day, x: i64) -> Bar<'a> {
        let mut y = HEIGHT;
        let mut pieces = Vec::new();
        for ((part, _), &count) in self.parts.iter().zip(&day.counts) {
            if count > 0 {
                let height = (count.saturating_mul(HEIGHT) / self.highest()).max(2);
                y -= height;
                pieces.push(Piece {
                    part: part.class(),
                    x: x + (SLOT - BAR) / 2,
                    y,
                    height,
                });
            }
        }
        Bar {
            href: &day.href,
            said: self.said(day),
            x,
            pieces,
        }
    }

    /// "21 Nov: opened 12, refused 1", as the name of the link.
    fn said(&self, day: &Day) -> String {
        let counts = self.parts.iter().zip(&day.counts);
        let counts =
            counts.map(|((_, words), &count)| format!("{words} {}", self.texts.number(count)));
        format!("{}: {}", day.name, counts.collect::<Vec<_>>().join(", "))
    }

    fn numbers(&self) -> Table {
        let mut numbers = table(&self.title).column(column(&self.when));
        for (_, words) in &self.parts {
            numbers = numbers.column(column(words).number());
        }
        numbers.rows(self.days.iter().map(|day| self.line(day)))
    }

    fn line(&self, day: &Day) -> Row {
        let name = super::link(&day.href, &day.name);
        day.counts.iter().fold(row(name), |line, &count| {
            line.cell(self.texts.number(count))
        })
    }
}

impl Day {
    fn total(&self) -> i64 {
        self.counts
            .iter()
            .fold(0, |sum, count| sum.saturating_add(*count))
    }
}

impl Part {
    fn class(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Asked => "asked",
            Self::Refused => "refused",
        }
    }
}

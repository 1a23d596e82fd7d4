//! RFC 4180 section 2, what table programs add, and what an attacker would.

use proptest::prelude::*;

use super::*;

fn cells(text: &str) -> Vec<Vec<String>> {
    let records = read(text.as_bytes()).unwrap();
    records.into_iter().map(|one| one.cells).collect()
}

fn lines(text: &str) -> Vec<usize> {
    let records = read(text.as_bytes()).unwrap();
    records.into_iter().map(|one| one.line).collect()
}

#[test]
fn the_examples_of_the_rfc_are_read() {
    let plain = vec![vec!["aaa", "bbb", "ccc"], vec!["zzz", "yyy", "xxx"]];
    for text in [
        "aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n",
        "aaa,bbb,ccc\r\nzzz,yyy,xxx",
        "\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx",
        "aaa,bbb,ccc\nzzz,yyy,xxx\n",
        "aaa,bbb,ccc\rzzz,yyy,xxx\r",
    ] {
        assert_eq!(cells(text), plain, "{text:?}");
    }
    let broken = cells("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx");
    assert_eq!(broken[0][1], "b\r\nbb");
    assert_eq!(cells("\"aaa\",\"b\"\"bb\",\"ccc\"")[0][1], "b\"bb");
}

#[test]
fn comma_semicolon_and_tab_are_told_apart_outside_of_quotes() {
    for text in ["a;b\nc;d", "a\tb\nc\td", "a,b\nc,d", "sep=;\r\na;b\r\nc;d"] {
        assert_eq!(cells(text), [["a", "b"], ["c", "d"]], "{text:?}");
    }
    assert_eq!(cells("\"a,b,c\";d\n1;2"), [["a,b,c", "d"], ["1", "2"]]);
    assert_eq!(cells("sep=x\n1"), [["sep=x"], ["1"]]);
    assert_eq!(cells("one\ntwo"), [["one"], ["two"]]);
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_cell() {
    assert_eq!(
        cells("\u{FEFF}Name,E-mail\nÄnne,ä@x"),
        cells("Name,E-mail\nÄnne,ä@x")
    );
    let utf16 = [0xFF, 0xFE, b'a', 0, b',', 0];
    assert_eq!(read(&utf16), Err(CsvError::NotUtf8));
    assert_eq!(read(b"a\n\xE4"), Err(CsvError::NotUtf8));
}

#[test]
fn records_know_their_lines_and_empty_ones_are_passed_over() {
    assert_eq!(lines("a\n\n,\n \nb\n"), [1, 5]);
    assert_eq!(lines("a,\"1\n2\r\n3\r4\"\nb"), [1, 5]);
    assert_eq!(lines("sep=,\na\nb"), [2, 3]);
    assert_eq!(lines("a\r\nb\r\nc"), [1, 2, 3]);
}

#[test]
fn what_is_broken_is_named_with_its_line() {
    for (text, error) in [
        ("", CsvError::Empty),
        ("\n \n,,\n", CsvError::Empty),
        ("a\nb\0", CsvError::Nul(2)),
        ("a\n\"b", CsvError::OpenQuote(2)),
        ("a\n\"b\"c", CsvError::BehindQuote(2)),
        ("a\n\"b\" ,c", CsvError::BehindQuote(2)),
    ] {
        assert_eq!(read(text.as_bytes()), Err(error), "{text:?}");
    }
    // A quote in the middle of a cell is one.
    assert_eq!(cells("5\" pipe,x"), [["5\" pipe", "x"]]);
}

#[test]
fn bombs_end_early() {
    let large = vec![b'a'; MOST_BYTES + 1];
    assert_eq!(read(&large), Err(CsvError::TooLarge));
    let endless = format!("a\n\"{}", "b,\n".repeat(LONGEST_CELL));
    assert_eq!(read(endless.as_bytes()), Err(CsvError::LongCell(2)));
    let long = "a".repeat(LONGEST_CELL + 1);
    assert_eq!(read(long.as_bytes()), Err(CsvError::LongCell(1)));
    let wide = format!("a\n{}", ",".repeat(MOST_CELLS));
    assert_eq!(read(wide.as_bytes()), Err(CsvError::TooManyCells(2)));
    let wide = vec!["a"; MOST_CELLS].join(",");
    assert_eq!(cells(&wide)[0].len(), MOST_CELLS);
    let many = "a\n".repeat(MOST_RECORDS);
    assert_eq!(read(many.as_bytes()).unwrap().len(), MOST_RECORDS);
    let more = "a\n".repeat(MOST_RECORDS + 1);
    assert_eq!(read(more.as_bytes()), Err(CsvError::TooManyRecords));
}

#[test]
fn no_cell_is_taken_for_a_formula() {
    for cell in [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\n=x",
        "  =HYPERLINK(\"https://evil.example\")",
        "＝1",
    ] {
        assert!(safe(cell).starts_with('\''), "{cell:?}");
        let line = record([cell, "x"]);
        assert!(
            line.starts_with('\'') || line.starts_with("\"'"),
            "{line:?}"
        );
    }
    for cell in ["Anna", "", "a=b", "'x", "7", "a; b, c"] {
        assert_eq!(safe(cell), cell);
    }
    // Where a program cuts at other marks than ours, no piece is a formula either.
    for (cell, made) in [
        ("x;=A1;y", "x;'=A1;y"),
        ("x, @A1", "x,' @A1"),
        ("x\n=A1", "x\n'=A1"),
    ] {
        assert_eq!(safe(cell), made);
    }
    assert_eq!(
        record(["a", "b,c", "d\"e", "f\ng"]),
        "a,\"b,c\",\"d\"\"e\",\"f\ng\"\r\n"
    );
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(rows in proptest::collection::vec(
        proptest::collection::vec("[a-zä,;\t\"\n\r=+ -]{0,9}", 2..5), 1..6)) {
        let kept: Vec<Vec<String>> = rows.iter()
            .filter(|row| !row.iter().all(|cell| safe(cell).trim().is_empty()))
            .map(|row| row.iter().map(|cell| safe(cell)).collect()).collect();
        // The first line decides what stands between cells.
        let text = format!("h,h,h,h,h\r\n{}", rows.iter().map(record).collect::<String>());
        let read: Vec<Vec<String>> = cells(&text).into_iter().skip(1).collect();
        prop_assert_eq!(read, kept);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(records) = read(&bytes) {
            prop_assert!(records.windows(2).all(|pair| pair[0].line < pair[1].line));
        }
    }
}

//! Reads that are answered from memory; see [`super::warm`].

use std::any::Any;
use std::sync::Arc;

use super::value::{Row, Value};
use super::warm::{Answer, Question};
use super::{Conn, DbError, Inner, Sql};

impl Conn {
    /// All rows of an answer that is asked for at every request: from memory, as long as nothing it
    /// depends on has changed in any process. For reads of one watched table by a key or of a small
    /// set, and never with the time among their parameters; in a transaction it is a read like others.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn warm(&mut self, sql: Sql, params: Vec<Value>) -> Result<Arc<[Row]>, DbError> {
        let question = match self.known(sql, params, |answer| answer.rows()).await? {
            Ok(known) => return Ok(known),
            Err(question) => question,
        };
        let (rows, as_of) = self.read_anew(&question).await?;
        if self.only_reads() {
            let answer = Answer::of_rows(&rows);
            self.warm.keep(question, &rows, (answer, as_of));
        }
        Ok(rows)
    }

    /// The first row of such an answer, if there is one.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn warm_row(&mut self, sql: Sql, params: Vec<Value>) -> Result<Option<Row>, DbError> {
        Ok(self.warm(sql, params).await?.first().cloned())
    }

    /// What `read` makes of the first row of such an answer, made once for as long as it is remembered.
    ///
    /// # Errors
    /// What the engine or `read` says.
    pub async fn warm_one<T: Any + Send + Sync>(
        &mut self,
        sql: Sql,
        params: Vec<Value>,
        read: fn(&Row) -> Result<T, DbError>,
    ) -> Result<Option<Arc<T>>, DbError> {
        let question = match self.known(sql, params, |answer| answer.made()).await? {
            Ok(known) => return Ok(Some(known)),
            Err(question) => question,
        };
        let (rows, as_of) = self.read_anew(&question).await?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let made = Arc::new(read(row)?);
        self.keep_made(question, (&rows, &made, as_of));
        Ok(Some(made))
    }

    /// What `read` makes of all rows of such an answer.
    ///
    /// # Errors
    /// What the engine or `read` says.
    pub async fn warm_all<T: Any + Send + Sync>(
        &mut self,
        sql: Sql,
        params: Vec<Value>,
        read: fn(&Row) -> Result<T, DbError>,
    ) -> Result<Arc<Vec<T>>, DbError> {
        let question = match self.known(sql, params, |answer| answer.made()).await? {
            Ok(known) => return Ok(known),
            Err(question) => question,
        };
        let (rows, as_of) = self.read_anew(&question).await?;
        let made: Vec<T> = rows.iter().map(read).collect::<Result<_, _>>()?;
        let made = Arc::new(made);
        self.keep_made(question, (&rows, &made, as_of));
        Ok(made)
    }

    fn keep_made<T: Any + Send + Sync>(
        &self,
        question: Question,
        (rows, made, as_of): (&Arc<[Row]>, &Arc<T>, u64),
    ) {
        if self.only_reads() {
            let answer = Answer::of_made(made, rows);
            self.warm.keep(question, rows, (answer, as_of));
        }
    }

    /// What is known of the answer, or the question that has to be asked.
    async fn known<T>(
        &mut self,
        sql: Sql,
        params: Vec<Value>,
        of: impl FnOnce(&Answer) -> Option<T>,
    ) -> Result<Result<T, Question>, DbError> {
        let question = Question::new(sql, params);
        if !self.only_reads() {
            return Ok(Err(question));
        }
        let Some(answer) = self.warm.find(&question) else {
            return Ok(Err(question));
        };
        #[cfg(any(test, feature = "testing"))]
        self.prove_good(&question, &answer).await?;
        Ok(of(&answer).ok_or(question))
    }

    /// The rows, and the count of changes before they were read.
    async fn read_anew(&mut self, question: &Question) -> Result<(Arc<[Row]>, u64), DbError> {
        let as_of = self.warm.before_reading();
        let params = question.params().to_vec();
        let rows = self.query(question.sql(), params).await?;
        Ok((rows.into(), as_of))
    }

    fn only_reads(&self) -> bool {
        match &self.inner {
            Inner::SqliteRead(_) => true,
            Inner::SqliteWrite(_) | Inner::SqliteHere(_) => false,
            Inner::Postgres(connection) => connection.only_reads(),
        }
    }

    /// In tests every answer from memory is read as well: whoever forgets to tell of a change is found
    /// by any test that passes there.
    #[cfg(any(test, feature = "testing"))]
    async fn prove_good(&mut self, question: &Question, known: &Answer) -> Result<(), DbError> {
        let lost = || DbError::Refused("a remembered answer without its rows".to_owned());
        let known = known.rows().ok_or_else(lost)?;
        let params = question.params().to_vec();
        let rows = self.query(question.sql(), params).await?;
        if rows.as_slice() == &*known {
            return Ok(());
        }
        // A writer between its commit and the count of it is not late.
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        match self.warm.find(question).and_then(|still| still.rows()) {
            Some(still) if Arc::ptr_eq(&still, &known) => Err(DbError::Refused(format!(
                "a stale answer: {}",
                question.sql().0
            ))),
            _ => Ok(()),
        }
    }
}

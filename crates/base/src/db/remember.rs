//! Reads that are answered from memory; see [`super::warm`].

use std::any::{Any, TypeId};
use std::sync::Arc;

use super::value::{Row, Value};
use super::warm::{Answer, Parts, Question};
use super::{Conn, DbError, Inner, Sql};

/// Something that is put together of remembered answers at every request, and remembered itself for as long
/// as all of them are good. What depends on the time is decided by whoever holds it, each time anew.
pub trait Whole: Any + PartialEq + Send + Sync {
    /// Names one of its kind.
    type Key: Sync + ?Sized;

    /// The key as it is compared.
    fn key(key: &Self::Key) -> Vec<Value>;

    /// Puts it together with the methods of [`Conn`] whose names begin with `warm`, or of other wholes. When
    /// anything else is read, it is not remembered. `None` is never remembered.
    ///
    /// # Errors
    /// What the engine says.
    fn put_together(
        conn: &mut Conn,
        key: &Self::Key,
    ) -> impl Future<Output = Result<Option<Self>, DbError>> + Send
    where
        Self: Sized;
}

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
            let kept = (Answer::of_rows(&rows), as_of);
            self.warm.keep(question, &rows, kept, self.parts.as_mut());
        }
        Ok(rows)
    }

    /// The whole with this key, from memory or put together now.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn whole<T: Whole>(&mut self, key: &T::Key) -> Result<Option<Arc<T>>, DbError> {
        if !self.only_reads() {
            return Ok(T::put_together(self, key).await?.map(Arc::new));
        }
        let question = self.warm.whole(TypeId::of::<T>(), T::key(key));
        let known = self.warm.find(&question, self.parts.as_mut());
        if let Some(known) = known.and_then(|answer| answer.made::<T>()) {
            #[cfg(any(test, feature = "testing"))]
            self.prove_whole(key, (&question, &known)).await?;
            return Ok(Some(known));
        }
        let as_of = self.warm.before_reading();
        let outer = self.parts.replace(Parts::default());
        // Boxed: what is asked at every request hardly ever comes here, and need not carry it about.
        let made = Box::pin(T::put_together(self, key)).await;
        let parts = std::mem::replace(&mut self.parts, outer).unwrap_or_default();
        if let Some(outer) = &mut self.parts {
            outer.take(&parts);
        }
        let Some(made) = made?.map(Arc::new) else {
            return Ok(None);
        };
        let answer = Answer::of_made(&made, &Vec::new().into());
        self.warm.keep_whole(question, &parts, (answer, as_of));
        Ok(Some(made))
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
            self.spoil();
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
        &mut self,
        question: Question,
        (rows, made, as_of): (&Arc<[Row]>, &Arc<T>, u64),
    ) {
        if self.only_reads() {
            let kept = (Answer::of_made(made, rows), as_of);
            self.warm.keep(question, rows, kept, self.parts.as_mut());
        }
    }

    /// What is known of the answer, or the question that has to be asked.
    async fn known<T>(
        &mut self,
        sql: Sql,
        params: Vec<Value>,
        of: impl FnOnce(&Answer) -> Option<T>,
    ) -> Result<Result<T, Question>, DbError> {
        let question = self.warm.question(sql, params);
        if !self.only_reads() {
            return Ok(Err(question));
        }
        let Some(answer) = self.warm.find(&question, self.parts.as_mut()) else {
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
        let rows = self.ask(question.sql(), params).await?;
        Ok((rows.into(), as_of))
    }

    /// Something was read that is not remembered.
    pub(super) fn spoil(&mut self) {
        if let Some(parts) = &mut self.parts {
            parts.spoil();
        }
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
        let rows = self.ask(question.sql(), params).await?;
        if rows.as_slice() == &*known {
            return Ok(());
        }
        // A writer between its commit and the count of it is not late.
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        let still = self.warm.find(question, None);
        match still.and_then(|still| still.rows()) {
            Some(still) if Arc::ptr_eq(&still, &known) => Err(DbError::Refused(format!(
                "a stale answer: {}",
                question.sql().0
            ))),
            _ => Ok(()),
        }
    }

    /// The same for a whole: put together anew, it has to be equal.
    #[cfg(any(test, feature = "testing"))]
    async fn prove_whole<T: Whole>(
        &mut self,
        key: &T::Key,
        (question, known): (&Question, &Arc<T>),
    ) -> Result<(), DbError> {
        let outer = self.parts.take();
        let anew = T::put_together(self, key).await;
        self.parts = outer;
        if anew?.is_some_and(|anew| anew == **known) {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        let still = self.warm.find(question, None);
        match still.and_then(|still| still.made::<T>()) {
            Some(still) if Arc::ptr_eq(&still, known) => Err(DbError::Refused(format!(
                "a stale whole: {}",
                std::any::type_name::<T>()
            ))),
            _ => Ok(()),
        }
    }
}

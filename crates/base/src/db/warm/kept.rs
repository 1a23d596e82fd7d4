//! What is kept of an answer: its rows, or what was made of them, so that nothing is parsed anew at each
//! request.

use std::any::Any;
use std::sync::Arc;

use super::super::value::Row;

/// An answer as it is kept. Cheap to clone.
#[derive(Clone)]
pub(in crate::db) struct Answer {
    rows: Option<Arc<[Row]>>,
    made: Option<Arc<dyn Any + Send + Sync>>,
}

impl Answer {
    /// The rows themselves.
    pub(in crate::db) fn of_rows(rows: &Arc<[Row]>) -> Self {
        Self {
            rows: Some(Arc::clone(rows)),
            made: None,
        }
    }

    /// What was made of the rows; they themselves are only kept where a test compares them.
    pub(in crate::db) fn of_made<T: Any + Send + Sync>(made: &Arc<T>, rows: &Arc<[Row]>) -> Self {
        let made: Arc<dyn Any + Send + Sync> = Arc::<T>::clone(made);
        let compared = cfg!(any(test, feature = "testing"));
        Self {
            rows: compared.then(|| Arc::clone(rows)),
            made: Some(made),
        }
    }

    /// The rows, where they are kept.
    pub(in crate::db) fn rows(&self) -> Option<Arc<[Row]>> {
        self.rows.clone()
    }

    /// What was made, when it is of this kind.
    pub(in crate::db) fn made<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        Arc::clone(self.made.as_ref()?).downcast().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Value;

    #[test]
    fn what_is_kept_comes_back_as_the_kind_it_was() {
        let columns: Arc<[String]> = vec!["n".to_owned()].into();
        let rows: Arc<[Row]> = vec![Row::new(columns, vec![Value::Int(7)])].into();
        let plain = Answer::of_rows(&rows);
        assert!(Arc::ptr_eq(&plain.rows().unwrap(), &rows));
        assert!(plain.made::<i64>().is_none());
        let made = Answer::of_made(&Arc::new(7_i64), &rows);
        assert_eq!(made.made::<i64>().as_deref(), Some(&7));
        assert!(made.made::<u32>().is_none(), "another kind is none");
    }
}

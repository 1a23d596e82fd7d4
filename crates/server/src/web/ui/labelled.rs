//! What every control of a form shares: label, hint, error, id.

/// Gives a control with the fields `id`, `hint`, `error`, `optional`, `autofocus` their builders.
macro_rules! labelled {
    ($control:ty) => {
        impl $control {
            /// Another id than the name, for a page with several forms.
            #[must_use]
            pub fn id(mut self, id: impl std::fmt::Display) -> Self {
                self.id = id.to_string();
                self
            }

            /// A sentence between label and control.
            #[must_use]
            pub fn hint(mut self, text: impl $crate::web::ui::Wording) -> Self {
                self.hint = text.wording();
                self
            }

            /// What is wrong with the value and what to do; marks the control as wrong. Nothing for `None` or an empty text.
            #[must_use]
            pub fn error(mut self, text: impl $crate::web::ui::Wording) -> Self {
                self.error = text.wording();
                self
            }

            /// Writes "(optional)" after the label and does not require the control.
            #[must_use]
            pub fn optional(mut self, texts: &$crate::web::ui::Texts) -> Self {
                self.optional = Some(texts.get("ui-optional"));
                self
            }

            /// Puts the cursor here when the page opens. At most one element of a page.
            #[must_use]
            pub fn autofocus(mut self) -> Self {
                self.autofocus = true;
                self
            }

            /// The ids of hint and error, as `aria-describedby` wants them.
            fn described_by(&self) -> String {
                let mut ids = Vec::new();
                if self.hint.is_some() {
                    ids.push(format!("{}-hint", self.id));
                }
                if self.error.is_some() {
                    ids.push(format!("{}-error", self.id));
                }
                ids.join(" ")
            }
        }
    };
}

pub(super) use labelled;

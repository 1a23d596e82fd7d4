//! A tree of links: nested lists, folded with `<details>`.

use std::fmt::Display;

use askama::Template;

use super::Texts;
use super::content::components;

/// From so many children on, only a link to all of them is shown.
const MANY: usize = 50;

/// A node and what is under it.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/tree_node.html")]
pub struct TreeNode {
    href: String,
    words: String,
    count: Option<String>,
    current: bool,
    open: bool,
    children: Vec<TreeNode>,
    show_all: Option<String>,
    unfold: String,
}

/// The whole tree.
#[derive(Clone, Debug, Template)]
#[template(path = "web/ui/tree.html")]
pub struct Tree {
    label: String,
    nodes: Vec<TreeNode>,
}

components!(TreeNode, Tree);

/// A tree; `label` names it.
pub fn tree(label: impl Display) -> Tree {
    Tree {
        label: label.to_string(),
        nodes: Vec::new(),
    }
}

/// A node: a link, and how many people or things are in it.
pub fn node(href: impl Display, words: impl Display) -> TreeNode {
    TreeNode {
        href: href.to_string(),
        words: words.to_string(),
        count: None,
        current: false,
        open: false,
        children: Vec::new(),
        show_all: None,
        unfold: String::new(),
    }
}

impl Tree {
    /// A node of the first level.
    #[must_use]
    pub fn node(mut self, node: TreeNode) -> Self {
        self.nodes.push(node);
        self
    }
}

impl TreeNode {
    /// How many are in it.
    #[must_use]
    pub fn count(mut self, count: i64, texts: &Texts) -> Self {
        self.count = Some(texts.number(count));
        self
    }

    /// The node that is shown beside the tree; everything above it is open.
    #[must_use]
    pub fn current(mut self) -> Self {
        self.current = true;
        self
    }

    /// Unfolded when the page opens.
    #[must_use]
    pub fn open(mut self) -> Self {
        self.open = true;
        self
    }

    /// What is under it. Beyond fifty, only the first fifty and a link to all, which is this node's own page.
    #[must_use]
    pub fn children(
        mut self,
        children: impl IntoIterator<Item = TreeNode>,
        total: usize,
        texts: &Texts,
    ) -> Self {
        self.children = children.into_iter().take(MANY).collect();
        self.open |= self
            .children
            .iter()
            .any(|child| child.current || child.open);
        self.unfold = texts.with("ui-under", &[("name", self.words.as_str().into())]);
        if total > self.children.len() {
            self.show_all = Some(texts.with("ui-show-all", &[("count", total.into())]));
        }
        self
    }
}

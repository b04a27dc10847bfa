//! The paths that a source file names, read by the compiler's own grammar.

use std::collections::BTreeMap;

use syn::visit::{self, Visit};
use syn::{Attribute, ItemMod, ItemUse, Macro, Path, UseTree, Visibility};

/// What a file names, and what it passes on.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Every path of two parts or more, and every import.
    pub(super) paths: Vec<Vec<String>>,
    /// What is imported, by the name that it has here.
    pub(super) imports: BTreeMap<String, Vec<String>>,
    /// Which of it is given on by `pub use`.
    pub(super) reexports: BTreeMap<String, Vec<String>>,
}

impl Names {
    pub(super) fn of(text: &str) -> syn::Result<Self> {
        let mut names = Self::default();
        names.visit_file(&syn::parse_file(text)?);
        Ok(names)
    }

    fn import(&mut self, tree: &UseTree, before: &[String], is_public: bool) {
        let then = |part: &syn::Ident| [before, &[part.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.import(&path.tree, &then(&path.ident), is_public),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, before, is_public)),
            UseTree::Name(name) if name.ident == "self" => {
                let name = before.last().cloned().unwrap_or_default();
                self.found(before.to_vec(), &name, is_public);
            }
            UseTree::Name(name) => self.found(then(&name.ident), &name.ident.to_string(), is_public),
            UseTree::Rename(name) => self.found(then(&name.ident), &name.rename.to_string(), is_public),
            UseTree::Glob(_) => self.paths.push(before.to_vec()),
        }
    }

    fn found(&mut self, path: Vec<String>, name: &str, is_public: bool) {
        if is_public {
            self.reexports.insert(name.to_owned(), path.clone());
        }
        self.imports.insert(name.to_owned(), path.clone());
        self.paths.push(path);
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        if !module.attrs.iter().any(is_for_tests) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.import(&item.tree, &[], !matches!(item.vis, Visibility::Inherited));
    }

    fn visit_path(&mut self, path: &'ast Path) {
        if path.segments.len() > 1 {
            self.paths.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        // What stands in a call is any tokens; most are expressions in a row.
        type Row = syn::punctuated::Punctuated<syn::Expr, syn::Token![,]>;
        if let Ok(expressions) = call.parse_body_with(Row::parse_terminated) {
            expressions.iter().for_each(|expression| self.visit_expr(expression));
        }
        visit::visit_macro(self, call);
    }
}

fn is_for_tests(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Ident>().is_ok_and(|name| name == "test")
}

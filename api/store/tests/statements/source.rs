//! What is read of a source file: constants, functions, macros and evidence. `#[cfg(test)]` is left out.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The macros of all sources: what each takes, and what it becomes.
pub type Macros = BTreeMap<String, (TokenStream, TokenStream)>;

/// A function, as the words of its two parts.
#[derive(Debug)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// What stands before its body.
    pub signature: BTreeSet<String>,
    /// What stands in it.
    pub body: BTreeSet<String>,
    /// The body as it is.
    pub tokens: TokenStream,
}

/// A struct, as words.
#[derive(Debug)]
pub struct Struct {
    /// Its name.
    pub name: String,
    /// The words of its fields.
    pub fields: BTreeSet<String>,
    /// The words of its last attribute.
    pub derives: BTreeSet<String>,
}

/// A source file.
#[derive(Debug, Default)]
pub struct Source {
    /// Constants and statics, with their values.
    pub constants: Vec<(String, TokenStream)>,
    /// Functions and methods.
    pub functions: Vec<Function>,
    /// Macros.
    pub macros: Macros,
    /// Structs.
    pub structs: Vec<Struct>,
    /// The types that are evidence.
    pub evidence: Vec<String>,
}

impl Source {
    /// Reads a file.
    pub fn read(text: &str) -> Self {
        let mut source = Self::default();
        source.walk(text.parse().unwrap());
        source
    }

    /// The functions that name a constant, themselves or through another one; or the function of this name.
    pub fn users_of(&self, holder: &str) -> Vec<&Function> {
        let mut holders = BTreeSet::from([holder.to_owned()]);
        loop {
            let through = self.constants.iter().filter(|(_, value)| !words(value).is_disjoint(&holders));
            let found: Vec<_> = through.map(|(name, _)| name.clone()).filter(|name| !holders.contains(name)).collect();
            if found.is_empty() {
                break;
            }
            holders.extend(found);
        }
        let uses = |function: &&Function| function.name == holder || !function.body.is_disjoint(&holders);
        self.functions.iter().filter(uses).collect()
    }

    fn walk(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let mut attribute = BTreeSet::new();
        let mut rest = tokens.as_slice();
        while let [first, after @ ..] = rest {
            rest = after;
            match (word(first).as_deref(), after) {
                (Some("#"), [TokenTree::Group(group), after @ ..]) => {
                    attribute = words(&group.stream());
                    rest = after;
                    if attribute == BTreeSet::from(["cfg".to_owned(), "test".to_owned()]) {
                        let end = after.iter().position(|token| is_braced(token) || is(token, ";"));
                        rest = after.get(end.map_or(after.len(), |end| end + 1)..).unwrap_or_default();
                    }
                }
                (Some("macro_rules"), [_, name, TokenTree::Group(rules), after @ ..]) => {
                    self.macros.extend(rule(rules.stream()).map(|rule| (name.to_string(), rule)));
                    rest = after;
                }
                (Some("const" | "static"), [TokenTree::Ident(name), colon, ..]) if is(colon, ":") => {
                    let value: Vec<_> = after.iter().take_while(|token| !is(token, ";")).cloned().collect();
                    let start = value.iter().position(|token| is(token, "=")).map_or(value.len(), |place| place + 1);
                    self.constants.push((name.to_string(), value[start..].iter().cloned().collect()));
                    rest = &after[value.len()..];
                }
                (Some("fn"), [TokenTree::Ident(name), ..]) => {
                    let Some(end) = after.iter().position(|token| is_braced(token) || is(token, ";")) else { return };
                    if let TokenTree::Group(body) = &after[end] {
                        self.functions.push(Function {
                            name: name.to_string(),
                            signature: words(&after[..end].iter().cloned().collect()),
                            body: words(&body.stream()),
                            tokens: body.stream(),
                        });
                    }
                    rest = &after[end + 1..];
                }
                (Some("struct"), [TokenTree::Ident(name), ..]) => {
                    let fields = after.iter().find_map(|token| match token {
                        TokenTree::Group(group) => Some(words(&group.stream())),
                        _ => None,
                    });
                    let (name, derives) = (name.to_string(), std::mem::take(&mut attribute));
                    self.structs.push(Struct { name, fields: fields.unwrap_or_default(), derives });
                }
                (Some("Evidence"), [is_for, TokenTree::Ident(name), ..]) if is(is_for, "for") => {
                    self.evidence.push(name.to_string());
                }
                _ => {
                    if let TokenTree::Group(group) = first {
                        self.walk(group.stream());
                    }
                }
            }
        }
    }
}

/// What the first rule of a macro takes and becomes.
fn rule(rules: TokenStream) -> Option<(TokenStream, TokenStream)> {
    let groups = rules.into_iter().filter_map(|token| match token {
        TokenTree::Group(group) => Some(group.stream()),
        _ => None,
    });
    let mut groups = groups.take(2);
    Some((groups.next()?, groups.next()?))
}

/// Every word in some tokens, however deep.
fn words(tokens: &TokenStream) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for token in tokens.clone() {
        match token {
            TokenTree::Ident(word) => drop(found.insert(word.to_string())),
            TokenTree::Group(group) => found.extend(words(&group.stream())),
            _ => {}
        }
    }
    found
}

fn word(token: &TokenTree) -> Option<String> {
    matches!(token, TokenTree::Ident(_) | TokenTree::Punct(_)).then(|| token.to_string())
}

fn is(token: &TokenTree, text: &str) -> bool {
    word(token).is_some_and(|word| word == text)
}

fn is_braced(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// The texts in some tokens, with macros expanded; what `concat!` puts together is one text. A macro is not expanded within itself:
/// one that goes through a list has another rule for its end, and only the first is known here.
pub fn texts(tokens: &TokenStream, macros: &Macros) -> Vec<String> {
    let tokens: Vec<_> = tokens.clone().into_iter().collect();
    let mut found = Vec::new();
    let mut rest = tokens.as_slice();
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (TokenTree::Ident(name), [call, TokenTree::Group(arguments), after @ ..]) if is(call, "!") => {
                rest = after;
                match (name.to_string().as_str(), macros.get(&name.to_string())) {
                    ("concat", _) => found.push(texts(&arguments.stream(), macros).concat()),
                    (_, Some((pattern, body))) => {
                        let bound = bind(pattern, &arguments.stream());
                        let mut others = macros.clone();
                        others.remove(&name.to_string());
                        found.extend(texts(&substitute(body, &bound), &others));
                    }
                    _ => found.extend(texts(&arguments.stream(), macros)),
                }
            }
            (TokenTree::Literal(literal), _) => found.extend(text(&literal.to_string())),
            (TokenTree::Group(group), _) => found.extend(texts(&group.stream(), macros)),
            _ => {}
        }
    }
    found
}

/// What a literal says, if it is a text. What is escaped in a statement is the end of a line.
fn text(literal: &str) -> Option<String> {
    let (_, text) = literal.split_once('"')?;
    Some(text.rsplit_once('"')?.0.replace('\\', ""))
}

/// What the names of a macro stand for: one argument each, or several.
type Bound = BTreeMap<String, Vec<TokenStream>>;

/// Binds the arguments to the names, in their order. A repetition takes all that is left.
fn bind(pattern: &TokenStream, arguments: &TokenStream) -> Bound {
    let mut bound = Bound::new();
    let mut arguments: Vec<_> = arguments_of(arguments).into_iter().rev().collect();
    for parameter in arguments_of(pattern) {
        let parameter: Vec<_> = parameter.into_iter().collect();
        match parameter.as_slice() {
            [dollar, TokenTree::Ident(name), ..] if is(dollar, "$") => {
                bound.insert(name.to_string(), arguments.pop().into_iter().collect());
            }
            [dollar, TokenTree::Group(repeated), ..] if is(dollar, "$") => {
                let name = repeated.stream().into_iter().nth(1).map(|name| name.to_string()).unwrap_or_default();
                bound.insert(name, std::iter::from_fn(|| arguments.pop()).collect());
            }
            [TokenTree::Group(inner)] => {
                if let Some(TokenTree::Group(given)) = arguments.pop().and_then(|given| given.into_iter().next()) {
                    bound.extend(bind(&inner.stream(), &given.stream()));
                }
            }
            _ => {}
        }
    }
    bound
}

/// What stands between commas.
fn arguments_of(tokens: &TokenStream) -> Vec<TokenStream> {
    let tokens: Vec<_> = tokens.clone().into_iter().collect();
    tokens.split(|token| is(token, ",")).map(|part| part.iter().cloned().collect()).collect()
}

/// The body with its names replaced. A repetition becomes all that its name stands for.
fn substitute(body: &TokenStream, bound: &Bound) -> TokenStream {
    let body: Vec<_> = body.clone().into_iter().collect();
    let mut tokens = Vec::new();
    let mut rest = body.as_slice();
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (dollar, [TokenTree::Ident(name), after @ ..]) if is(dollar, "$") => {
                tokens.extend(bound.get(&name.to_string()).into_iter().flatten().cloned().flatten());
                rest = after;
            }
            (dollar, [TokenTree::Group(repeated), after @ ..]) if is(dollar, "$") => {
                tokens.extend(substitute(&repeated.stream(), bound));
                rest = after;
            }
            (TokenTree::Group(group), _) => {
                let group = proc_macro2::Group::new(group.delimiter(), substitute(&group.stream(), bound));
                tokens.push(TokenTree::Group(group));
            }
            _ => tokens.push(first.clone()),
        }
    }
    tokens.into_iter().collect()
}

//! One operation: what it takes, what it answers, and a command that calls it.

use serde_json::Value;
use shared::problem::ProblemCode;

use super::schema::{self, Use};
use super::{curl, pretty};
use crate::html::{Table, code, code_block, escape, push};
use crate::markdown;
use crate::openapi::Operation;
use crate::terms::Terms;

impl<'a> Operation<'a> {
    /// A link with method, path and summary.
    pub(crate) fn link(&self) -> String {
        format!(
            "<a href=\"{}\">{} <span class=\"path\">{}</span> <span class=\"summary\">{}</span></a>",
            self.href(),
            self.verb(),
            breakable(self.path),
            escape(self.summary())
        )
    }

    /// A link with its id.
    pub(crate) fn short_link(&self) -> String {
        format!("<a href=\"{}\"><code>{}</code></a>", self.href(), breakable(self.id))
    }

    fn verb(&self) -> String {
        format!("<span class=\"verb verb--{}\">{}</span>", self.method, self.method.to_uppercase())
    }

    /// Whether it names a code among its own answers.
    pub(crate) fn answers(&self, problem: ProblemCode) -> bool {
        let mut responses = self.responses();
        responses.any(|(_, response)| {
            response["content"]["application/problem+json"]["examples"].get(problem.as_str()).is_some()
        })
    }

    /// Its answers, by status.
    pub(crate) fn responses(&self) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
        let responses = self.value["responses"].as_object().into_iter().flatten();
        responses.map(|(status, response)| (status.as_str(), response))
    }

    /// Its parameters in a place.
    pub(super) fn parameters(&self, place: &str) -> impl Iterator<Item = &'a Value> {
        let parameters = self.value["parameters"].as_array().into_iter().flatten();
        parameters.filter(move |parameter| parameter["in"] == place)
    }

    /// The media type and the content of its body; the more specific one of several.
    pub(super) fn body(&self) -> Option<(&'a str, &'a Value)> {
        let content = self.value["requestBody"]["content"].as_object()?;
        content.iter().next_back().map(|(kind, content)| (kind.as_str(), content))
    }

    /// The media types of its successful answers.
    pub(super) fn success_media_types(&self) -> Vec<&'a str> {
        let successes = self.responses().filter(|(status, _)| status.starts_with('2'));
        let contents = successes.filter_map(|(_, response)| response["content"].as_object());
        contents.flat_map(|content| content.keys().map(String::as_str)).collect()
    }

    fn credentials(&self) -> Vec<&'a str> {
        self.value["x-credentials"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// The variable that holds its credential in a command.
    pub(super) fn credential(&self) -> Option<&'static str> {
        let credentials = self.credentials();
        let variables = [("api_key", "KEY"), ("member", "TOKEN"), ("operator", "OPERATOR_TOKEN")];
        variables.into_iter().find(|(name, _)| credentials.contains(name)).map(|(_, variable)| variable)
    }

    /// Whether it takes the session's cookie and nothing else.
    pub(super) fn takes_cookie_only(&self) -> bool {
        let mut schemes = self.value["security"].as_array().into_iter().flatten();
        self.credentials().is_empty() && schemes.any(|scheme| scheme.get("refresh_cookie").is_some())
    }

    /// Its part of the page.
    pub(super) fn section(&self, openapi: &Value, terms: &Terms) -> String {
        let description = self.value["description"].as_str().unwrap_or_default();
        let mut about = markdown::text(description, terms);
        about.push_str(&self.facts());
        about.push_str(&self.parameter_table(openapi, terms));
        about.push_str(&self.body_table(openapi, terms));
        about.push_str(&self.answers_table(openapi, terms));
        let mut samples = format!("<p class=\"caption\">Request</p>\n{}", code_block(&curl::command(openapi, self)));
        samples.push_str(&self.examples());
        format!(
            "<section class=\"operation\" id=\"{id}\" aria-labelledby=\"{id}-name\">\n\
             <h2 id=\"{id}-name\"><a class=\"self\" href=\"#{id}\">{}</a></h2>\n\
             <p class=\"address\">{} <code>{}</code></p>\n<div class=\"about\">\n{about}</div>\n\
             <div class=\"samples\">\n{samples}</div>\n</section>\n",
            escape(self.summary()),
            self.verb(),
            breakable(self.path),
            id = escape(self.id)
        )
    }

    /// What it needs, in one line.
    fn facts(&self) -> String {
        let mut facts = vec![format!("<span>Operation <code>{}</code></span>", escape(self.id))];
        let credentials = self.credentials();
        let name = |credential: &&str| match *credential {
            "api_key" => "API key",
            "member" => "member",
            "operator" => "operator",
            _ => "other",
        };
        if self.takes_cookie_only() {
            facts.push("<span>Credential: the session’s cookie</span>".to_owned());
        } else if credentials.is_empty() {
            facts.push("<span>No credential</span>".to_owned());
        } else {
            let names: Vec<_> = credentials.iter().map(name).collect();
            facts.push(format!("<span>Credential: {}</span>", names.join(" or ")));
        }
        if let Some(scope) = self.value["x-scope"].as_str() {
            facts.push(format!("<span>Scope {}</span>", code(scope)));
        }
        if self.value["deprecated"] == true {
            facts.push("<span class=\"mark\">deprecated</span>".to_owned());
        }
        format!("<p class=\"needs\">{}</p>\n", facts.join(" "))
    }

    fn parameter_table(&self, openapi: &Value, terms: &Terms) -> String {
        let mut table = Table::new(&["Parameter", "Type", "Meaning"]);
        for place in ["path", "query", "header"] {
            for parameter in self.parameters(place) {
                let name = parameter["name"].as_str().unwrap_or_default();
                let needed = place != "path" && parameter["required"] == true;
                let mark = if needed { " <span class=\"mark\">required</span>" } else { "" };
                table.row(&[
                    format!("<code>{}</code>{mark} <span class=\"mark mark--quiet\">{place}</span>", breakable(name)),
                    schema::kind(openapi, &parameter["schema"]),
                    markdown::inline(parameter["description"].as_str().unwrap_or_default(), terms),
                ]);
            }
        }
        headed("Parameters", &table.html())
    }

    fn body_table(&self, openapi: &Value, terms: &Terms) -> String {
        let Some((_, content)) = self.body() else { return String::new() };
        let kinds = self.value["requestBody"]["content"].as_object().into_iter().flatten().map(|(kind, _)| code(kind));
        let name = code(schema::name_of(&content["schema"]).unwrap_or("the body"));
        let optional = if self.value["requestBody"]["required"] == true { "" } else { " It may be absent." };
        let members = schema::members(openapi, &content["schema"], Use::Request, 0, terms);
        let table = if members.is_empty() { members } else { schema::fold(&format!("Members of {name}"), &members) };
        headed("Body", &format!("<p>{}.{optional}</p>\n{table}", kinds.collect::<Vec<_>>().join(" or ")))
    }

    fn answers_table(&self, openapi: &Value, terms: &Terms) -> String {
        let mut table = Table::new(&["Status", "Meaning"]);
        let mut usual = Vec::new();
        for (status, response) in self.responses() {
            let class = &status[..1];
            let status_html = format!("<span class=\"status status--{class}\">{status}</span>");
            if response.get("$ref").is_some() {
                let link = if status.starts_with('3') {
                    status.to_owned()
                } else {
                    format!("<a href=\"/docs/errors#status-{status}\">{status}</a>")
                };
                usual.push(link);
                continue;
            }
            let mut meaning = markdown::inline(response["description"].as_str().unwrap_or_default(), terms);
            meaning.push_str(&content(openapi, response, terms));
            table.row(&[status_html, meaning]);
        }
        let usual = if usual.is_empty() {
            String::new()
        } else {
            format!("<p class=\"usual\">Also, as everywhere: {}.</p>\n", usual.join(", "))
        };
        headed("Answers", &format!("{}{usual}", table.html()))
    }

    /// Examples of its own answers.
    fn examples(&self) -> String {
        let mut html = String::new();
        for (status, response) in self.responses() {
            for (kind, content) in response["content"].as_object().into_iter().flatten() {
                let all = content.get("examples").and_then(Value::as_object);
                let named = all.into_iter().flatten().map(|(name, example)| (name.as_str(), &example["value"]));
                for (name, example) in content.get("example").map(|example| ("", example)).into_iter().chain(named) {
                    let problem =
                        if kind == "application/problem+json" { format!(" {}", code(name)) } else { String::new() };
                    let text = example.as_str().map_or_else(|| pretty(example), str::to_owned);
                    html.push_str(&schema::fold(&format!("Answer {status}{problem}"), &code_block(&text)));
                }
            }
        }
        html
    }
}

/// What a successful answer contains.
fn content(openapi: &Value, response: &Value, terms: &Terms) -> String {
    let mut html = String::new();
    for (kind, content) in response["content"].as_object().into_iter().flatten() {
        if kind == "application/problem+json" {
            continue;
        }
        let schema = &content["schema"];
        let members = schema::members(openapi, schema, Use::Answer, 0, terms);
        if members.is_empty() {
            push!(html, " {}", code(kind));
        } else {
            let summary = format!("Members of {}", code(schema::name_of(schema).unwrap_or("the answer")));
            html.push_str(&schema::fold(&summary, &members));
        }
    }
    html
}

fn headed(title: &str, html: &str) -> String {
    if html.is_empty() { String::new() } else { format!("<h3>{title}</h3>\n{html}") }
}

/// A long name that may be broken after its separators.
fn breakable(name: &str) -> String {
    escape(name).replace('/', "<wbr>/").replace('_', "_<wbr>")
}

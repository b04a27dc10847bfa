//! The protocol: which tools there are for this key, and what they answer.

use std::sync::Arc;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig,
};
use rmcp::service::{RequestContext, RoleServer};
use rmcp::transport::stdio;
use rmcp::{ErrorData, ServerHandler, ServiceExt};
use serde_json::{Value, json};

use crate::arguments::{Arguments, Mistake};
use crate::tool::ApiTool;
use crate::{Api, Refusal, proposing, reading, scopes};

const INSTRUCTIONS: &str = "Vehicles, tracking links and events of one vehicle importer. You can read what the API key permits. \
    You cannot change anything: the propose_ tools put a proposal before a member of the importer's staff, who sees the \
    customer's page before and after, and confirms or declines it in the web app. Tell people that it waits there, never that it is \
    done, until get_proposal says confirmed. Read the version of a vehicle or link before you propose a change of it.";

/// Why it does not serve.
#[derive(Debug)]
pub enum ServeError {
    /// The API does not accept the key, or cannot be reached.
    Refused(Refusal),
    /// The key has none of the scopes that the tools need.
    NoScope,
    /// The connection to the assistant failed.
    Protocol(String),
}

/// Serves an assistant on standard input and output, until it goes away.
pub async fn serve(api: impl Api) -> Result<(), ServeError> {
    let scopes = scopes(&api).await.map_err(ServeError::Refused)?;
    let all = reading::TOOLS.into_iter().chain(proposing::TOOLS);
    let tools: Arc<[ApiTool]> = all.filter(|tool| scopes.contains(&tool.scope)).collect();
    if tools.is_empty() {
        return Err(ServeError::NoScope);
    }
    let failed = |error: &dyn std::fmt::Display| ServeError::Protocol(error.to_string());
    let running = Server { api, tools }.serve(stdio()).await.map_err(|error| failed(&error))?;
    running.waiting().await.map(drop).map_err(|error| failed(&error))
}

/// The server for one assistant.
#[derive(Debug, Clone)]
struct Server<A> {
    api: A,
    tools: Arc<[ApiTool]>,
}

impl<A: Api> ServerHandler for Server<A> {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("importops", env!("CARGO_PKG_VERSION")))
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(self.tools.iter().map(ApiTool::described).collect()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(tool) = self.tools.iter().find(|tool| tool.name == request.name) else {
            return Err(ErrorData::invalid_params(format!("there is no tool {}", request.name), None));
        };
        let mut given = Arguments::new(request.arguments);
        let question = (tool.question)(&mut given).and_then(|question| given.finish().map(|()| question));
        let result = match question {
            Err(Mistake(text)) => CallToolResult::error(vec![ContentBlock::text(text)]),
            Ok(question) => answered(self.api.ask(question).await),
        };
        Ok(result.into())
    }
}

/// What the assistant reads. A refusal is for it to read too, so it is no error of the protocol.
fn answered(answer: Result<Value, Refusal>) -> CallToolResult {
    match answer {
        Ok(value @ Value::Object(_)) => CallToolResult::structured(value),
        Ok(value) => CallToolResult::structured(json!({ "data": value })),
        Err(Refusal::Problem { problem, .. }) => CallToolResult::structured_error(problem),
        Err(Refusal::NoAnswer(why)) => {
            CallToolResult::error(vec![ContentBlock::text(format!("The server did not answer: {why}"))])
        }
    }
}

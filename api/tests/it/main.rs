//! The real server on a free port, asked over HTTP, on SQLite and on PostgreSQL. Every answer that passes through is
//! checked against the OpenAPI document.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says where by panicking")]

mod support;

mod access;
mod api_keys;
mod audit;
mod backup;
mod behind_a_cache;
mod behind_nginx;
mod calendar;
mod canary;
mod check_config;
mod command_line;
mod compatibility;
mod differential;
mod disk_faults;
mod documents;
mod eta;
mod examples;
mod export;
mod framework;
mod fuzz;
mod guide;
mod histories;
mod idempotency;
mod kept_answers;
mod key_rotation;
mod knocks;
mod limits;
mod link_histories;
mod list_sizes;
mod live;
mod lockdown;
mod logo;
mod logs;
mod members;
mod metrics;
mod notes;
mod openapi;
mod operating;
mod organization;
mod panics;
mod photo_load;
mod photo_pipeline;
mod photo_store;
mod photos;
mod photos_shown;
mod power_cuts;
mod public;
mod races;
mod raw_http;
mod readiness;
mod resource_limits;
mod row_security;
mod security_reports;
mod session;
mod several_nodes;
mod sync;
mod timing;
mod traces;
mod tracking_link;
mod tracking_links;
mod vehicles;
mod webhooks;

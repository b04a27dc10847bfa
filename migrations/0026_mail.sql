-- Customers who asked to be told by mail, and the mails that wait.

-- Off for links that there are: their customers' pages stay as they were sent.
ALTER TABLE organizations ADD COLUMN default_allow_subscriptions BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE tracking_links ADD COLUMN allow_subscriptions BOOLEAN NOT NULL DEFAULT FALSE;

-- Addresses are sealed. `mailbox_hash` is keyed and of this link alone, so that the rows of one person cannot be matched.
CREATE TABLE subscribers (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    vehicle_id TEXT NOT NULL REFERENCES vehicles (id),
    tracking_link_id TEXT NOT NULL REFERENCES tracking_links (id),
    mailbox_hash TEXT NOT NULL,
    sealed_address TEXT NOT NULL,
    language TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    sealed_token TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    -- What the page showed when they were last told, as JSON; none before they confirmed.
    told TEXT,
    last_mail_at BIGINT,
    -- When their page is next compared with what they were told; none while nothing has changed.
    due_at BIGINT,
    changes BIGINT NOT NULL DEFAULT 0,
    tries BIGINT NOT NULL DEFAULT 0,
    claimed_until BIGINT
);
CREATE UNIQUE INDEX subscribers_mailbox ON subscribers (tracking_link_id, mailbox_hash);
CREATE UNIQUE INDEX subscribers_token ON subscribers (token_hash);
CREATE INDEX subscribers_vehicle ON subscribers (organization_id, vehicle_id);
CREATE INDEX subscribers_due ON subscribers (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX subscribers_unconfirmed ON subscribers (asked_at) WHERE confirmed_at IS NULL;

-- Mails to be sent, and what became of them. What a mail says and to whom is sealed, and gone when it is settled.
CREATE TABLE mails (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    kind TEXT NOT NULL,
    -- Whom it is for; it is not a reference, because they are erased before it is.
    subscriber_id TEXT,
    vehicle_id TEXT REFERENCES vehicles (id),
    tracking_link_id TEXT REFERENCES tracking_links (id),
    member_id TEXT REFERENCES members (id),
    -- Limits count by it how many mails somebody was sent whom nobody knows yet.
    mailbox_hash TEXT,
    sealed_letter TEXT,
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    next_attempt_at BIGINT,
    claimed_until BIGINT,
    failure TEXT,
    created_at BIGINT NOT NULL,
    settled_at BIGINT
);
CREATE INDEX mails_due ON mails (next_attempt_at) WHERE state = 'pending';
CREATE INDEX mails_listed ON mails (organization_id, state, id);
CREATE INDEX mails_to_mailbox ON mails (mailbox_hash, created_at) WHERE mailbox_hash IS NOT NULL;
CREATE INDEX mails_of_link ON mails (organization_id, tracking_link_id, created_at) WHERE mailbox_hash IS NOT NULL;
CREATE INDEX mails_settled ON mails (created_at) WHERE state <> 'pending';

-- What version 8 of the schema held after some work on SQLite, as that program wrote it, but for passwords, secrets and addresses
-- of endpoints. An entry of the audit log from before there were chains was added.

INSERT INTO organizations (
    id, name, country, time_zone, currency, default_show_photo, default_show_eta, default_show_progress,
    default_show_notes, created_at, updated_at, version
) VALUES
    ('org_01kqhfp680fyc88a2zrqe81jbv', 'Harbour Imports', 'DE', 'Europe/Berlin', 'EUR', TRUE, TRUE, TRUE, TRUE, 1777629600000, 1777629600000, 1),
    ('org_01kqhfpa50e41r1wxfn35vcj7v', 'Harbour Imports', 'DE', 'Europe/Berlin', 'EUR', TRUE, TRUE, TRUE, TRUE, 1777629604000, 1777629604000, 1);

INSERT INTO subscriptions (
    organization_id, status, updated_at
) VALUES
    ('org_01kqhfp680fyc88a2zrqe81jbv', 'active', 1777629600000),
    ('org_01kqhfpa50e41r1wxfn35vcj7v', 'active', 1777629604000);

INSERT INTO members (
    id, organization_id, name, email, role, created_at, updated_at, version
) VALUES
    ('usr_01kqhfp680ecstcx72tjxwe3d1', 'org_01kqhfp680fyc88a2zrqe81jbv', 'Alex Admin', 'admin@org-01kqhfp680fyc88a2zrqe81jbv.example', 'admin', 1777629600000, 1777629600000, 1),
    ('usr_01kqhfp680ej396zeqdhd2k2c5', 'org_01kqhfp680fyc88a2zrqe81jbv', 'Vic Viewer', 'viewer@org-01kqhfp680fyc88a2zrqe81jbv.example', 'viewer', 1777629600000, 1777629600000, 1),
    ('usr_01kqhfp680f4dtabwcewb7eee8', 'org_01kqhfp680fyc88a2zrqe81jbv', 'Eli Editor', 'editor@org-01kqhfp680fyc88a2zrqe81jbv.example', 'editor', 1777629600000, 1777629600000, 1),
    ('usr_01kqhfpa50ern99bhsc7ez54yr', 'org_01kqhfpa50e41r1wxfn35vcj7v', 'Alex Admin', 'admin@org-01kqhfpa50e41r1wxfn35vcj7v.example', 'admin', 1777629604000, 1777629604000, 1),
    ('usr_01kqhfpa50f1jax408qcr95xvc', 'org_01kqhfpa50e41r1wxfn35vcj7v', 'Vic Viewer', 'viewer@org-01kqhfpa50e41r1wxfn35vcj7v.example', 'viewer', 1777629604000, 1777629604000, 1),
    ('usr_01kqhfpa50fxva6hbegv3es147', 'org_01kqhfpa50e41r1wxfn35vcj7v', 'Eli Editor', 'editor@org-01kqhfpa50e41r1wxfn35vcj7v.example', 'editor', 1777629604000, 1777629604000, 1);

INSERT INTO vehicles (
    id, organization_id, year, make, model, stage, stage_changed_at, eta, eta_changed_at, created_at,
    updated_at, version, external_id
) VALUES
    ('veh_01kqhfp680f4bapzxjpjy9reas', 'org_01kqhfp680fyc88a2zrqe81jbv', 2021, 'Toyota', 'Land Cruiser', 'purchased', 1777629600000, NULL, NULL, 1777629600000, 1777629600000, 1, NULL),
    ('veh_01kqhfp778f73b2a54gechwsw3', 'org_01kqhfp680fyc88a2zrqe81jbv', 2021, 'Toyota', 'Land Cruiser', 'purchased', 1777629601000, '2026-06-08', 1777629602000, 1777629601000, 1777629602000, 2, 'DMS-1'),
    ('veh_01kqhfpa50fama4rf2s3544073', 'org_01kqhfpa50e41r1wxfn35vcj7v', 2021, 'Toyota', 'Land Cruiser', 'purchased', 1777629604000, NULL, NULL, 1777629604000, 1777629604000, 1, NULL);

INSERT INTO eta_changes (
    id, organization_id, vehicle_id, from_eta, to_eta, changed_at, changed_by, reason
) VALUES
    ('evt_01kqhfp86ge2dsvegngyv9herq', 'org_01kqhfp680fyc88a2zrqe81jbv', 'veh_01kqhfp778f73b2a54gechwsw3', '2026-06-01', '2026-06-08', 1777629602000, 'usr_01kqhfp680f4dtabwcewb7eee8', 'vessel_delayed');

INSERT INTO notes (
    id, organization_id, vehicle_id, scope, body, author_id, created_at, updated_at, version
) VALUES
    ('not_01kqhfp95rewhbpdtcefjbrvnb', 'org_01kqhfp680fyc88a2zrqe81jbv', 'veh_01kqhfp778f73b2a54gechwsw3', 'customer', 'Hi', 'usr_01kqhfp680f4dtabwcewb7eee8', 1777629603000, 1777629603000, 1);

INSERT INTO webhook_endpoints (
    id, organization_id, url, description, event_types, sealed_secret, disabled_at, disabled_reason,
    failing_since, created_at, created_by, updated_at, version
) VALUES
    ('whk_01kqhfp680efyvv71ahm4w9b1r', 'org_01kqhfp680fyc88a2zrqe81jbv', 'http://127.0.0.1/hook', 'second', '', 'none', 1777629603000, 'manual', NULL, 1777629600000, 'usr_01kqhfp680ecstcx72tjxwe3d1', 1777629603000, 3),
    ('whk_01kqhfp680es7tb6md6kje0j7y', 'org_01kqhfp680fyc88a2zrqe81jbv', 'http://127.0.0.1/hook', '', '', 'none', NULL, NULL, 1777629602000, 1777629600000, 'usr_01kqhfp680ecstcx72tjxwe3d1', 1777629600000, 1);

INSERT INTO webhook_deliveries (
    id, organization_id, endpoint_id, event_id, event_type, vehicle_id, body, state, tries, next_attempt_at,
    created_at
) VALUES
    ('dlv_01kqhfp778f4qa90ct74ptbxbb', 'org_01kqhfp680fyc88a2zrqe81jbv', 'whk_01kqhfp680efyvv71ahm4w9b1r', 'evt_01kqhfp778fe5sk00aphxgj0sp', 'vehicle.created', 'veh_01kqhfp778f73b2a54gechwsw3', '{"type":"vehicle.created","timestamp":"2026-05-01T10:00:01Z","data":{"vehicle_id":"veh_01kqhfp778f73b2a54gechwsw3","external_id":"DMS-1","version":1,"stage":"purchased"}}', 'succeeded', 1, NULL, 1777629601000),
    ('dlv_01kqhfp778fjd8708kde9btcgm', 'org_01kqhfp680fyc88a2zrqe81jbv', 'whk_01kqhfp680es7tb6md6kje0j7y', 'evt_01kqhfp778fe5sk00aphxgj0sp', 'vehicle.created', 'veh_01kqhfp778f73b2a54gechwsw3', '{"type":"vehicle.created","timestamp":"2026-05-01T10:00:01Z","data":{"vehicle_id":"veh_01kqhfp778f73b2a54gechwsw3","external_id":"DMS-1","version":1,"stage":"purchased"}}', 'succeeded', 1, NULL, 1777629601000),
    ('dlv_01kqhfp86ge1arr7qye5ncnhxs', 'org_01kqhfp680fyc88a2zrqe81jbv', 'whk_01kqhfp680es7tb6md6kje0j7y', 'evt_01kqhfp86gf8pvkq0bv5ewgp3h', 'vehicle.eta_changed', 'veh_01kqhfp778f73b2a54gechwsw3', '{"type":"vehicle.eta_changed","timestamp":"2026-05-01T10:00:02Z","data":{"vehicle_id":"veh_01kqhfp778f73b2a54gechwsw3","external_id":"DMS-1","version":2,"stage":"purchased","eta_reason":"vessel_delayed"}}', 'pending', 1, 1777629607294, 1777629602000),
    ('dlv_01kqhfp86gewragv5brr8mgbh6', 'org_01kqhfp680fyc88a2zrqe81jbv', 'whk_01kqhfp680efyvv71ahm4w9b1r', 'evt_01kqhfp86gekfs7rfer8rb63wq', 'vehicle.updated', 'veh_01kqhfp778f73b2a54gechwsw3', '{"type":"vehicle.updated","timestamp":"2026-05-01T10:00:02Z","data":{"vehicle_id":"veh_01kqhfp778f73b2a54gechwsw3","external_id":"DMS-1","version":2,"stage":"purchased"}}', 'succeeded', 1, NULL, 1777629602000),
    ('dlv_01kqhfp86gexmsn279rf7h9p8b', 'org_01kqhfp680fyc88a2zrqe81jbv', 'whk_01kqhfp680es7tb6md6kje0j7y', 'evt_01kqhfp86gekfs7rfer8rb63wq', 'vehicle.updated', 'veh_01kqhfp778f73b2a54gechwsw3', '{"type":"vehicle.updated","timestamp":"2026-05-01T10:00:02Z","data":{"vehicle_id":"veh_01kqhfp778f73b2a54gechwsw3","external_id":"DMS-1","version":2,"stage":"purchased"}}', 'pending', 1, 1777629607796, 1777629602000),
    ('dlv_01kqhfp86gfcfa0zph0skak5e8', 'org_01kqhfp680fyc88a2zrqe81jbv', 'whk_01kqhfp680efyvv71ahm4w9b1r', 'evt_01kqhfp86gf8pvkq0bv5ewgp3h', 'vehicle.eta_changed', 'veh_01kqhfp778f73b2a54gechwsw3', '{"type":"vehicle.eta_changed","timestamp":"2026-05-01T10:00:02Z","data":{"vehicle_id":"veh_01kqhfp778f73b2a54gechwsw3","external_id":"DMS-1","version":2,"stage":"purchased","eta_reason":"vessel_delayed"}}', 'succeeded', 1, NULL, 1777629602000),
    ('dlv_01kqhfp95regzrt2gwzc33b0ca', 'org_01kqhfp680fyc88a2zrqe81jbv', 'whk_01kqhfp680efyvv71ahm4w9b1r', 'evt_01kqhfp95rfnxsmzth7zw1ravx', 'note.created', 'veh_01kqhfp778f73b2a54gechwsw3', '{"type":"note.created","timestamp":"2026-05-01T10:00:03Z","data":{"vehicle_id":"veh_01kqhfp778f73b2a54gechwsw3","external_id":"DMS-1","note_id":"not_01kqhfp95rewhbpdtcefjbrvnb","version":1,"scope":"customer"}}', 'failed', 0, NULL, 1777629603000),
    ('dlv_01kqhfp95rfy99gpfzq5wbxsb8', 'org_01kqhfp680fyc88a2zrqe81jbv', 'whk_01kqhfp680es7tb6md6kje0j7y', 'evt_01kqhfp95rfnxsmzth7zw1ravx', 'note.created', 'veh_01kqhfp778f73b2a54gechwsw3', '{"type":"note.created","timestamp":"2026-05-01T10:00:03Z","data":{"vehicle_id":"veh_01kqhfp778f73b2a54gechwsw3","external_id":"DMS-1","note_id":"not_01kqhfp95rewhbpdtcefjbrvnb","version":1,"scope":"customer"}}', 'pending', 0, 1777629603000, 1777629603000),
    ('dlv_01kqhfpa50e0wbam2k5xxrnz52', 'org_01kqhfp680fyc88a2zrqe81jbv', 'whk_01kqhfp680es7tb6md6kje0j7y', 'evt_01kqhfpa50e78vm4ddr280q718', 'ping', NULL, '{"type":"ping","timestamp":"2026-05-01T10:00:04Z","data":{}}', 'pending', 0, 1777629604000, 1777629604000);

INSERT INTO webhook_attempts (
    delivery_id, number, attempted_at, duration_ms, status, outcome
) VALUES
    ('dlv_01kqhfp778f4qa90ct74ptbxbb', 1, 1777629601000, 2, 204, 'succeeded'),
    ('dlv_01kqhfp778fjd8708kde9btcgm', 1, 1777629601000, 2, 204, 'succeeded'),
    ('dlv_01kqhfp86ge1arr7qye5ncnhxs', 1, 1777629602000, 6, 500, 'http_error'),
    ('dlv_01kqhfp86gewragv5brr8mgbh6', 1, 1777629602000, 3, 204, 'succeeded'),
    ('dlv_01kqhfp86gexmsn279rf7h9p8b', 1, 1777629602000, 7, 500, 'http_error'),
    ('dlv_01kqhfp86gfcfa0zph0skak5e8', 1, 1777629602000, 7, 204, 'succeeded');

INSERT INTO audit_events (
    id, organization_id, occurred_at, actor_id, actor_name, category, action, subject_id, summary, request_id,
    actor_kind, sequence, chain
) VALUES
    ('evt_01kqheqn00e00bef0re0cha1ns', 'org_01kqhfp680fyc88a2zrqe81jbv', 1777629596000, NULL, 'Operator', 'organization', 'organization.created', 'org_01kqhfp680fyc88a2zrqe81jbv', 'created Harbour Imports', 'command-line', 'operator', 0, NULL),
    ('evt_01kqhfp680eqmt54ct6taym3ga', 'org_01kqhfp680fyc88a2zrqe81jbv', 1777629600000, 'usr_01kqhfp680ecstcx72tjxwe3d1', 'Alex Admin', 'webhook', 'webhook.created', 'whk_01kqhfp680es7tb6md6kje0j7y', 'added the webhook endpoint at 127.0.0.1', '019de2fb19007886a341000000000001', 'member', 2, 'yoxWBZIB3-C-sTNcjA5DWy5VoVW7PoRo0RsPmU6NYu4'),
    ('evt_01kqhfp680etd9hk8pd4g1c5w8', 'org_01kqhfp680fyc88a2zrqe81jbv', 1777629600000, 'usr_01kqhfp680ecstcx72tjxwe3d1', 'Alex Admin', 'webhook', 'webhook.created', 'whk_01kqhfp680efyvv71ahm4w9b1r', 'added the webhook endpoint at 127.0.0.1', '019de2fb19007886a341000000000002', 'member', 3, 'DkQIcAd9JKVcCXOjZt6BoV578n2Z3d07N5Dkybl0eZk'),
    ('evt_01kqhfp680ffxtz8nbh9nf2vdt', 'org_01kqhfp680fyc88a2zrqe81jbv', 1777629600000, 'usr_01kqhfp680f4dtabwcewb7eee8', 'Eli Editor', 'vehicle', 'vehicle.created', 'veh_01kqhfp680f4bapzxjpjy9reas', 'created 2021 Toyota Land Cruiser', '019de2fb19007886a341000000000000', 'member', 1, '8SWFqVNxESLk71qbkOY4A2AHybbmRwIOcxbIq8r53vc'),
    ('evt_01kqhfp778f7q8jjbfmt6qcb5z', 'org_01kqhfp680fyc88a2zrqe81jbv', 1777629601000, 'usr_01kqhfp680f4dtabwcewb7eee8', 'Eli Editor', 'vehicle', 'vehicle.created', 'veh_01kqhfp778f73b2a54gechwsw3', 'created 2021 Toyota Land Cruiser', '019de2fb1ce87886a341000000000003', 'member', 4, '4W3pDq-r1hmjmJFpPS4n744DYwAOSjRc67h4mLMkOyI'),
    ('evt_01kqhfp86ge37vze220435xy3g', 'org_01kqhfp680fyc88a2zrqe81jbv', 1777629602000, 'usr_01kqhfp680f4dtabwcewb7eee8', 'Eli Editor', 'vehicle', 'vehicle.updated', 'veh_01kqhfp778f73b2a54gechwsw3', 'changed 2021 Toyota Land Cruiser; ETA now 2026-06-08, was 2026-06-01: vessel delayed', '019de2fb20d07886a341000000000004', 'member', 5, 'zDhBW3KonLPHuZZC83T-MZ-G0kbqeHVuvsAtHB-ZRpY'),
    ('evt_01kqhfp95regfrhp55a3zyep88', 'org_01kqhfp680fyc88a2zrqe81jbv', 1777629603000, 'usr_01kqhfp680f4dtabwcewb7eee8', 'Eli Editor', 'note', 'note.created', 'not_01kqhfp95rewhbpdtcefjbrvnb', 'wrote a note of scope customer on 2021 Toyota Land Cruiser', '019de2fb24b87886a341000000000005', 'member', 6, 'mKrrkzF2QVH8nn9lS6vIpgsajLhd6RKMwX8GCu-Vz-0'),
    ('evt_01kqhfp95rfxnbed60f41xhsym', 'org_01kqhfp680fyc88a2zrqe81jbv', 1777629603000, 'usr_01kqhfp680ecstcx72tjxwe3d1', 'Alex Admin', 'webhook', 'webhook.updated', 'whk_01kqhfp680efyvv71ahm4w9b1r', 'switched off the webhook endpoint at 127.0.0.1', '019de2fb24b87886a341000000000006', 'member', 7, 'Kowvb7EBX5Lbw3Vy0-lFH90ALE6nH5i521FicI5j1sk'),
    ('evt_01kqhfpa50fp7r0rhv8twzcyzf', 'org_01kqhfpa50e41r1wxfn35vcj7v', 1777629604000, 'usr_01kqhfpa50fxva6hbegv3es147', 'Eli Editor', 'vehicle', 'vehicle.created', 'veh_01kqhfpa50fama4rf2s3544073', 'created 2021 Toyota Land Cruiser', '019de2fb28a07886a341000000000008', 'member', 1, 'YZ7ga-rw-LskLu2WtPt1W6sBcCWIqcdn2BmMRczcVtI'),
    ('evt_01kqhfpa50frt8xwpv92rpzw7r', 'org_01kqhfp680fyc88a2zrqe81jbv', 1777629604000, 'usr_01kqhfp680ecstcx72tjxwe3d1', 'Alex Admin', 'webhook', 'webhook.pinged', 'whk_01kqhfp680es7tb6md6kje0j7y', 'sent a test event to the webhook endpoint at 127.0.0.1', '019de2fb28a07886a341000000000007', 'member', 8, 'XiBIzCO-AJtugAXEtW_ooTPPk11EUjrYSyoa7infkCg');

INSERT INTO audit_heads (
    organization_id, sequence, chain
) VALUES
    ('org_01kqhfp680fyc88a2zrqe81jbv', 8, 'XiBIzCO-AJtugAXEtW_ooTPPk11EUjrYSyoa7infkCg'),
    ('org_01kqhfpa50e41r1wxfn35vcj7v', 1, 'YZ7ga-rw-LskLu2WtPt1W6sBcCWIqcdn2BmMRczcVtI');

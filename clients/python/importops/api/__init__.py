# flake8: noqa

# import apis into api package
from importops.api.api_keys_api import APIKeysApi
from importops.api.audit_log_api import AuditLogApi
from importops.api.events_api import EventsApi
from importops.api.mail_api import MailApi
from importops.api.members_api import MembersApi
from importops.api.notes_api import NotesApi
from importops.api.operator_api import OperatorApi
from importops.api.organisation_api import OrganisationApi
from importops.api.photos_api import PhotosApi
from importops.api.proposals_api import ProposalsApi
from importops.api.public_api import PublicApi
from importops.api.session_api import SessionApi
from importops.api.tracking_link_api import TrackingLinkApi
from importops.api.tracking_links_api import TrackingLinksApi
from importops.api.vehicles_api import VehiclesApi
from importops.api.webhooks_api import WebhooksApi


-- Sources end links too, and name them by the id that both sides know.
CREATE INDEX links_by_id ON links (connector_uuid, link_id);

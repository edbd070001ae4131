-- Old notifications are forgotten again and again, whoever they are of.
CREATE INDEX notifications_by_age ON notifications (at);

-- The music school's own database. The connector logs in as a role that may read these two tables and nothing else.
CREATE TABLE pupils (
    number TEXT PRIMARY KEY,
    full_name TEXT NOT NULL,
    mail TEXT,
    instrument TEXT NOT NULL,
    grade INTEGER NOT NULL,
    teacher_note TEXT
);
CREATE TABLE courses (
    pupil TEXT NOT NULL REFERENCES pupils,
    title TEXT NOT NULL,
    begins DATE NOT NULL,
    fee NUMERIC(8, 2) NOT NULL
);
INSERT INTO pupils VALUES
    ('M-1042', 'Aino Koskela', 'aino.koskela@example.fi', 'cello', 3, 'practises at night'),
    ('M-1067', 'Eero Koskela', 'eero.koskela@example.fi', 'drums', 1, NULL),
    ('M-1093', 'Noor Haddad', 'noor.haddad@example.fi', 'oud', 5, 'plays at the spring concert');
INSERT INTO courses VALUES
    ('M-1042', 'Cello in the evening', '2026-09-02', 240.00),
    ('M-1042', 'Choir for everybody', '2026-09-07', 60.00),
    ('M-1067', 'Drums for beginners', '2026-09-03', 180.00),
    ('M-1093', 'Oud, advanced', '2026-09-04', 310.50);
CREATE ROLE connector LOGIN PASSWORD :'password';
GRANT SELECT ON pupils, courses TO connector;

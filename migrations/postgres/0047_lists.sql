-- Lists of people: found by state, and by the words of their department.

CREATE INDEX members_state ON members (workspace_id, state);

-- The beginnings by which the people of a department are found: the words of its name, folded.
CREATE TABLE department_words (
    workspace_id TEXT NOT NULL,
    word TEXT COLLATE "C" NOT NULL,
    department_id TEXT NOT NULL,
    PRIMARY KEY (workspace_id, word, department_id),
    FOREIGN KEY (workspace_id, department_id) REFERENCES departments (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX department_words_department ON department_words (department_id, word);

-- Departments there were before have their whole names for words until they are renamed.
INSERT INTO department_words (workspace_id, word, department_id)
    SELECT workspace_id, folded, id FROM departments;

-- Login names and phone numbers of people who have joined. A number is a word as a whole only.
INSERT INTO member_words (workspace_id, word, member_id)
    SELECT m.workspace_id, i.folded, m.id FROM members m
    JOIN identifiers i ON i.passport_id = m.passport_id
    WHERE m.state = 'active' AND i.kind = 'login' AND i.verified_at IS NOT NULL
    ON CONFLICT DO NOTHING;
INSERT INTO member_words (workspace_id, word, member_id)
    SELECT m.workspace_id, 'T' || substr(i.folded, 2), m.id FROM members m
    JOIN identifiers i ON i.passport_id = m.passport_id
    WHERE m.state = 'active' AND i.kind = 'phone' AND i.verified_at IS NOT NULL
    ON CONFLICT DO NOTHING;

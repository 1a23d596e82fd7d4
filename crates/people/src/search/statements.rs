//! The statements by which lists are read. Each says the same of whom is sought ($4 to $17); they differ in where they
//! begin and in which direction they read.
//!
//! Those gathered are sought one by one, however large the workspace is. SQLite takes a `CROSS JOIN` in the order it is
//! written. PostgreSQL would for an equality rather read every member and hash them; for a `BETWEEN` of the same text twice
//! it has nothing but seeking. The `LIMIT` that nobody reaches keeps it from asking the rest of every member first.
//! They are put together by `UNION ALL` and told apart afterwards: a `UNION` SQLite merges in the order of identifiers, for which
//! it walks all members.
//! Whether a member has a word is counted: for an `EXISTS` PostgreSQL would at times read the words of everybody.

use base::db::{Sql, sql};

/// Goes through names in their order, so many of them at most ($18), until the page is full: for what many are.
pub(super) const WALK: Sql = sql(
    "SELECT m.id AS id, m.workspace_id AS workspace_id, m.passport_id AS passport_id, \
     m.name AS name, m.name_folded AS name_folded, m.email AS email, m.phone AS phone, m.picture AS picture, m.role AS role, m.own_role AS own_role, \
     m.department_id AS department_id, m.state AS state, m.epoch AS epoch, \
     m.invited_at AS invited_at, m.joined_at AS joined_at, m.created_at AS created_at, \
     CASE WHEN m.state = 'dismissed' THEN 'dismissed' WHEN EXISTS (SELECT 1 FROM member_blocks b \
     WHERE b.workspace_id = m.workspace_id AND b.member_id = m.id \
     AND (b.until IS NULL OR b.until > $8)) THEN 'blocked' ELSE m.state END AS standing \
     FROM (SELECT id, workspace_id, passport_id, name, name_folded, email, phone, picture, role, own_role, \
     department_id, state, epoch, invited_at, joined_at, created_at FROM members \
     WHERE workspace_id = $1 AND (name_folded, id) > ($2, $3) \
     ORDER BY name_folded, id LIMIT $18) m WHERE (CAST($4 AS TEXT) IS NULL OR m.role = $4) \
     AND (CAST($5 AS TEXT) IS NULL OR $5 = CASE WHEN m.state = 'dismissed' THEN 'dismissed' \
     WHEN EXISTS (SELECT 1 FROM member_blocks b WHERE b.workspace_id = m.workspace_id \
     AND b.member_id = m.id AND (b.until IS NULL OR b.until > $8)) \
     THEN 'blocked' ELSE m.state END) \
     AND (CAST($6 AS TEXT) IS NULL OR m.department_id IN (WITH RECURSIVE below (id) AS (\
     SELECT id FROM departments WHERE workspace_id = $1 AND id = $6 \
     UNION SELECT d.id FROM departments d JOIN below u ON d.parent_id = u.id \
     WHERE d.workspace_id = $1) SELECT id FROM below)) \
     AND (CAST($7 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM group_members g \
     WHERE g.workspace_id = m.workspace_id AND g.group_id = $7 AND g.member_id = m.id)) \
     AND (CAST($10 AS TEXT) IS NULL OR 0 < (SELECT COUNT(*) FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $10 AND w.word < $11) \
     OR EXISTS (SELECT 1 FROM department_words w WHERE w.workspace_id = $1 \
     AND w.department_id = m.department_id AND w.word >= $10 AND w.word < $11)) \
     AND (CAST($12 AS TEXT) IS NULL OR 0 < (SELECT COUNT(*) FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $12 AND w.word < $13) \
     OR EXISTS (SELECT 1 FROM department_words w WHERE w.workspace_id = $1 \
     AND w.department_id = m.department_id AND w.word >= $12 AND w.word < $13)) \
     AND (CAST($14 AS TEXT) IS NULL OR 0 < (SELECT COUNT(*) FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $14 AND w.word < $15) \
     OR EXISTS (SELECT 1 FROM department_words w WHERE w.workspace_id = $1 \
     AND w.department_id = m.department_id AND w.word >= $14 AND w.word < $15)) \
     AND (CAST($16 AS TEXT) IS NULL OR 0 < (SELECT COUNT(*) FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $16 AND w.word < $17) \
     OR EXISTS (SELECT 1 FROM department_words w WHERE w.workspace_id = $1 \
     AND w.department_id = m.department_id AND w.word >= $16 AND w.word < $17)) \
     ORDER BY m.name_folded, m.id LIMIT $9",
);

/// The same towards the beginning.
pub(super) const WALK_BACK: Sql = sql(
    "SELECT m.id AS id, m.workspace_id AS workspace_id, m.passport_id AS passport_id, \
     m.name AS name, m.name_folded AS name_folded, m.email AS email, m.phone AS phone, m.picture AS picture, m.role AS role, m.own_role AS own_role, \
     m.department_id AS department_id, m.state AS state, m.epoch AS epoch, \
     m.invited_at AS invited_at, m.joined_at AS joined_at, m.created_at AS created_at, \
     CASE WHEN m.state = 'dismissed' THEN 'dismissed' WHEN EXISTS (SELECT 1 FROM member_blocks b \
     WHERE b.workspace_id = m.workspace_id AND b.member_id = m.id \
     AND (b.until IS NULL OR b.until > $8)) THEN 'blocked' ELSE m.state END AS standing \
     FROM (SELECT id, workspace_id, passport_id, name, name_folded, email, phone, picture, role, own_role, \
     department_id, state, epoch, invited_at, joined_at, created_at FROM members \
     WHERE workspace_id = $1 AND (name_folded, id) < ($2, $3) \
     ORDER BY name_folded DESC, id DESC LIMIT $18) m WHERE (CAST($4 AS TEXT) IS NULL OR m.role = $4) \
     AND (CAST($5 AS TEXT) IS NULL OR $5 = CASE WHEN m.state = 'dismissed' THEN 'dismissed' \
     WHEN EXISTS (SELECT 1 FROM member_blocks b WHERE b.workspace_id = m.workspace_id \
     AND b.member_id = m.id AND (b.until IS NULL OR b.until > $8)) \
     THEN 'blocked' ELSE m.state END) \
     AND (CAST($6 AS TEXT) IS NULL OR m.department_id IN (WITH RECURSIVE below (id) AS (\
     SELECT id FROM departments WHERE workspace_id = $1 AND id = $6 \
     UNION SELECT d.id FROM departments d JOIN below u ON d.parent_id = u.id \
     WHERE d.workspace_id = $1) SELECT id FROM below)) \
     AND (CAST($7 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM group_members g \
     WHERE g.workspace_id = m.workspace_id AND g.group_id = $7 AND g.member_id = m.id)) \
     AND (CAST($10 AS TEXT) IS NULL OR 0 < (SELECT COUNT(*) FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $10 AND w.word < $11) \
     OR EXISTS (SELECT 1 FROM department_words w WHERE w.workspace_id = $1 \
     AND w.department_id = m.department_id AND w.word >= $10 AND w.word < $11)) \
     AND (CAST($12 AS TEXT) IS NULL OR 0 < (SELECT COUNT(*) FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $12 AND w.word < $13) \
     OR EXISTS (SELECT 1 FROM department_words w WHERE w.workspace_id = $1 \
     AND w.department_id = m.department_id AND w.word >= $12 AND w.word < $13)) \
     AND (CAST($14 AS TEXT) IS NULL OR 0 < (SELECT COUNT(*) FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $14 AND w.word < $15) \
     OR EXISTS (SELECT 1 FROM department_words w WHERE w.workspace_id = $1 \
     AND w.department_id = m.department_id AND w.word >= $14 AND w.word < $15)) \
     AND (CAST($16 AS TEXT) IS NULL OR 0 < (SELECT COUNT(*) FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $16 AND w.word < $17) \
     OR EXISTS (SELECT 1 FROM department_words w WHERE w.workspace_id = $1 \
     AND w.department_id = m.department_id AND w.word >= $16 AND w.word < $17)) \
     ORDER BY m.name_folded DESC, m.id DESC LIMIT $9",
);

/// Takes the few who fit one of the things sought ($18 to $24, of which one is set), and sorts them.
pub(super) const GATHER: Sql = sql(
    "SELECT m.id AS id, m.workspace_id AS workspace_id, m.passport_id AS passport_id, \
     m.name AS name, m.name_folded AS name_folded, m.email AS email, m.phone AS phone, m.picture AS picture, m.role AS role, m.own_role AS own_role, \
     m.department_id AS department_id, m.state AS state, m.epoch AS epoch, \
     m.invited_at AS invited_at, m.joined_at AS joined_at, m.created_at AS created_at, \
     CASE WHEN m.state = 'dismissed' THEN 'dismissed' WHEN EXISTS (SELECT 1 FROM member_blocks b \
     WHERE b.workspace_id = m.workspace_id AND b.member_id = m.id \
     AND (b.until IS NULL OR b.until > $8)) THEN 'blocked' ELSE m.state END AS standing \
     FROM (SELECT n.id AS id, n.workspace_id AS workspace_id, n.passport_id AS passport_id, n.name AS name, \
     n.name_folded AS name_folded, n.email AS email, n.phone AS phone, n.picture AS picture, n.role AS role, n.own_role AS own_role, \
     n.department_id AS department_id, n.state AS state, n.epoch AS epoch, n.invited_at AS invited_at, \
     n.joined_at AS joined_at, n.created_at AS created_at FROM (SELECT DISTINCT member_id FROM (SELECT member_id FROM member_words \
     WHERE workspace_id = $1 AND word >= $18 AND word < $19 \
     UNION ALL SELECT dm.id FROM department_words dw CROSS JOIN members dm \
     WHERE dm.workspace_id = $1 AND dm.department_id = dw.department_id AND dw.workspace_id = $1 AND dw.word >= $18 AND dw.word < $19 \
     UNION ALL SELECT member_id FROM group_members WHERE workspace_id = $1 AND group_id = $20 \
     UNION ALL SELECT id FROM members WHERE workspace_id = $1 AND role = $21 \
     UNION ALL SELECT id FROM members WHERE workspace_id = $1 AND state = $22 \
     UNION ALL SELECT member_id FROM member_blocks WHERE workspace_id = $1 AND $23 = 'blocked' \
     UNION ALL SELECT dm.id FROM (\
     WITH RECURSIVE below (id) AS (SELECT id FROM departments WHERE workspace_id = $1 AND id = $24 \
     UNION SELECT d.id FROM departments d JOIN below u ON d.parent_id = u.id \
     WHERE d.workspace_id = $1) SELECT id FROM below) tree CROSS JOIN members dm \
     WHERE dm.workspace_id = $1 AND dm.department_id BETWEEN tree.id AND tree.id) every) found CROSS JOIN members n \
     WHERE n.workspace_id = $1 AND n.id BETWEEN found.member_id AND found.member_id LIMIT 1000000000) m \
     WHERE (m.name_folded, m.id) > ($2, $3) \
     AND (CAST($4 AS TEXT) IS NULL OR m.role = $4) \
     AND (CAST($5 AS TEXT) IS NULL OR $5 = CASE WHEN m.state = 'dismissed' THEN 'dismissed' \
     WHEN EXISTS (SELECT 1 FROM member_blocks b WHERE b.workspace_id = m.workspace_id \
     AND b.member_id = m.id AND (b.until IS NULL OR b.until > $8)) \
     THEN 'blocked' ELSE m.state END) \
     AND (CAST($6 AS TEXT) IS NULL OR m.department_id IN (WITH RECURSIVE below (id) AS (\
     SELECT id FROM departments WHERE workspace_id = $1 AND id = $6 \
     UNION SELECT d.id FROM departments d JOIN below u ON d.parent_id = u.id \
     WHERE d.workspace_id = $1) SELECT id FROM below)) \
     AND (CAST($7 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM group_members g \
     WHERE g.workspace_id = m.workspace_id AND g.group_id = $7 AND g.member_id = m.id)) \
     AND (CAST($10 AS TEXT) IS NULL OR 0 < (SELECT COUNT(*) FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $10 AND w.word < $11) \
     OR EXISTS (SELECT 1 FROM department_words w WHERE w.workspace_id = $1 \
     AND w.department_id = m.department_id AND w.word >= $10 AND w.word < $11)) \
     AND (CAST($12 AS TEXT) IS NULL OR 0 < (SELECT COUNT(*) FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $12 AND w.word < $13) \
     OR EXISTS (SELECT 1 FROM department_words w WHERE w.workspace_id = $1 \
     AND w.department_id = m.department_id AND w.word >= $12 AND w.word < $13)) \
     AND (CAST($14 AS TEXT) IS NULL OR 0 < (SELECT COUNT(*) FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $14 AND w.word < $15) \
     OR EXISTS (SELECT 1 FROM department_words w WHERE w.workspace_id = $1 \
     AND w.department_id = m.department_id AND w.word >= $14 AND w.word < $15)) \
     AND (CAST($16 AS TEXT) IS NULL OR 0 < (SELECT COUNT(*) FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $16 AND w.word < $17) \
     OR EXISTS (SELECT 1 FROM department_words w WHERE w.workspace_id = $1 \
     AND w.department_id = m.department_id AND w.word >= $16 AND w.word < $17)) \
     ORDER BY m.name_folded, m.id LIMIT $9",
);

/// The same towards the beginning.
pub(super) const GATHER_BACK: Sql = sql(
    "SELECT m.id AS id, m.workspace_id AS workspace_id, m.passport_id AS passport_id, \
     m.name AS name, m.name_folded AS name_folded, m.email AS email, m.phone AS phone, m.picture AS picture, m.role AS role, m.own_role AS own_role, \
     m.department_id AS department_id, m.state AS state, m.epoch AS epoch, \
     m.invited_at AS invited_at, m.joined_at AS joined_at, m.created_at AS created_at, \
     CASE WHEN m.state = 'dismissed' THEN 'dismissed' WHEN EXISTS (SELECT 1 FROM member_blocks b \
     WHERE b.workspace_id = m.workspace_id AND b.member_id = m.id \
     AND (b.until IS NULL OR b.until > $8)) THEN 'blocked' ELSE m.state END AS standing \
     FROM (SELECT n.id AS id, n.workspace_id AS workspace_id, n.passport_id AS passport_id, n.name AS name, \
     n.name_folded AS name_folded, n.email AS email, n.phone AS phone, n.picture AS picture, n.role AS role, n.own_role AS own_role, \
     n.department_id AS department_id, n.state AS state, n.epoch AS epoch, n.invited_at AS invited_at, \
     n.joined_at AS joined_at, n.created_at AS created_at FROM (SELECT DISTINCT member_id FROM (SELECT member_id FROM member_words \
     WHERE workspace_id = $1 AND word >= $18 AND word < $19 \
     UNION ALL SELECT dm.id FROM department_words dw CROSS JOIN members dm \
     WHERE dm.workspace_id = $1 AND dm.department_id = dw.department_id AND dw.workspace_id = $1 AND dw.word >= $18 AND dw.word < $19 \
     UNION ALL SELECT member_id FROM group_members WHERE workspace_id = $1 AND group_id = $20 \
     UNION ALL SELECT id FROM members WHERE workspace_id = $1 AND role = $21 \
     UNION ALL SELECT id FROM members WHERE workspace_id = $1 AND state = $22 \
     UNION ALL SELECT member_id FROM member_blocks WHERE workspace_id = $1 AND $23 = 'blocked' \
     UNION ALL SELECT dm.id FROM (\
     WITH RECURSIVE below (id) AS (SELECT id FROM departments WHERE workspace_id = $1 AND id = $24 \
     UNION SELECT d.id FROM departments d JOIN below u ON d.parent_id = u.id \
     WHERE d.workspace_id = $1) SELECT id FROM below) tree CROSS JOIN members dm \
     WHERE dm.workspace_id = $1 AND dm.department_id BETWEEN tree.id AND tree.id) every) found CROSS JOIN members n \
     WHERE n.workspace_id = $1 AND n.id BETWEEN found.member_id AND found.member_id LIMIT 1000000000) m \
     WHERE (m.name_folded, m.id) < ($2, $3) \
     AND (CAST($4 AS TEXT) IS NULL OR m.role = $4) \
     AND (CAST($5 AS TEXT) IS NULL OR $5 = CASE WHEN m.state = 'dismissed' THEN 'dismissed' \
     WHEN EXISTS (SELECT 1 FROM member_blocks b WHERE b.workspace_id = m.workspace_id \
     AND b.member_id = m.id AND (b.until IS NULL OR b.until > $8)) \
     THEN 'blocked' ELSE m.state END) \
     AND (CAST($6 AS TEXT) IS NULL OR m.department_id IN (WITH RECURSIVE below (id) AS (\
     SELECT id FROM departments WHERE workspace_id = $1 AND id = $6 \
     UNION SELECT d.id FROM departments d JOIN below u ON d.parent_id = u.id \
     WHERE d.workspace_id = $1) SELECT id FROM below)) \
     AND (CAST($7 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM group_members g \
     WHERE g.workspace_id = m.workspace_id AND g.group_id = $7 AND g.member_id = m.id)) \
     AND (CAST($10 AS TEXT) IS NULL OR 0 < (SELECT COUNT(*) FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $10 AND w.word < $11) \
     OR EXISTS (SELECT 1 FROM department_words w WHERE w.workspace_id = $1 \
     AND w.department_id = m.department_id AND w.word >= $10 AND w.word < $11)) \
     AND (CAST($12 AS TEXT) IS NULL OR 0 < (SELECT COUNT(*) FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $12 AND w.word < $13) \
     OR EXISTS (SELECT 1 FROM department_words w WHERE w.workspace_id = $1 \
     AND w.department_id = m.department_id AND w.word >= $12 AND w.word < $13)) \
     AND (CAST($14 AS TEXT) IS NULL OR 0 < (SELECT COUNT(*) FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $14 AND w.word < $15) \
     OR EXISTS (SELECT 1 FROM department_words w WHERE w.workspace_id = $1 \
     AND w.department_id = m.department_id AND w.word >= $14 AND w.word < $15)) \
     AND (CAST($16 AS TEXT) IS NULL OR 0 < (SELECT COUNT(*) FROM member_words w \
     WHERE w.member_id = m.id AND w.word >= $16 AND w.word < $17) \
     OR EXISTS (SELECT 1 FROM department_words w WHERE w.workspace_id = $1 \
     AND w.department_id = m.department_id AND w.word >= $16 AND w.word < $17)) \
     ORDER BY m.name_folded DESC, m.id DESC LIMIT $9",
);

/// How many fit one of the things sought, counted up to a bound ($9).
pub(super) const COUNT: Sql = sql(
    "SELECT COUNT(*) AS n FROM (SELECT member_id FROM member_words \
     WHERE workspace_id = $1 AND word >= $2 AND word < $3 \
     UNION ALL SELECT dm.id FROM department_words dw CROSS JOIN members dm \
     WHERE dm.workspace_id = $1 AND dm.department_id = dw.department_id AND dw.workspace_id = $1 AND dw.word >= $2 AND dw.word < $3 \
     UNION ALL SELECT member_id FROM group_members WHERE workspace_id = $1 AND group_id = $4 \
     UNION ALL SELECT id FROM members WHERE workspace_id = $1 AND role = $5 \
     UNION ALL SELECT id FROM members WHERE workspace_id = $1 AND state = $6 \
     UNION ALL SELECT member_id FROM member_blocks WHERE workspace_id = $1 AND $7 = 'blocked' \
     UNION ALL SELECT dm.id FROM (\
     WITH RECURSIVE below (id) AS (SELECT id FROM departments WHERE workspace_id = $1 AND id = $8 \
     UNION SELECT d.id FROM departments d JOIN below u ON d.parent_id = u.id \
     WHERE d.workspace_id = $1) SELECT id FROM below) tree CROSS JOIN members dm \
     WHERE dm.workspace_id = $1 AND dm.department_id BETWEEN tree.id AND tree.id LIMIT $9) found",
);

//! What must hold for every door, every proof and every circumstance; and the rules one by one.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};

use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;

fn moments() -> impl Strategy<Value = Moment> {
    let extremes = select(vec![
        i64::MIN,
        i64::MIN + 1,
        -1,
        0,
        1,
        i64::MAX - 1,
        i64::MAX,
    ]);
    let near = 1_790_000_000_000_000..1_790_000_200_000_000_i64;
    prop_oneof![6 => near, 1 => any::<i64>(), 2 => extremes].prop_map(Moment::from_micros)
}

fn spans() -> impl Strategy<Value = Span> {
    let edges = select(vec![0, 1, u32::MAX]);
    prop_oneof![4 => 0..300_u32, 1 => any::<u32>(), 1 => edges].prop_map(Span::from_seconds)
}

fn subjects() -> impl Strategy<Value = Subject> {
    prop_oneof![4 => Just(Subject::new("anna")), 1 => Just(Subject::new("boris"))]
}

fn proofs() -> impl Strategy<Value = Proof> {
    (subjects(), select(Means::ALL), moments()).prop_map(|(subject, means, at)| Proof {
        subject,
        means,
        at,
    })
}

fn doors() -> impl Strategy<Value = Door> {
    let accepts = btree_set(select(Means::ALL), 0..=Means::ALL.len());
    (accepts, select(Strength::ALL), spans(), spans()).prop_map(
        |(accepts, least_strength, proof_holds, idle)| Door {
            accepts,
            least_strength,
            proof_holds,
            idle,
        },
    )
}

fn members() -> impl Strategy<Value = Member> {
    let states = prop_oneof![3 => Just(MemberState::Active), 1 => select(MemberState::ALL)];
    let block = (select(BlockReason::ALL), option::of(moments()))
        .prop_map(|(reason, until)| Block { reason, until });
    let blocks = prop_oneof![3 => Just(Vec::new()), 1 => vec(block, 0..4)];
    (states, blocks).prop_map(|(state, blocks)| Member { state, blocks })
}

fn places() -> impl Strategy<Value = Place> {
    let states = prop_oneof![4 => Just(WorkspaceState::Open), 1 => select(WorkspaceState::ALL)];
    let workspace = (states, option::weighted(0.9, members()))
        .prop_map(|(state, member)| Place::Workspace { state, member });
    prop_oneof![1 => Just(Place::Passport), 5 => workspace]
}

fn circumstances() -> impl Strategy<Value = Circumstances> {
    let ip = option::of(any::<u32>().prop_map(|bits| IpAddr::V4(Ipv4Addr::from_bits(bits))));
    let subject = option::weighted(0.9, subjects());
    (
        moments(),
        subject,
        places(),
        option::weighted(0.3, moments()),
        ip,
    )
        .prop_map(|(now, subject, place, fresh_since, ip)| Circumstances {
            now,
            subject,
            place,
            fresh_since,
            ip,
        })
}

fn questions() -> impl Strategy<Value = (Door, Vec<Proof>, Circumstances)> {
    (doors(), vec(proofs(), 0..5), circumstances())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn one_more_proof_never_closes_an_open_door(
        (door, mut proofs, circumstances) in questions(),
        extra in proofs(),
    ) {
        let before = admit(&door, &proofs, &circumstances).verdict;
        proofs.push(extra);
        let after = admit(&door, &proofs, &circumstances).verdict;
        if let Verdict::Open(was) = before {
            let now = after.limits();
            prop_assert!(now.is_some_and(|now| now.until >= was.until && now.idle >= was.idle));
        }
    }

    #[test]
    fn fewer_proofs_never_open_a_door(
        (door, proofs, circumstances) in questions(),
        kept in any::<u8>(),
    ) {
        let fewer: Vec<Proof> = proofs
            .iter()
            .enumerate()
            .filter(|(place, _)| kept & (1 << place) != 0)
            .map(|(_, proof)| proof.clone())
            .collect();
        if admit(&door, &fewer, &circumstances).verdict.is_open() {
            prop_assert!(admit(&door, &proofs, &circumstances).verdict.is_open());
        }
    }

    #[test]
    fn the_decision_depends_on_nothing_but_its_inputs(
        (door, proofs, circumstances) in questions(),
        turn in 0..5_usize,
    ) {
        let decision = admit(&door, &proofs, &circumstances);
        prop_assert_eq!(&decision, &admit(&door, &proofs, &circumstances));
        let mut turned = proofs.clone();
        turned.rotate_left(turn.min(proofs.len()));
        prop_assert_eq!(&decision, &admit(&door, &turned, &circumstances));
        turned.reverse();
        prop_assert_eq!(&decision, &admit(&door, &turned, &circumstances));
    }

    #[test]
    fn the_address_is_part_of_no_decision_yet(
        (door, proofs, circumstances) in questions(),
    ) {
        let elsewhere = Circumstances { ip: None, ..circumstances.clone() };
        prop_assert_eq!(
            admit(&door, &proofs, &circumstances),
            admit(&door, &proofs, &elsewhere)
        );
    }

    #[test]
    fn the_trace_holds_every_rule_and_names_the_one_that_decided(
        (door, proofs, circumstances) in questions(),
    ) {
        let Decision { verdict, trace } = admit(&door, &proofs, &circumstances);
        prop_assert_eq!(trace.considered.len(), RULES.len());
        prop_assert!(trace.considered.iter().zip(RULES).all(|(one, rule)| one.rule == rule.name));
        let decider = trace.considered.iter().find(|one| one.rule == trace.decided_by);
        let decider = decider.expect("the trace names a rule it holds");
        match &verdict {
            Verdict::Open(limits) => {
                prop_assert!(trace.considered.iter().all(|one| one.verdict.is_open()));
                prop_assert_eq!(decider.verdict.limits().map(|own| own.until), Some(limits.until));
            }
            other => prop_assert_eq!(&decider.verdict, other),
        }
    }

    #[test]
    fn an_ask_can_be_answered(
        (door, mut proofs, circumstances) in questions(),
        pick in any::<proptest::sample::Index>(),
    ) {
        let verdict = admit(&door, &proofs, &circumstances).verdict;
        let Verdict::Ask { options, .. } = verdict else { return Ok(()) };
        prop_assert!(!options.is_empty());
        let Some(subject) = circumstances.subject.clone() else { return Ok(()) };
        let means = options[pick.index(options.len())];
        prop_assert!(door.takes(means));
        proofs.push(Proof { subject, means, at: circumstances.now });
        let after = admit(&door, &proofs, &circumstances).verdict;
        let possible = door.proof_holds > Span::from_seconds(0)
            && circumstances.now < Moment::MAX
            && circumstances.fresh_since.is_none_or(|since| since <= circumstances.now);
        let asks = matches!(after, Verdict::Ask { .. });
        prop_assert!(!asks || !possible, "{:?}", after);
    }

    #[test]
    fn nobody_enters_without_a_proof_of_their_own(
        (door, proofs, circumstances) in questions(),
    ) {
        if admit(&door, &proofs, &circumstances).verdict.is_open() {
            let subject = circumstances.subject.expect("an open door has a subject");
            let own = |proof: &&Proof| proof.subject == subject && door.takes(proof.means);
            prop_assert!(proofs.iter().any(|proof| own(&proof)));
        }
    }

    #[test]
    fn what_stands_of_a_member_is_told_to_nobody_unproved(
        (door, proofs, circumstances) in questions(),
    ) {
        let stranger = Circumstances { subject: None, ..circumstances };
        let verdict = admit(&door, &proofs, &stranger).verdict;
        let telling = matches!(
            verdict,
            Verdict::Closed {
                reason: Reason::NotAMember
                    | Reason::InvitationOpen
                    | Reason::Dismissed
                    | Reason::Blocked(_),
                ..
            }
        );
        prop_assert!(!telling, "{:?}", verdict);
    }

    #[test]
    fn every_word_survives_json(
        (door, proofs, circumstances) in questions(),
    ) {
        let decision = admit(&door, &proofs, &circumstances);
        let text = serde_json::to_string(&(&door, &proofs, &circumstances, &decision)).unwrap();
        let back: (Door, Vec<Proof>, Circumstances, Decision) = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(back, (door, proofs, circumstances, decision));
    }

    #[test]
    fn a_trace_names_no_person_and_no_place(
        (door, proofs, circumstances) in questions(),
    ) {
        let trace = admit(&door, &proofs, &circumstances).trace;
        let text = serde_json::to_string(&trace).unwrap();
        prop_assert!(!text.contains("anna") && !text.contains("boris"));
        if let Some(ip) = circumstances.ip {
            prop_assert!(!text.contains(&ip.to_string()));
        }
    }

    #[test]
    fn a_stricter_door_opens_no_more_often(
        (door, proofs, circumstances) in questions(),
        fewer in subsequence(Means::ALL, 0..=Means::ALL.len()),
    ) {
        let accepts: BTreeSet<Means> =
            door.accepts.iter().copied().filter(|means| fewer.contains(means)).collect();
        let stricter = Door { accepts, ..door.clone() };
        if admit(&stricter, &proofs, &circumstances).verdict.is_open() {
            prop_assert!(admit(&door, &proofs, &circumstances).verdict.is_open());
        }
    }
}

const NOW: Moment = Moment::from_micros(1_790_000_000_000_000);

fn anna(means: Means, seconds_ago: u32) -> Proof {
    let at = NOW.minus(Span::from_seconds(seconds_ago));
    Proof {
        subject: Subject::new("anna"),
        means,
        at,
    }
}

fn active() -> Member {
    Member {
        state: MemberState::Active,
        blocks: Vec::new(),
    }
}

fn at_work(member: Option<Member>) -> Circumstances {
    Circumstances {
        now: NOW,
        subject: Some(Subject::new("anna")),
        place: Place::Workspace {
            state: WorkspaceState::Open,
            member,
        },
        fresh_since: None,
        ip: None,
    }
}

/// The verdict and the rule that gave it, for a password of ten seconds ago.
fn asked(circumstances: &Circumstances) -> (Verdict, String) {
    let decision = admit(
        &Door::default(),
        &[anna(Means::Password, 10)],
        circumstances,
    );
    (decision.verdict, decision.trace.decided_by.into_owned())
}

fn closed(reason: Reason) -> Verdict {
    Verdict::Closed {
        reason,
        until: None,
    }
}

#[test]
fn an_active_member_with_a_fresh_password_enters() {
    let (verdict, rule) = asked(&at_work(Some(active())));
    let until = NOW.minus(Span::from_seconds(10)).plus(Span::from_hours(24));
    assert_eq!(
        verdict,
        Verdict::Open(Limits {
            until,
            idle: Span::from_hours(8)
        })
    );
    assert_eq!(rule, "freshness");
}

#[test]
fn a_passport_needs_no_workspace() {
    let own = Circumstances {
        place: Place::Passport,
        ..at_work(None)
    };
    assert!(asked(&own).0.is_open());
    let nobody = admit(&Door::default(), &[], &own);
    let options = Means::ALL.to_vec();
    assert_eq!(
        nobody.verdict,
        Verdict::Ask {
            need: Need::SignIn,
            options
        }
    );
    assert_eq!(nobody.trace.decided_by, "identity");
}

#[test]
fn a_workspace_out_of_use_is_closed_to_everybody() {
    for (state, reason) in [
        (WorkspaceState::Suspended, Reason::WorkspaceSuspended),
        (WorkspaceState::Deleted, Reason::WorkspaceDeleted),
    ] {
        let place = Place::Workspace {
            state,
            member: Some(active()),
        };
        let (verdict, rule) = asked(&Circumstances {
            place,
            ..at_work(None)
        });
        assert_eq!((verdict, rule.as_str()), (closed(reason), "workspace"));
    }
}

#[test]
fn strangers_invited_and_dismissed_stay_outside() {
    let with = |state| {
        Some(Member {
            state,
            blocks: Vec::new(),
        })
    };
    for (member, reason) in [
        (None, Reason::NotAMember),
        (with(MemberState::Invited), Reason::InvitationOpen),
        (with(MemberState::Dismissed), Reason::Dismissed),
    ] {
        let (verdict, rule) = asked(&at_work(member));
        assert_eq!((verdict, rule.as_str()), (closed(reason), "membership"));
    }
}

#[test]
fn the_gravest_block_is_told_and_only_time_limited_ones_end() {
    let lock = Block {
        reason: BlockReason::LockedByAttempts,
        until: Some(NOW.plus(Span::from_seconds(60))),
    };
    let gone = Block {
        reason: BlockReason::MissingFromDirectory,
        until: None,
    };
    let with = |blocks| {
        at_work(Some(Member {
            state: MemberState::Active,
            blocks,
        }))
    };

    let (verdict, rule) = asked(&with(vec![lock]));
    let reason = Reason::Blocked(BlockReason::LockedByAttempts);
    assert_eq!(
        verdict,
        Verdict::Closed {
            reason,
            until: lock.until
        }
    );
    assert_eq!(rule, "blocks");

    let (verdict, _) = asked(&with(vec![lock, gone]));
    assert_eq!(
        verdict,
        closed(Reason::Blocked(BlockReason::MissingFromDirectory))
    );

    let over = Block {
        until: Some(NOW),
        ..lock
    };
    assert!(asked(&with(vec![over])).0.is_open());
}

#[test]
fn an_old_proof_is_asked_for_again() {
    let door = Door {
        proof_holds: Span::from_seconds(100),
        ..Door::default()
    };
    let here = at_work(Some(active()));
    let again = Verdict::Ask {
        need: Need::SignInAgain,
        options: Means::ALL.to_vec(),
    };
    assert!(
        admit(&door, &[anna(Means::Password, 99)], &here)
            .verdict
            .is_open()
    );
    assert_eq!(
        admit(&door, &[anna(Means::Password, 100)], &here).verdict,
        again
    );

    let fresh_since = Some(NOW.minus(Span::from_seconds(5)));
    let demanding = Circumstances {
        fresh_since,
        ..here
    };
    assert_eq!(
        admit(&door, &[anna(Means::Password, 6)], &demanding).verdict,
        again
    );
    assert!(
        admit(&door, &[anna(Means::Password, 5)], &demanding)
            .verdict
            .is_open()
    );
}

#[test]
fn a_proof_too_weak_or_of_somebody_else_does_not_count() {
    let here = at_work(Some(active()));
    let door = Door {
        least_strength: Strength::Secret,
        ..Door::default()
    };
    let ask = Verdict::Ask {
        need: Need::SignIn,
        options: vec![Means::Password],
    };
    assert_eq!(
        admit(&door, &[anna(Means::EmailLink, 1)], &here).verdict,
        ask
    );
    let other = Proof {
        subject: Subject::new("boris"),
        ..anna(Means::Password, 1)
    };
    assert_eq!(admit(&door, &[other], &here).verdict, ask);
}

#[test]
fn a_proof_from_far_ahead_does_not_count() {
    let here = at_work(Some(active()));
    let ahead = |seconds| Proof {
        at: NOW.plus(Span::from_seconds(seconds)),
        ..anna(Means::Password, 0)
    };
    assert!(
        admit(&Door::default(), &[ahead(60)], &here)
            .verdict
            .is_open()
    );
    assert!(
        !admit(&Door::default(), &[ahead(61)], &here)
            .verdict
            .is_open()
    );
}

#[test]
fn a_door_that_accepts_nothing_says_so() {
    let door = Door {
        accepts: BTreeSet::new(),
        ..Door::default()
    };
    let decision = admit(&door, &[anna(Means::Password, 1)], &at_work(Some(active())));
    assert_eq!(decision.verdict, closed(Reason::NoWayIn));
    assert_eq!(decision.trace.decided_by, "identity");
}

use crate::engines::on_both;
use storage::connector::subscriptions::{Owner, Subscription, Subscriptions as _};
use storage::{Error, Schema, Unit};

const CARD: (&str, &str) = ("library_card", "2900-17");
const ROUTE: &str = "/patrons/me";

fn subscription(id: &str) -> Subscription {
    Subscription {
        id: id.into(),
        owner: Owner {
            operator: "operator".into(),
            permission: "leg".into(),
            service: "service".into(),
        },
        arrangement: "arrangement".into(),
        route: ROUTE.into(),
        version: 0,
        due_at: None,
        ends_at: 1_000,
        created_at: 1,
        content: b"asked".to_vec().into(),
    }
}

on_both! {
    async fn a_subscription_is_due_when_its_person_changes_and_is_looked_at_once(place: Place) {
        let database = place.open_as(Schema::Connector).await;
        let one = subscription("a");
        database.add_subscription(&one, &[CARD]).await.expect("added");
        let again = database.add_subscription(&one, &[CARD]).await;
        assert!(matches!(again, Err(Error::Duplicate { .. })), "{again:?}");
        assert!(database.due_subscriptions(500, 10).await.expect("due").is_empty());
        let touch = |identifier, route: &'static str| {
            let database = &database;
            async move { database.touch_subscriptions(&[identifier], &[route], 100).await.expect("touched") }
        };
        assert!(!touch(("library_card", "2900-18"), ROUTE).await, "somebody else");
        assert!(!touch(CARD, "/loans").await, "something else");
        assert!(touch(CARD, ROUTE).await);
        assert!(database.due_subscriptions(99, 10).await.expect("due").is_empty());
        let mut due = database.due_subscriptions(100, 10).await.expect("due");
        let (mut ours, mut theirs) = (due[0].clone(), due.remove(0));
        database.touch_subscription("a", 99).await.expect("touched");
        assert!(!database.claim_subscription(&mut ours, 300).await.expect("claimed"), "due anew since it was read");
        assert!(touch(CARD, ROUTE).await);
        assert_eq!(*ours.content, b"asked");
        assert!(database.claim_subscription(&mut ours, 300).await.expect("claimed"));
        assert!(!database.claim_subscription(&mut theirs, 300).await.expect("claimed by another"));
        assert!(database.due_subscriptions(200, 10).await.expect("due").is_empty());

        // What changes while it is looked at is looked at afterwards.
        assert!(touch(CARD, ROUTE).await);
        ours.content = b"told".to_vec().into();
        let mut unit = Unit::new();
        unit.subscription_looked_at(&database, &ours, None).expect("sealed");
        database.commit(unit).await.expect("noted");
        let mut due = database.due_subscriptions(100, 10).await.expect("due");
        let mut ours = due.remove(0);
        assert_eq!(*ours.content, b"told");
        assert!(database.claim_subscription(&mut ours, 300).await.expect("claimed"));
        let mut unit = Unit::new();
        unit.subscription_looked_at(&database, &ours, None).expect("sealed");
        database.commit(unit).await.expect("noted");
        assert!(database.due_subscriptions(999, 10).await.expect("due").is_empty());
    }

    async fn a_change_of_a_subscription_is_not_overwritten_by_who_looks_at_it(place: Place) {
        let database = place.open_as(Schema::Connector).await;
        database.add_subscription(&subscription("a"), &[CARD]).await.expect("added");
        database.touch_subscription("a", 100).await.expect("touched");
        let mut looking = database.due_subscriptions(100, 1).await.expect("due").remove(0);
        let stale = looking.clone();
        assert!(database.claim_subscription(&mut looking, 300).await.expect("claimed"));
        let outcome = database.change_subscription(&stale).await;
        assert!(matches!(outcome, Err(Error::Conflict { .. })), "{outcome:?}");
        let mut changed = database.subscription("a").await.expect("read").expect("there");
        changed.content = b"changed".to_vec().into();
        changed.due_at = Some(150);
        database.change_subscription(&changed).await.expect("changed");
        let mut unit = Unit::new();
        unit.subscription_looked_at(&database, &looking, None).expect("sealed");
        database.commit(unit).await.expect("noted");
        let left = database.subscription("a").await.expect("read").expect("there");
        assert_eq!((left.content.as_slice(), left.due_at), (b"changed".as_slice(), Some(150)));
    }

    async fn subscriptions_end_with_their_permission_and_their_time(place: Place) {
        let database = place.open_as(Schema::Connector).await;
        for id in ["a", "b", "c"] {
            let mut one = subscription(id);
            one.arrangement = if id == "a" { "other".into() } else { "arrangement".into() };
            one.ends_at = if id == "c" { 10 } else { 1_000 };
            database.add_subscription(&one, &[CARD]).await.expect("added");
        }
        let owner = subscription("a").owner;
        assert_eq!(database.subscriptions_of(&owner, 10).await.expect("read").len(), 3);
        let other = Owner { service: "another".into(), ..owner.clone() };
        assert!(database.subscriptions_of(&other, 10).await.expect("read").is_empty());
        assert_eq!(database.end_expired_subscriptions(10).await.expect("ended"), ["c"]);
        assert!(database.end_expired_subscriptions(10).await.expect("ended").is_empty(), "once");
        let looking = database.subscription("b").await.expect("read").expect("there");
        database.touch_subscriptions_of("operator", "arrangement", 15).await.expect("touched");
        let due = database.due_subscriptions(15, 10).await.expect("due");
        assert_eq!(due.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["c", "b"]);
        assert_eq!(database.end_subscriptions_of("operator", "arrangement", 20).await.expect("ended"), ["b"]);
        assert!(database.end_subscriptions_of("another", "other", 20).await.expect("ended").is_empty());

        // They are nobody's, and due until they are deleted: nobody brings them back.
        let left = database.subscriptions_of(&owner, 10).await.expect("read");
        assert_eq!(left.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["a"]);
        let outcome = database.change_subscription(&looking).await;
        assert!(matches!(outcome, Err(Error::Conflict { .. })), "{outcome:?}");
        let due = database.due_subscriptions(20, 10).await.expect("due");
        assert_eq!(due.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["c", "b"]);
        assert!(due.iter().all(Subscription::is_over));
        assert_eq!(*due[1].content, b"asked");
        database.end_subscription("a", 30).await.expect("ended");
        assert!(!database.touch_subscriptions(&[CARD], &[ROUTE], 1).await.expect("touched"));
        database.delete_subscription("a").await.expect("deleted");
        assert!(database.subscription("a").await.expect("read").is_none());
        assert!(!database.touch_subscriptions(&[CARD], &[ROUTE], 1).await.expect("touched"));
    }

    async fn those_at_a_route_are_due_together_whoever_they_are_about(place: Place) {
        let database = place.open_as(Schema::Connector).await;
        for (id, route) in [("a", "/offer"), ("b", ROUTE), ("c", "/offer")] {
            let mut one = subscription(id);
            one.route = route.into();
            database.add_subscription(&one, &[]).await.expect("added");
        }
        let all = database.subscriptions_at("/offer").await.expect("read");
        assert_eq!(all.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["a", "c"]);
        database.touch_subscriptions_at("/offer", 100).await.expect("touched");
        let due = database.due_subscriptions(100, 10).await.expect("due");
        assert_eq!(due.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["a", "c"]);
    }
}

//! Stopping at any moment while publishing, and going on.

use std::{
    collections::HashMap,
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use evidence::{Error, Hash, Publisher, Resource, TileStore, verify::verify_log};

use crate::logs::{NOW, entries, entry, log, open, signer, verifiers};

/// A disk that stops working after a number of files.
#[derive(Default)]
struct Disk {
    files: Mutex<HashMap<Resource, Vec<u8>>>,
    left: AtomicUsize,
}

impl Disk {
    fn working() -> Arc<Self> {
        let disk = Self::default();
        disk.left.store(usize::MAX / 2, Ordering::Relaxed);
        Arc::new(disk)
    }

    /// The same files after a restart.
    fn restarted(&self) -> Arc<Self> {
        let disk = Self::working();
        disk.files
            .lock()
            .unwrap()
            .clone_from(&self.files.lock().unwrap());
        disk
    }
}

impl TileStore for Disk {
    fn read(&self, resource: Resource) -> Result<Option<Vec<u8>>, Error> {
        Ok(self.files.lock().unwrap().get(&resource).cloned())
    }

    fn write(&self, files: &[(Resource, Vec<u8>)]) -> Result<(), Error> {
        for (resource, content) in files {
            let mut stored = self.files.lock().unwrap();
            let differs = stored
                .get(resource)
                .is_some_and(|present| present != content);
            if differs && *resource != Resource::Checkpoint {
                return Err(Error::Immutable {
                    path: resource.to_string(),
                });
            }
            if self.left.fetch_sub(1, Ordering::Relaxed) == 0 {
                self.left.store(0, Ordering::Relaxed);
                let source = io::Error::other("power failed");
                return Err(Error::Io {
                    path: resource.to_string().into(),
                    source,
                });
            }
            stored.insert(*resource, content.clone());
        }
        Ok(())
    }

    fn remove_partial(&self, full: Resource) {
        if self.left.load(Ordering::Relaxed) > 0 {
            self.files
                .lock()
                .unwrap()
                .retain(|resource, _| !(resource.is_partial() && resource.full() == full));
        }
    }

    fn is_empty(&self) -> Result<bool, Error> {
        Ok(self.files.lock().unwrap().is_empty())
    }
}

#[test]
fn power_fails_at_any_file_and_the_log_goes_on_unforked() {
    // A batch that fills tiles on two levels is some dozen files.
    for (old, new) in [(0, 5), (250, 700), (65_530, 65_540)] {
        let disk = Disk::working();
        open(disk.clone()).publish(&entries(0..old), NOW).unwrap();
        let expected = log(new + 3).latest().checkpoint().root;
        for files in 0..40 {
            let failing = disk.restarted();
            let publisher = open(failing.clone());
            failing.left.store(files, Ordering::Relaxed);
            let failed = publisher.publish(&entries(old..new), NOW);
            if failed.is_ok() {
                assert!(files >= 3, "the failure was put in the middle of writing");
                break;
            }
            assert_eq!(
                publisher.latest().checkpoint().size,
                old,
                "nothing is shown as signed"
            );
            drop(publisher);

            let restarted = failing.restarted();
            let at_rest = verify_log(&restarted, &verifiers()).unwrap();
            assert_eq!(at_rest.size, old, "what lies there is the whole log before");
            let publisher = open(restarted);
            // Meanwhile more entries have come.
            let signed = publisher.publish(&entries(old..new + 3), NOW).unwrap();
            assert_eq!(signed.checkpoint().root, expected);
            assert_eq!(
                verify_log(&**publisher.store(), &verifiers()).unwrap().size,
                new + 3
            );
        }
    }
}

#[test]
fn a_failed_write_is_tried_again_by_the_same_publisher() {
    let disk = Disk::working();
    let publisher = open(disk.clone());
    for files in 0..3 {
        disk.left.store(files, Ordering::Relaxed);
        let failed = publisher.publish(&entries(0..10), NOW);
        assert!(failed.is_err_and(|error| error.is_transient()));
    }
    disk.left.store(100, Ordering::Relaxed);
    let signed = publisher.publish(&entries(0..12), NOW).unwrap();
    assert_eq!(signed.checkpoint().size, 12);
    assert_eq!(verify_log(&disk, &verifiers()).unwrap().size, 12);
}

#[test]
fn a_file_cut_or_changed_anywhere_never_makes_a_fork_that_is_signed() {
    const SIZE: u64 = 300;
    let disk = Disk::working();
    let signed = open(disk.clone()).publish(&entries(0..SIZE), NOW).unwrap();
    let names: Vec<Resource> = disk.files.lock().unwrap().keys().copied().collect();
    let mut refused = 0;
    for name in names {
        let whole = disk.read(name).unwrap().unwrap();
        let cuts = (0..whole.len()).map(|length| whole[..length].to_vec());
        let changes = (0..whole.len()).map(|place| {
            let mut changed = whole.clone();
            changed[place] ^= 1;
            changed
        });
        // Full tiles have thousands of bytes, all treated alike.
        let step = whole.len() / 300 + 1;
        for damaged in cuts.step_by(step).chain(changes.step_by(step)) {
            let damaged_disk = disk.restarted();
            damaged_disk.files.lock().unwrap().insert(name, damaged);
            let Ok(publisher) = Publisher::open(signer(), &[], damaged_disk.clone(), NOW) else {
                refused += 1;
                continue;
            };
            // Full tiles left of the edge aren't read at opening: verifying finds them.
            let next = publisher.publish(&[entry(SIZE)], NOW).unwrap();
            assert_eq!(
                next.checkpoint().root,
                log(SIZE + 1).latest().checkpoint().root,
                "{name}"
            );
            // A checkpoint that lost one of its two signatures is whole again, being signed anew.
            let verified = verify_log(&damaged_disk, &verifiers());
            assert_eq!(verified.is_ok(), name == Resource::Checkpoint, "{name}");
        }
    }
    assert!(
        refused > 600,
        "checkpoint, edge tiles and edge bundle: {refused}"
    );
    assert_eq!(signed.checkpoint().size, SIZE);
}

#[test]
fn entries_that_changed_after_their_tile_was_written_are_not_signed() {
    let disk = Disk::working();
    let publisher = open(disk.clone());
    // Full tile and bundle are written, the checkpoint isn't.
    disk.left.store(3, Ordering::Relaxed);
    assert!(publisher.publish(&entries(0..256), NOW).is_err());
    let restarted = open(disk.restarted());
    let mut changed = entries(0..256);
    changed[9].data = b"changed".to_vec();
    assert!(matches!(
        restarted.publish(&changed, NOW),
        Err(Error::Immutable { .. })
    ));
    assert_eq!(restarted.latest().checkpoint().root, Hash::EMPTY_ROOT);
}

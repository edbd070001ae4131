//! One record in a journal file.
//!
//! ```text
//! length u32 | checksum u32 | sequence u64 | durable u64 | bytes …      little-endian
//! ```
//! `durable` is the sequence up to which everything was synced when this record was written. It
//! tells a torn tail (nothing after it had been written knowing it durable) from damage.

use crc::{CRC_32_ISCSI, Crc, Table};

/// Longest record: a log record with its salt is a few hundred bytes, a batch refusal some kB.
pub const RECORD_LENGTH_MAX: usize = 1 << 20;

/// Bytes before a record's own.
pub(super) const HEADER_LENGTH: usize = 24;

/// CRC-32C, made for storage: finds every burst of up to 32 wrong bits. With a table for 16 bytes
/// at a time, as it is on the way of every record.
static CHECKSUM: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_32_ISCSI);

/// A record as it stands in a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Record<'a> {
    pub(super) sequence: u64,
    pub(super) durable: u64,
    pub(super) bytes: &'a [u8],
}

impl<'a> Record<'a> {
    /// Appends the record to `out`.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        let length = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&self.checksum(length).to_le_bytes());
        out.extend_from_slice(&self.sequence.to_le_bytes());
        out.extend_from_slice(&self.durable.to_le_bytes());
        out.extend_from_slice(self.bytes);
    }

    /// Reads the record at the start of `file`. `None` when there is no whole, sound one.
    pub(super) fn read(file: &'a [u8]) -> Option<Self> {
        let (length, rest) = file.split_first_chunk::<4>()?;
        let (checksum, rest) = rest.split_first_chunk::<4>()?;
        let (sequence, rest) = rest.split_first_chunk::<8>()?;
        let (durable, rest) = rest.split_first_chunk::<8>()?;
        let length = u32::from_le_bytes(*length);
        let bytes = rest.get(..usize::try_from(length).ok()?)?;
        let record = Self {
            sequence: u64::from_le_bytes(*sequence),
            durable: u64::from_le_bytes(*durable),
            bytes,
        };
        (record.checksum(length) == u32::from_le_bytes(*checksum)).then_some(record)
    }

    /// Length of the record in the file.
    pub(super) const fn length(&self) -> usize {
        HEADER_LENGTH + self.bytes.len()
    }

    fn checksum(&self, length: u32) -> u32 {
        let mut digest = CHECKSUM.digest();
        digest.update(&length.to_le_bytes());
        digest.update(&self.sequence.to_le_bytes());
        digest.update(&self.durable.to_le_bytes());
        digest.update(self.bytes);
        digest.finalize()
    }
}

/// Whether `file`, which breaks off where the record `expected` should begin, has a sound record
/// further on that was written when `expected` was durable already. Then it is damage, not a torn tail.
pub(super) fn was_durable(file: &[u8], expected: u64) -> bool {
    (1..file.len().saturating_sub(HEADER_LENGTH - 1)).any(|offset| {
        let candidate = &file[offset..];
        // Cheap look first: the checksum is only computed where the numbers could be right.
        let number = |at: usize| {
            let bytes = candidate
                .get(at..at + 8)
                .and_then(|bytes| bytes.try_into().ok());
            bytes.map_or(0, u64::from_le_bytes)
        };
        let (sequence, durable) = (number(8), number(16));
        let plausible = durable >= expected
            && durable < sequence
            && sequence - expected <= (file.len() / HEADER_LENGTH) as u64;
        plausible && Record::read(candidate).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_back_and_every_changed_bit_is_found() {
        let record = Record {
            sequence: 7,
            durable: 5,
            bytes: b"some record",
        };
        let mut file = Vec::new();
        record.write(&mut file);
        assert_eq!(file.len(), record.length());
        assert_eq!(Record::read(&file), Some(record));
        for bit in 0..file.len() * 8 {
            let mut changed = file.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(Record::read(&changed), None, "bit {bit}");
        }
        for length in 0..file.len() {
            assert_eq!(Record::read(&file[..length]), None, "cut to {length}");
        }
    }

    #[test]
    fn zeros_are_no_record() {
        assert_eq!(Record::read(&[0; 64]), None);
    }

    #[test]
    fn damage_is_told_from_a_torn_tail_by_what_later_records_knew() {
        let mut file = vec![0; 30];
        Record {
            sequence: 8,
            durable: 6,
            bytes: b"x",
        }
        .write(&mut file);
        assert!(
            !was_durable(&file, 7),
            "record 7 was in the same group as 8"
        );
        Record {
            sequence: 9,
            durable: 8,
            bytes: b"x",
        }
        .write(&mut file);
        assert!(
            was_durable(&file, 7),
            "record 9 was written when 7 was durable"
        );
    }
}

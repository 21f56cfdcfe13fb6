//! Decisions that are the same every time, and an edit that changes a few of them.
//!
//! Each decision has a path, like `t1.c2.default`. It follows from the seed and the path alone, so one that is made
//! otherwise leaves the others as they are: that is what makes two states of one model out of one generator.

/// The decisions of one state.
#[derive(Clone, Debug)]
pub struct Draw {
    seed: u64,
    /// How many of a thousand decisions are made otherwise than in the first state.
    edited: u64,
}

const WHETHER: u64 = 0x5765_7468_6572;
const OTHERWISE: u64 = 0x4f74_6865_7277;

impl Draw {
    /// The first state.
    pub fn old(seed: u64) -> Draw {
        Draw { seed, edited: 0 }
    }

    /// The state after the edit.
    pub fn new(seed: u64) -> Draw {
        // Some edits are of one thing, some of most.
        let edited = [8, 20, 40, 80, 160][(mix(seed, "edited") % 5) as usize];
        Draw { seed, edited }
    }

    fn roll(&self, path: &str) -> u64 {
        let edited = mix(self.seed ^ WHETHER, path) % 1000 < self.edited;
        mix(if edited { self.seed ^ OTHERWISE } else { self.seed }, path)
    }

    /// Whether, with this probability in percent.
    pub fn chance(&self, path: &str, percent: u64) -> bool {
        self.roll(path) % 100 < percent
    }

    /// The same in both states.
    pub fn always(&self, path: &str, percent: u64) -> bool {
        mix(self.seed, path) % 100 < percent
    }

    /// One of these.
    pub fn pick<'a, T: ?Sized>(&self, path: &str, of: &[&'a T]) -> &'a T {
        of[(self.roll(path) % of.len() as u64) as usize]
    }

    /// One of these, the same in both states.
    pub fn settle<'a, T: ?Sized>(&self, path: &str, of: &[&'a T]) -> &'a T {
        of[(mix(self.seed, path) % of.len() as u64) as usize]
    }

    /// A number below `end`.
    pub fn below(&self, path: &str, end: u64) -> u64 {
        self.roll(path) % end
    }

    /// One of the things that are there. While it stays, it is the same one, whatever else comes or goes.
    pub fn among<'a, T>(&self, path: &str, of: &'a [T], name: impl Fn(&T) -> &str) -> Option<&'a T> {
        of.iter().max_by_key(|one| self.roll(&format!("{path}>{}", name(one))))
    }
}

/// A hash of the two: FNV-1a, then the finish of SplitMix64.
fn mix(seed: u64, path: &str) -> u64 {
    let mut hash = seed ^ 0xcbf2_9ce4_8422_2325;
    for byte in path.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

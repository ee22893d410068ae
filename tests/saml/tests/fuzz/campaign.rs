//! Many documents, each made by its own seed.

use std::{env, time::SystemTime};

use genauth::StoreFuture;
use genauth::saml::{LoginRequest, ReplayStore, SamlIdentity};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use saml::{IDP, Sp, oracle};

use crate::mutation::mutate;

/// The documents of each test unless `GENAUTH_FUZZ` has a number.
const DOCUMENTS: u64 = 5_000;
/// The accepted documents of each test that the oracle is asked about.
const ASKED: usize = 50;

/// A store in which every key is new, since the same assertion is used again and again.
struct Forgetful;

impl ReplayStore for Forgetful {
    fn insert<'a>(&'a self, _: &'a str, _: SystemTime) -> StoreFuture<'a, bool> {
        Box::pin(async { Ok(true) })
    }
}

/// An application, its login request, and the identities that were signed for it.
pub struct Campaign {
    pub sp: Sp,
    pub request: LoginRequest,
    signed: Vec<SamlIdentity>,
}

impl Campaign {
    pub fn new() -> Self {
        let sp = Sp::with(|it| it.replay_store(Forgetful)).unwrap();
        let request = sp.client.login().build().unwrap();
        Self { sp, request, signed: Vec::new() }
    }

    /// Adds the identity of a genuine response.
    pub async fn sign(&mut self, xml: &str) {
        self.signed.push(self.sp.finish(&self.request, xml).await.unwrap());
    }

    /// Changes genuine responses again and again.
    ///
    /// # Panics
    /// If a changed response has an identity that was not signed, or all of them are refused.
    pub async fn run(&self, genuine: &[String]) {
        let (mut accepted, count) = (0, number("GENAUTH_FUZZ").unwrap_or(DOCUMENTS));
        let first = number("GENAUTH_FUZZ_SEED").unwrap_or(1);
        for seed in first..first + count {
            let (base, xml) = changed(genuine, seed);
            let Ok(identity) = self.sp.finish(&self.request, &xml).await else { continue };
            assert!(self.signed.contains(&identity), "seed {seed}: {identity:?}\n{xml}");
            if xml == *base {
                continue;
            }
            accepted += 1;
            if accepted <= ASKED {
                let verdict = oracle::verdict(&xml, &IDP.pem());
                assert_ne!(verdict, Some(false), "seed {seed}: refused by xmlsec1\n{xml}");
            }
        }
        assert!(accepted > 0 || count < 1_000, "every changed document was refused");
    }
}

/// Returns one of the genuine responses, and the same with a few changes.
fn changed(genuine: &[String], seed: u64) -> (&String, String) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let base = &genuine[random.random_range(0..genuine.len())];
    let other = &genuine[random.random_range(0..genuine.len())];
    let mut xml = base.clone();
    for _ in 0..random.random_range(1..=4_u32) {
        xml = mutate(&xml, other, &mut random);
    }
    (base, xml)
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}: {text}")))
}

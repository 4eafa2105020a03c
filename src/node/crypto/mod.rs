//! `node:crypto` and the Web Crypto globals: digests, keyed digests, random numbers, key derivation.
//!
//! OpenSSL does the work, the very line of it that Node 24 is built with, so that names of algorithms, limits and error
//! texts are Node's own. It initialises itself when it is first asked for something. Random numbers come from the
//! kernel, so that a program that wants a UUID does not pay for that.
//!
//! Absent so far, and said so by name in `missing.js`: ciphers, signatures, pairs of keys, key exchange, certificates; of Web
//! Crypto there are digests and the secret keys of HMAC, PBKDF2 and HKDF.

use crate::runtime::builtin::{Module, private, public, shared};

mod failure;
mod hash;
mod hmac;
mod kdf;
mod random;

/// The declaration.
pub const MODULE: Module = Module {
    name: "crypto",
    scripts: &[
        public("crypto", "crypto.js"),
        shared("internal/crypto/hash", "hash.js"),
        shared("internal/crypto/random", "random.js"),
        private("internal/crypto/constants", "constants.js"),
        private("internal/crypto/derivation", "derivation.js"),
        shared("internal/crypto/key_object", "key_object.js"),
        private("internal/crypto/missing", "missing.js"),
        shared("internal/crypto/crypto_key", "crypto_key.js"),
        private("internal/crypto/secret_keys", "secret_keys.js"),
        private("internal/crypto/subtle", "subtle.js"),
        private("internal/crypto/util", "util.js"),
        shared("internal/crypto/webcrypto", "webcrypto.js"),
    ],
    bindings: &[("crypto", bind)],
    globals: &[
        ("crypto", "internal/crypto/webcrypto"),
        ("Crypto", "internal/crypto/webcrypto"),
        ("CryptoKey", "internal/crypto/webcrypto"),
        ("SubtleCrypto", "internal/crypto/webcrypto"),
    ],
    uses: &["base", "buffer", "clone", "inspect", "stream"],
    ..Module::EMPTY
};

fn bind(binding: &crate::engine::Binding) -> crate::engine::Result<()> {
    hash::bind(binding)?;
    hmac::bind(binding)?;
    random::bind(binding)?;
    kdf::bind(binding)
}

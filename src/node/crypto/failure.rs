//! OpenSSL's errors as Node shows them: `error:0308010C:digital envelope routines::unsupported`, with `library`,
//! `reason` and an `ERR_OSSL_*` code.

use openssl::error::ErrorStack;

use crate::engine::{Cx, Error, ErrorClass, Value};

/// What a job brings back from the pool when OpenSSL refused: the errors, oldest first.
pub(super) type Failure = ErrorStack;

/// The error to throw. Node makes it of the oldest entry and lists the younger ones in `opensslErrorStack`.
pub(super) fn error(cx: Cx, stack: &ErrorStack) -> Error {
    let Some((first, rest)) = stack.errors().split_first() else {
        // OpenSSL fails without saying why, where a digest cannot be used for what was asked.
        return Error::Value(cx.new_error(ErrorClass::Error, None, "error:00000000:lib(0)::reason(0)"));
    };
    let value = cx.new_error(ErrorClass::Error, None, &text(first));
    let set = |name: &str, field: Value| cx.set(&value, name, field).expect("a fresh error takes properties");
    if !rest.is_empty() {
        set("opensslErrorStack", cx.array(rest.iter().rev().map(|entry| cx.string(&text(entry)))));
    }
    if let Some(library) = first.library() {
        set("library", cx.string(library));
    }
    if let Some(reason) = first.reason() {
        set("reason", cx.string(reason));
        let reason = reason.to_ascii_uppercase().replace(' ', "_");
        set("code", cx.string(&format!("ERR_OSSL_{}{reason}", prefix(first.library_code()))));
    }
    Error::Value(value)
}

/// OpenSSL's refusal of a length that a digest does not have; asked through this interface it gives no reason.
pub(super) fn not_extendable(cx: Cx) -> Error {
    let reason = "not XOF or invalid length";
    let library = "digital envelope routines";
    let value = cx.new_error(ErrorClass::Error, None, &format!("error:030000B2:{library}::{reason}"));
    let set = |name: &str, text: &str| cx.set(&value, name, cx.string(text)).expect("a fresh error takes properties");
    set("library", library);
    set("reason", reason);
    set("code", "ERR_OSSL_EVP_NOT_XOF_OR_INVALID_LENGTH");
    Error::Value(value)
}

/// One entry as OpenSSL's tools print it.
pub(super) fn text(entry: &openssl::error::Error) -> String {
    format!(
        "error:{:08X}:{}::{}",
        entry.code(),
        entry.library().unwrap_or("lib(0)"),
        entry.reason().map_or_else(|| format!("reason({})", entry.reason_code()), str::to_owned)
    )
}

/// The libraries that Node names in codes, by OpenSSL's numbers (`ERR_LIB_*` in `err.h`).
fn prefix(library: i32) -> &'static str {
    match library {
        3 => "BN_",
        4 => "RSA_",
        5 => "DH_",
        6 => "EVP_",
        7 => "BUF_",
        8 => "OBJ_",
        9 => "PEM_",
        10 => "DSA_",
        11 => "X509_",
        13 => "ASN1_",
        14 => "CONF_",
        15 => "CRYPTO_",
        16 => "EC_",
        20 => "SSL_",
        32 => "BIO_",
        33 => "PKCS7_",
        34 => "X509V3_",
        35 => "PKCS12_",
        36 => "RAND_",
        37 => "DSO_",
        38 => "ENGINE_",
        39 => "OCSP_",
        40 => "UI_",
        _ => "",
    }
}

//! What libpq accepts in a certificate and webpki does not: names in the common name, certificates of version 1 (the
//! recipe of the PostgreSQL manual, 19.9.5, makes them), a self-signed certificate that is its own root.

use std::net::IpAddr;

use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms};
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::{CertificateError, SignatureScheme};
use x509_cert::Certificate;
use x509_cert::certificate::Version;
use x509_cert::der::asn1::{PrintableStringRef, TeletexStringRef, Utf8StringRef};
use x509_cert::der::{Decode as _, Encode as _, Reader as _, SliceReader};
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

/// Parses a certificate.
pub(super) fn parse(der: &CertificateDer<'_>) -> Result<Certificate, CertificateError> {
    Certificate::from_der(der).map_err(|_| CertificateError::BadEncoding)
}

/// Whether webpki can read it at all; it reads only version 3.
pub(super) fn is_version_3(certificate: &Certificate) -> bool {
    certificate.tbs_certificate.version == Version::V3
}

/// The name check of libpq: alternative names of the host's type decide; without any, the common name does. A `*` stands
/// for the first label (PostgreSQL manual, 34.19.1).
pub(super) fn is_for(certificate: &Certificate, host: &str) -> bool {
    let address: Option<IpAddr> = host.parse().ok();
    let mut use_common_name = true;
    for name in alternative_names(certificate) {
        match name {
            GeneralName::DnsName(dns) => {
                if address.is_none() {
                    use_common_name = false;
                }
                if matches(dns.as_str(), host) {
                    return true;
                }
            }
            GeneralName::IpAddress(bytes) => {
                if address.is_some() {
                    use_common_name = false;
                }
                let same = match address {
                    Some(IpAddr::V4(ip)) => bytes.as_bytes() == ip.octets(),
                    Some(IpAddr::V6(ip)) => bytes.as_bytes() == ip.octets(),
                    None => false,
                };
                if same {
                    return true;
                }
            }
            _ => {}
        }
    }
    use_common_name && common_name(certificate).is_some_and(|name| matches(&name, host))
}

fn alternative_names(certificate: &Certificate) -> Vec<GeneralName> {
    match certificate.tbs_certificate.get::<SubjectAltName>() {
        Ok(Some((_, names))) => names.0,
        _ => Vec::new(),
    }
}

fn common_name(certificate: &Certificate) -> Option<String> {
    let names = certificate.tbs_certificate.subject.0.iter().flat_map(|set| set.0.iter());
    let mut found = None;
    for attribute in names {
        if attribute.oid.to_string() == "2.5.4.3" {
            let value = &attribute.value;
            found = value
                .decode_as::<Utf8StringRef<'_>>()
                .map(|s| s.as_str().to_owned())
                .or_else(|_| value.decode_as::<PrintableStringRef<'_>>().map(|s| s.as_str().to_owned()))
                .or_else(|_| value.decode_as::<TeletexStringRef<'_>>().map(|s| s.as_str().to_owned()))
                .ok();
        }
    }
    found
}

fn matches(pattern: &str, host: &str) -> bool {
    // A NUL inside a name is an attack of old.
    if pattern.is_empty() || pattern.contains('\0') {
        return false;
    }
    let (pattern, host) = (pattern.to_ascii_lowercase(), host.to_ascii_lowercase());
    if pattern == host {
        return true;
    }
    match pattern.strip_prefix("*.") {
        Some(rest) if host.parse::<IpAddr>().is_err() => {
            host.split_once('.').is_some_and(|(label, domain)| !label.is_empty() && domain == rest)
        }
        _ => false,
    }
}

/// Whether the certificate is valid now.
pub(super) fn check_time(certificate: &Certificate, now: UnixTime) -> Result<(), CertificateError> {
    let validity = &certificate.tbs_certificate.validity;
    if now.as_secs() < validity.not_before.to_unix_duration().as_secs() {
        return Err(CertificateError::NotValidYet);
    }
    if now.as_secs() > validity.not_after.to_unix_duration().as_secs() {
        return Err(CertificateError::Expired);
    }
    Ok(())
}

/// Whether a root signed this certificate directly. Only for certificates that webpki can't read.
pub(super) fn signed_by(
    der: &CertificateDer<'_>,
    certificate: &Certificate,
    root: &Certificate,
    algorithms: &WebPkiSupportedAlgorithms,
) -> bool {
    if certificate.tbs_certificate.issuer != root.tbs_certificate.subject {
        return false;
    }
    let Some(signed) = signed_part(der) else { return false };
    let Ok(identifier) = identifier_bytes(&certificate.signature_algorithm) else { return false };
    let key = &root.tbs_certificate.subject_public_key_info;
    let Ok(key_identifier) = identifier_bytes(&key.algorithm) else { return false };
    algorithms
        .all
        .iter()
        .filter(|a| a.signature_alg_id().as_ref() == identifier && a.public_key_alg_id().as_ref() == key_identifier)
        .any(|a| {
            a.verify_signature(key.subject_public_key.raw_bytes(), signed, certificate.signature.raw_bytes()).is_ok()
        })
}

/// Checks the signature of a handshake with the key of a certificate that webpki can't read.
pub(super) fn check_handshake(
    certificate: &Certificate,
    scheme: SignatureScheme,
    message: &[u8],
    signature: &[u8],
    provider: &CryptoProvider,
) -> bool {
    let key = &certificate.tbs_certificate.subject_public_key_info;
    let Ok(key_identifier) = identifier_bytes(&key.algorithm) else { return false };
    provider
        .signature_verification_algorithms
        .mapping
        .iter()
        .filter(|(s, _)| *s == scheme)
        .flat_map(|(_, algorithms)| algorithms.iter())
        .filter(|a| a.public_key_alg_id().as_ref() == key_identifier)
        .any(|a| a.verify_signature(key.subject_public_key.raw_bytes(), message, signature).is_ok())
}

/// An AlgorithmIdentifier without its outer tag and length, as rustls' tables hold it.
fn identifier_bytes(algorithm: &x509_cert::spki::AlgorithmIdentifierOwned) -> Result<Vec<u8>, x509_cert::der::Error> {
    let der = algorithm.to_der()?;
    let mut reader = SliceReader::new(&der)?;
    let header = x509_cert::der::Header::decode(&mut reader)?;
    Ok(reader.read_slice(header.length)?.to_vec())
}

/// The bytes that the issuer signed: the first element of the certificate, as it was sent.
fn signed_part<'a>(der: &'a CertificateDer<'_>) -> Option<&'a [u8]> {
    let bytes: &'a [u8] = der.as_ref();
    let mut reader = SliceReader::new(bytes).ok()?;
    x509_cert::der::Header::decode(&mut reader).ok()?;
    reader.tlv_bytes().ok()
}

/// `tls-server-end-point` (RFC 5929): the hash of the certificate by the hash of its signature, SHA-256 in place of
/// weaker ones.
pub(super) fn end_point_hash(der: &CertificateDer<'_>) -> Option<Vec<u8>> {
    use rustls::crypto::ring::cipher_suite as suites;
    let certificate = parse(der).ok()?;
    // sha384WithRSAEncryption and ecdsa-with-SHA384; rustls has no SHA-512 to offer.
    let suite = match certificate.signature_algorithm.oid.to_string().as_str() {
        "1.2.840.113549.1.1.12" | "1.2.840.10045.4.3.3" => suites::TLS13_AES_256_GCM_SHA384,
        "1.2.840.113549.1.1.4"
        | "1.2.840.113549.1.1.5"
        | "1.2.840.113549.1.1.11"
        | "1.2.840.10045.4.1"
        | "1.2.840.10045.4.3.2" => suites::TLS13_AES_128_GCM_SHA256,
        _ => return None,
    };
    let hash = suite.tls13()?.common.hash_provider.hash(der);
    Some(hash.as_ref().to_vec())
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn names_match_as_in_libpq() {
        assert!(matches("DB.example.com", "db.EXAMPLE.com"));
        assert!(matches("*.example.com", "db.example.com"));
        assert!(!matches("*.example.com", "a.db.example.com"));
        assert!(!matches("*.example.com", "example.com"));
        assert!(!matches("*.0.0.1", "127.0.0.1"));
        assert!(!matches("db.example.com\0.evil", "db.example.com"));
    }
}

//! Checking the server's certificate as libpq's modes say.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, PeerMisbehaved, SignatureScheme};

use super::certificate;

/// Checks the chain if there are roots, the name if the mode says so.
#[derive(Debug)]
pub(super) struct Verifier {
    pub provider: Arc<CryptoProvider>,
    pub chain: Option<Arc<WebPkiServerVerifier>>,
    /// The roots as they are in the file.
    pub roots: Vec<CertificateDer<'static>>,
    /// The name that the certificate must be for.
    pub host: Option<String>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if let Some(chain) = &self.chain {
            match chain.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
                Ok(_) => {}
                // webpki looks at the name last; ours is looked at below, by libpq's rules.
                Err(Error::InvalidCertificate(
                    CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
                )) => {}
                Err(e) => self.second_opinion(end_entity, now, e)?,
            }
        }
        if let Some(host) = &self.host
            && !certificate::is_for(&certificate::parse(end_entity)?, host)
        {
            return Err(CertificateError::NotValidForName.into());
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        if let Some(answer) = self.old_certificate(message, cert, dss) {
            return answer;
        }
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        if let Some(answer) = self.old_certificate(message, cert, dss) {
            // TLS 1.3 left these behind (RFC 8446, 4.2.3).
            return match dss.scheme {
                SignatureScheme::RSA_PKCS1_SHA256
                | SignatureScheme::RSA_PKCS1_SHA384
                | SignatureScheme::RSA_PKCS1_SHA512 => {
                    Err(PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme.into())
                }
                _ => answer,
            };
        }
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

impl Verifier {
    /// What OpenSSL accepts beyond webpki: a certificate that is itself a trusted root, one of version 1 that a root
    /// signed. Everything else keeps webpki's answer.
    fn second_opinion(&self, end_entity: &CertificateDer<'_>, now: UnixTime, first: Error) -> Result<(), Error> {
        let parsed = certificate::parse(end_entity)?;
        let is_root = self.roots.iter().any(|root| root.as_ref() == end_entity.as_ref());
        let by_root = !certificate::is_version_3(&parsed)
            && self.roots.iter().filter_map(|root| certificate::parse(root).ok()).any(|root| {
                certificate::check_time(&root, now).is_ok()
                    && certificate::signed_by(
                        end_entity,
                        &parsed,
                        &root,
                        &self.provider.signature_verification_algorithms,
                    )
            });
        if is_root || by_root {
            certificate::check_time(&parsed, now)?;
            return Ok(());
        }
        Err(first)
    }

    fn old_certificate(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Option<Result<HandshakeSignatureValid, Error>> {
        let parsed = certificate::parse(cert).ok().filter(|c| !certificate::is_version_3(c))?;
        let good = certificate::check_handshake(&parsed, dss.scheme, message, dss.signature(), &self.provider);
        Some(if good { Ok(HandshakeSignatureValid::assertion()) } else { Err(CertificateError::BadSignature.into()) })
    }
}

#include "tools/server/tls.h"

#include <ctime>
#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace tools::server {
namespace {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

ledger::Failure unusable(const std::string& file, const std::string& why) {
  return ledger::fail(ledger::FailureKind::invalid,
                      fmt::format("{} cannot be used for TLS: {}", file, why));
}

/// For TLS 1.2: only forward secrecy and authenticated encryption, as TLS 1.3 requires.
constexpr const char* tls_1_2_ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

ledger::Result<std::shared_ptr<ssl::context>> context_of(const TlsFiles& files) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX* native = context->native_handle();
  // Without OpenSSL's macro, which uses an old-style cast.
  SSL_CTX_ctrl(native, SSL_CTRL_SET_MIN_PROTO_VERSION, TLS1_2_VERSION, nullptr);
  SSL_CTX_set_options(
      native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  if (SSL_CTX_set_cipher_list(native, tls_1_2_ciphers) != 1) {
    return unusable("OpenSSL", "it has none of the acceptable ciphers");
  }
  error_code error;
  context->use_certificate_chain_file(files.certificate, error);
  if (error) return unusable(files.certificate, error.message());
  // A key with a password cannot be used: nobody can enter it.
  context->set_password_callback([](std::size_t, auto) { return std::string{}; }, error);
  if (error) return unusable(files.key, error.message());
  context->use_private_key_file(files.key, ssl::context::pem, error);
  if (error) return unusable(files.key, error.message());
  if (SSL_CTX_check_private_key(native) != 1) {
    return unusable(files.key, "it is not the key of the certificate (mismatch)");
  }
  if (files.client_authority.empty()) return context;
  context->load_verify_file(files.client_authority, error);
  if (error) return unusable(files.client_authority, error.message());
  // A client may have no certificate and send a token; a certificate that it presents must be
  // valid.
  context->set_verify_mode(ssl::verify_peer, error);
  if (error) return unusable(files.client_authority, error.message());
  SSL_CTX_set_client_CA_list(native, SSL_load_client_CA_file(files.client_authority.c_str()));
  // A resumed session keeps its client certificate, so it must come from this server.
  SSL_CTX_set_timeout(native, 300);
  const std::string name = "license-ledger";
  SSL_CTX_set_session_id_context(native, reinterpret_cast<const unsigned char*>(name.data()),
                                 static_cast<unsigned>(name.size()));
  return context;
}

std::string text_of(const ASN1_STRING* string) {
  const auto* bytes = reinterpret_cast<const char*>(ASN1_STRING_get0_data(string));
  return {bytes, static_cast<std::size_t>(ASN1_STRING_length(string))};
}

std::string common_name(const X509* certificate) {
  const X509_NAME* subject = X509_get_subject_name(certificate);
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return {};
  unsigned char* utf8 = nullptr;
  const auto* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
  const int size = ASN1_STRING_to_UTF8(&utf8, value);
  if (size < 0) return {};
  std::string name{reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(size)};
  OPENSSL_free(utf8);
  return name;
}

}  // namespace

ledger::Result<std::unique_ptr<Tls>> Tls::from(TlsFiles files) {
  std::unique_ptr<Tls> tls{new Tls{std::move(files)}};
  if (const auto loaded = tls->reload(); !loaded) return loaded.error();
  return tls;
}

ledger::Result<void> Tls::reload() {
  auto context = context_of(files_);
  if (!context) return context.error();
  const std::scoped_lock lock{mutex_};
  context_ = std::move(*context);
  return boost::system::in_place_value;
}

std::shared_ptr<ssl::context> Tls::current() const {
  const std::scoped_lock lock{mutex_};
  return context_;
}

ClientCertificate client_certificate(SSL* connection) {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate{
      SSL_get1_peer_certificate(connection), X509_free};
  ClientCertificate shown;
  if (!certificate || SSL_get_verify_result(connection) != X509_V_OK) return shown;
  std::tm end{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1) return shown;
  shown.until = std::chrono::system_clock::from_time_t(::timegm(&end));
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> alternatives{
      static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)),
      GENERAL_NAMES_free};
  const int count = alternatives ? sk_GENERAL_NAME_num(alternatives.get()) : 0;
  for (int i = 0; i < count; ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(alternatives.get(), i);
    if (name->type == GEN_DNS) shown.names.push_back("dns:" + text_of(name->d.dNSName));
    if (name->type == GEN_EMAIL) shown.names.push_back("email:" + text_of(name->d.rfc822Name));
    if (name->type == GEN_URI) {
      shown.names.push_back("uri:" + text_of(name->d.uniformResourceIdentifier));
    }
  }
  if (!shown.names.empty()) return shown;
  if (const auto name = common_name(certificate.get()); !name.empty()) {
    shown.names.push_back("cn:" + name);
  }
  return shown;
}

}  // namespace tools::server

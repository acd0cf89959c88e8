package io.trunkline.identity.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An application registration ({@code reference/identity.md §6}).
 *
 * @param appId client id, a GUID
 * @param objectId id of the registration itself, a GUID
 * @param displayName for people
 * @param identifierUris App ID URIs, for example {@code api://orders}; unique in the tenant
 * @param appRoles roles that clients of this application can be given
 * @param tokenVersion version of the access tokens for this application, 1 or 2
 * @param passwords its secrets, hashed
 * @param certificates X.509 certificates whose keys it may prove itself with, Base64 of DER
 */
public record Application(
    String appId,
    String objectId,
    String displayName,
    List<String> identifierUris,
    List<AppRole> appRoles,
    int tokenVersion,
    List<Password> passwords,
    List<String> certificates) {
  public Application {
    identifierUris = List.copyOf(identifierUris);
    appRoles = List.copyOf(appRoles);
    passwords = List.copyOf(passwords);
    certificates = certificates == null ? List.of() : List.copyOf(certificates);
  }

  /**
   * A role that this application defines.
   *
   * @param id a GUID
   * @param value what stands in the {@code roles} claim
   */
  public record AppRole(String id, String value, String displayName) {}

  /**
   * A client secret. The secrets are 256 random bits, so a salted hash is as good as a slow one.
   *
   * @param keyId a GUID
   * @param hint the first three characters, for people
   * @param salt Base64
   * @param hash Base64 of HMAC-SHA256 with the salt as key
   * @param startsAt milliseconds since the epoch
   * @param endsAt milliseconds since the epoch
   */
  public record Password(
      String keyId,
      String displayName,
      String hint,
      String salt,
      String hash,
      long startsAt,
      long endsAt) {

    @Override
    public String toString() {
      return "Password[" + keyId + "]";
    }
  }

  public Optional<AppRole> appRole(String roleId) {
    return appRoles.stream().filter(role -> role.id().equalsIgnoreCase(roleId)).findFirst();
  }

  Application with(Password password) {
    List<Password> more = new ArrayList<>(passwords);
    more.add(password);
    return withPasswords(more);
  }

  Application without(String keyId) {
    return withPasswords(
        passwords.stream().filter(each -> !each.keyId().equalsIgnoreCase(keyId)).toList());
  }

  private Application withPasswords(List<Password> changed) {
    return new Application(
        appId,
        objectId,
        displayName,
        identifierUris,
        appRoles,
        tokenVersion,
        changed,
        certificates);
  }
}

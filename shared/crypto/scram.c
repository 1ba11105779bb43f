/* The arithmetic of SCRAM-SHA-256: see scram.h. */
#include "shared/crypto/scram.h"

#include "shared/crypto/pbkdf2.h"
#include "shared/crypto/secret.h"

/* Computes ClientKey or ServerKey, by its name. */
static void
make_key(const unsigned char salted[SCRAM_KEY], struct str name,
    unsigned char key[SCRAM_KEY])
{
	struct hmac_key set;

	hmac_key_set(&set, salted, SCRAM_KEY);
	hmac(&set, name.at, name.len, key);
	secret_wipe(&set, sizeof(set));
}

/* Signs AuthMessage: its parts, separated by commas. */
static void
sign(const unsigned char key[SCRAM_KEY], const struct scram_auth *auth,
    unsigned char signature[SCRAM_KEY])
{
	struct hmac_key set;
	struct hmac message;

	hmac_key_set(&set, key, SCRAM_KEY);
	hmac_begin(&message, &set);
	hmac_add(&message, auth->first_bare.at, auth->first_bare.len);
	hmac_add(&message, ",", 1);
	hmac_add(&message, auth->server_first.at, auth->server_first.len);
	hmac_add(&message, ",", 1);
	hmac_add(&message, auth->final_bare.at, auth->final_bare.len);
	hmac_end(&message, signature);
	secret_wipe(&set, sizeof(set));
}

/* Hides a key with a signature, or recovers it. */
static void
mix(unsigned char key[SCRAM_KEY], const unsigned char signature[SCRAM_KEY])
{
	for (size_t i = 0; i < SCRAM_KEY; i++)
		key[i] ^= signature[i];
}

bool
scram_salt(struct str password, struct str salt, uint32_t rounds,
    unsigned char salted[SCRAM_KEY])
{
	return pbkdf2(password, salt, rounds, salted, SCRAM_KEY);
}

void
scram_make_keys(const unsigned char salted[SCRAM_KEY], struct scram_keys *keys)
{
	unsigned char client[SCRAM_KEY];

	make_key(salted, STR("Client Key"), client);
	sha256(client, sizeof(client), keys->stored);
	make_key(salted, STR("Server Key"), keys->server);
	secret_wipe(client, sizeof(client));
}

void
scram_prove(const unsigned char salted[SCRAM_KEY],
    const struct scram_auth *auth, unsigned char proof[SCRAM_KEY])
{
	unsigned char stored[SCRAM_KEY], signature[SCRAM_KEY];

	make_key(salted, STR("Client Key"), proof);
	sha256(proof, SCRAM_KEY, stored);
	sign(stored, auth, signature);
	mix(proof, signature);
	secret_wipe(stored, sizeof(stored));
	secret_wipe(signature,
	    sizeof(signature)); /* it reveals the key, given the proof */
}

bool
scram_proves(const unsigned char proof[SCRAM_KEY],
    const struct scram_keys *keys, const struct scram_auth *auth)
{
	unsigned char client[SCRAM_KEY], stored[SCRAM_KEY];
	bool good;

	sign(keys->stored, auth, client);
	mix(client, proof);
	sha256(client, sizeof(client), stored);
	good = secret_same(stored, keys->stored, sizeof(stored));
	secret_wipe(client, sizeof(client));
	secret_wipe(stored, sizeof(stored));
	return good;
}

void
scram_sign(const struct scram_keys *keys, const struct scram_auth *auth,
    unsigned char signature[SCRAM_KEY])
{
	sign(keys->server, auth, signature);
}

/*
 * shared/crypto/scram: the whole exchange of RFC 7677, from both sides; a proof
 * that is another in any bit shows nothing, nor does one for other keys or
 * messages. What clients may say and what it means, and each thing that is
 * refused.
 */
#include "shared/crypto/scram.h"

#include <limits.h>

#include "shared/buf.h"
#include "shared/crypto/base64.h"
#include "shared/crypto/secret.h"
#include "tests/lib/filler.h"
#include "tests/lib/hex.h"
#include "tests/lib/must.h"

/* Section 3. */
#define NONCE "rOprNGfwEbeRWgbNEkqO"
#define BOTH NONCE "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
#define CLIENT_FIRST "n,,n=user,r=" NONCE
#define SALT "W22ZaJ0SNY7soEsUEjb6gQ=="
#define SERVER_FIRST "r=" BOTH ",s=" SALT ",i=4096"
#define PROOF "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
#define CLIENT_FINAL "c=biws,r=" BOTH ",p=" PROOF
#define SERVER_FINAL "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="

static struct {
	unsigned char salted[SCRAM_KEY];
	struct scram_keys keys;
	struct scram_first first;
	struct scram_final final;
	struct scram_auth auth;
} rfc;

static void
tap_key(
    const unsigned char key[SCRAM_KEY], const char *digits, const char *what)
{
	TAP_STR(hex(key, SCRAM_KEY), str_from(digits), "%s", what);
}

/* The account, as it is made. */
static void
makes_keys(void)
{
	char salt[16];
	size_t len;

	MUST(base64_decode(STR(SALT), salt, sizeof(salt), &len), "no salt");
	TAP_OK(scram_salt(
		   STR("pencil"), (struct str) { salt, len }, 4096, rfc.salted),
	    "a password is salted");
	tap_key(rfc.salted,
	    "c4a49510323ab4f952cac1fa99441939"
	    "e78ea74d6be81ddf7096e87513dc615d",
	    "as another program has it");
	scram_make_keys(rfc.salted, &rfc.keys);
	tap_key(rfc.keys.stored,
	    "586e5df283e6dceb5c3e791d8b8528ec"
	    "191e664045ce971792e2e6b5bb13e2a6",
	    "and the client's key");
	tap_key(rfc.keys.server,
	    "c1f3cbc1c13a9d35a14c0990eed97629"
	    "ea225863e566a4314ab99f3f00e5d9d5",
	    "and the server's");
	TAP_OK(!scram_salt(STR("pencil"), STR("salt"), 0, rfc.salted),
	    "not by no rounds");
}

static void
reads_messages(void)
{
	TAP_OK(scram_read_first(STR(CLIENT_FIRST), &rfc.first),
	    "the client's first message");
	TAP_OK(scram_read_final(STR(CLIENT_FINAL), &rfc.final),
	    "and its last one");
	TAP_STR(rfc.final.nonce, STR(BOTH), "which has both nonces");
	rfc.auth = (struct scram_auth) { rfc.first.bare, STR(SERVER_FIRST),
		rfc.final.bare };
}

static void
proves(void)
{
	unsigned char proof[SCRAM_KEY], signature[SCRAM_KEY];
	char text[BASE64_TEXT(SCRAM_KEY)];

	scram_prove(rfc.salted, &rfc.auth, proof);
	TAP_OK(secret_same(proof, rfc.final.proof, sizeof(proof)),
	    "the client's proof is that of the RFC");
	TAP_OK(scram_proves(proof, &rfc.keys, &rfc.auth), "it shows it");
	scram_sign(&rfc.keys, &rfc.auth, signature);
	TAP_STR(base64_text(signature, sizeof(signature), text),
	    STR(SERVER_FINAL), "the server's signature is that of the RFC");
}

static void
refuses_others(void)
{
	unsigned char proof[SCRAM_KEY];
	struct scram_keys keys = rfc.keys;
	unsigned shown = 0;

	memcpy(proof, rfc.final.proof, sizeof(proof));
	for (size_t i = 0; i < SCRAM_KEY * CHAR_BIT; i++) {
		const unsigned char bit = (unsigned char)(1 << i % CHAR_BIT);
		proof[i / CHAR_BIT] ^= bit;
		shown += scram_proves(proof, &rfc.keys, &rfc.auth);
		proof[i / CHAR_BIT] ^= bit;
	}
	TAP_NUM(shown, 0, "a proof with any bit changed");
	memset(proof, 0, sizeof(proof));
	TAP_OK(!scram_proves(proof, &rfc.keys, &rfc.auth), "zeros");
	TAP_OK(!scram_proves(rfc.keys.stored, &rfc.keys, &rfc.auth),
	    "what the server has itself");
	keys.stored[31] ^= 1;
	TAP_OK(!scram_proves(rfc.final.proof, &keys, &rfc.auth),
	    "the keys of another account");
}

/* Each part counts, and so does where it ends. */
static void
refuses_other_messages(void)
{
	struct scram_auth auth[] = { rfc.auth, rfc.auth, rfc.auth, rfc.auth };

	auth[0].first_bare = STR("n=User,r=" NONCE);
	auth[1].server_first = STR("r=" BOTH ",s=" SALT ",i=4097");
	auth[2].final_bare = STR("c=eSws,r=" BOTH);
	auth[3].first_bare.len--;
	auth[3].server_first = STR(NONCE "," SERVER_FIRST);
	for (size_t i = 0; i < COUNT(auth); i++)
		TAP_OK(!scram_proves(rfc.final.proof, &rfc.keys, &auth[i]),
		    "a proof for other messages: %zu", i);
}

/* A proof of 32 bytes, one of a byte more and one of a byte less. */
#define NO_PROOF "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define LONG_PROOF "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define SHORT_PROOF "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="

#define BYTES(literal) LIT(literal)
#define PART(len) ((struct str) { filler(len), len })

static struct str
name_of(const struct scram_name *name)
{
	return (struct str) { name->at, name->len };
}

static void
takes_first(void)
{
	static const struct {
		const char *header;
		const char *bare;
		const char *authzid;
		const char *user;
		const char *nonce;
	} rows[] = {
		{ "n,,", "n=user,r=abc", "", "user", "abc" },
		{ "n,a=admin,", "n=user,r=abc", "admin", "user", "abc" },
		{ "y,a=a=2Cb,", "n=u,r=x", "a,b", "u", "x" },
		{ "n,,", "n=a=2Cb=3Dc,r=x", "", "a,b=c", "x" },
		{ "n,,", "n=\xd8\xb9\xd9\x84\xdb\x8c,r=x", "",
		    "\xd8\xb9\xd9\x84\xdb\x8c", "x" },
		{ "n,,", "n=u,r=x,d=more,X=a=b \xc3\xa4", "", "u", "x" },
	};
	char room[128];
	struct scram_first first;

	for (size_t i = 0; i < COUNT(rows); i++) {
		const size_t header = strlen(rows[i].header);
		memcpy(room, rows[i].header, header);
		memcpy(room + header, rows[i].bare, strlen(rows[i].bare) + 1);
		TAP_OK(scram_read_first(str_from(room), &first), "first: %s",
		    room);
		TAP_STR(first.header, str_from(rows[i].header), "its header");
		TAP_STR(first.bare, str_from(rows[i].bare), "what is behind");
		TAP_STR(name_of(&first.authzid), str_from(rows[i].authzid),
		    "the authzid");
		TAP_STR(
		    name_of(&first.user), str_from(rows[i].user), "the user");
		TAP_STR(first.nonce, str_from(rows[i].nonce), "the nonce");
	}
}

static const struct str bad_first[] = {
	BYTES(""),
	BYTES("n,"),
	BYTES(",,n=u,r=x"),
	BYTES("n,n=u,r=x"),
	BYTES("p=tls-unique,,n=u,r=x"),
	BYTES("n,a=,n=u,r=x"),
	BYTES("n,b=x,n=u,r=x"),
	BYTES("n,a=\xff,n=u,r=x"),
	BYTES("n,,r=x,n=u"),
	BYTES("n,,n=u"),
	BYTES("n,,n=,r=x"),
	BYTES("n,,n=u,r="),
	BYTES("n,,n=u,r=x,"),
	BYTES("n,,n=u,r=x y"),
	BYTES("n,,n=u,r=x\0"),
	BYTES("n,,n=u,r=\xc3\xa4"),
	BYTES("n,,n=a=b,r=x"),
	BYTES("n,,n=a=2c,r=x"),
	BYTES("n,,n=a=41,r=x"),
	BYTES("n,,n=a\0b,r=x"),
	BYTES("n,,n=\xc0\x80,r=x"),
	BYTES("n,,m=x,n=u,r=x"),
	BYTES("n,,n=u,r=x,m=x"),
	BYTES("n,,n=u,r=x,n=v"),
	BYTES("n,,n=u,r=x,d"),
	BYTES("n,,n=u,r=x,d="),
	BYTES("n,,n=u,r=x,d=\xff"),
};

static const struct str bad_final[] = {
	BYTES(""),
	BYTES("p=" NO_PROOF),
	BYTES("c=biws,r=x"),
	BYTES("c=biws,p=" NO_PROOF),
	BYTES("c=biws=,r=x,p=" NO_PROOF),
	BYTES("c=biwt==,r=x,p=" NO_PROOF),
	BYTES("c=biws,r=x y,p=" NO_PROOF),
	BYTES("c=biws,r=x,p=" LONG_PROOF),
	BYTES("c=biws,r=x,p=" SHORT_PROOF),
	BYTES("c=biws,r=x,p=" NO_PROOF "\n"),
	BYTES("c=biws,r=x,p=" NO_PROOF ",d=y"),
	BYTES("c=biws,r=x,c=biws,p=" NO_PROOF),
	BYTES("m=y,c=biws,r=x,p=" NO_PROOF),
	BYTES("c=biws,r=x,m=y,p=" NO_PROOF),
};

static void
refuses(void)
{
	struct scram_first first;
	struct scram_final final;

	for (size_t i = 0; i < COUNT(bad_first); i++)
		TAP_OK(!scram_read_first(bad_first[i], &first),
		    "bad first message %zu", i);
	for (size_t i = 0; i < COUNT(bad_final); i++)
		TAP_OK(!scram_read_final(bad_final[i], &final),
		    "bad last message %zu", i);
	TAP_OK(!scram_read_first((struct str) { NULL, 0 }, &first) &&
		!scram_read_final((struct str) { NULL, 0 }, &final),
	    "nothing");
}

static void
takes_final(void)
{
	static const char text[] =
	    "c=eSxhPWIs,r=x%y,d=z,p="
	    "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAI=";
	struct scram_final final;

	TAP_OK(scram_read_final(STR(text), &final), "final");
	TAP_STR(final.bare, STR("c=eSxhPWIs,r=x%y,d=z"), "all but the proof");
	TAP_STR(final.nonce, STR("x%y"), "the nonce");
	TAP_STR(((struct str) { final.header, final.header_len }),
	    STR("y,a=b,"), "the header");
	TAP_OK(final.proof[0] == 1 && final.proof[SCRAM_KEY - 1] == 2,
	    "the proof");
}

/* Fields of so many letters; an extension fills the message up to a size. */
static bool
is_first(size_t authzid, size_t user, size_t nonce, size_t size)
{
	char room[SCRAM_MESSAGE + 2];
	struct scram_first first;
	struct buf text;

	buf_init(&text, room, sizeof(room));
	MUST(BUF_CAT(&text, STR("n,a="), PART(authzid), STR(",n="), PART(user),
		 STR(",r="), PART(nonce)) &&
		(size == 0 ||
		    BUF_CAT(
			&text, STR(",d="), PART(size - buf_len(&text) - 3))),
	    "no room");
	return scram_read_first(buf_str(&text), &first);
}

/* The last message, whose extension has so many letters. */
static bool
is_final(size_t nonce, size_t extension)
{
	char room[2 * SCRAM_MESSAGE];
	struct scram_final final;
	struct buf text;

	buf_init(&text, room, sizeof(room));
	MUST(BUF_CAT(&text, STR("c=biws,r="), PART(nonce), STR(",d="),
		 PART(extension), STR(",p=" NO_PROOF)),
	    "no room");
	return scram_read_final(buf_str(&text), &final);
}

static void
keeps_to_limits(void)
{
	TAP_OK(is_first(SCRAM_NAME, SCRAM_NAME, SCRAM_NONCE, SCRAM_MESSAGE) &&
		is_final(SCRAM_BOTH_NONCES, 1),
	    "the longest");
	TAP_OK(!is_first(SCRAM_NAME + 1, 1, 1, 0), "too long an authzid");
	TAP_OK(!is_first(1, SCRAM_NAME + 1, 1, 0), "a user");
	TAP_OK(!is_first(1, 1, SCRAM_NONCE + 1, 0), "a nonce");
	TAP_OK(!is_first(1, 1, 1, SCRAM_MESSAGE + 1), "a message");
	TAP_OK(!is_final(SCRAM_BOTH_NONCES + 1, 1), "both nonces");
	TAP_OK(
	    is_final(1, SCRAM_MESSAGE - 60) && !is_final(1, SCRAM_MESSAGE - 59),
	    "a last message");
}

int
main(void)
{
	makes_keys();
	reads_messages();
	proves();
	refuses_others();
	refuses_other_messages();
	takes_first();
	takes_final();
	refuses();
	keeps_to_limits();
	return tap_done();
}

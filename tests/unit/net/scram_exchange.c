/*
 * client/net/scram_exchange: the exchange of RFC 7677 from the
 * client's side; a name with a comma; and messages of a server that are not
 * accepted.
 */
#include "client/net/scram_exchange.h"

#include <stdio.h>

#include "shared/crypto/base64.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

/* Section 3. */
#define NONCE "rOprNGfwEbeRWgbNEkqO"
#define BOTH NONCE "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
#define SALT "W22ZaJ0SNY7soEsUEjb6gQ=="
#define SERVER_FIRST "r=" BOTH ",s=" SALT ",i=4096"
#define CLIENT_FINAL \
	"c=biws,r=" BOTH ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
#define SERVER_FINAL "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="

static struct scram_exchange exchange;

static struct str
base64(const char *text)
{
	static char room[2 * SCRAM_MESSAGE];
	size_t len;

	MUST(base64_encode(text, strlen(text), room, sizeof(room), &len),
	    "long");
	return (struct str) { room, len };
}

static void
begin(const char *account, const char *first)
{
	char room[2 * SCRAM_MESSAGE];
	struct buf said;

	buf_init(&said, room, sizeof(room));
	MUST(scram_exchange_begin(
		 &exchange, str_from(account), STR(NONCE), &said),
	    "it is too long");
	TAP_STR(
	    buf_str(&said), base64(first), "the first message of %s", account);
}

static const char *
prove(struct str said, struct buf *final)
{
	static char room[2 * SCRAM_MESSAGE];

	buf_init(final, room, sizeof(room));
	return scram_exchange_prove(&exchange, STR("pencil"), said, final);
}

/* First messages that no honest server sends. */
static const char *const wrong[] = {
	"",
	"r=" BOTH,
	"r=" BOTH ",s=" SALT,
	"r=" BOTH ",s=" SALT ",i=",
	"r=" BOTH ",s=" SALT ",i=4095",
	"r=" BOTH ",s=" SALT ",i=5000001",
	"r=" BOTH ",s=" SALT ",i=99999999999999999999",
	"r=" BOTH ",s=,i=4096",
	"r=" BOTH ",s=W22,i=4096",
	"r=" NONCE ",s=" SALT ",i=4096",
	"r=x" BOTH ",s=" SALT ",i=4096",
	"r=,s=" SALT ",i=4096",
	"m=x,r=" BOTH ",s=" SALT ",i=4096",
	"s=" SALT ",r=" BOTH ",i=4096",
};

static const char *const unsigned_[] = {
	"",
	"v=",
	"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G8=",
	"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl9",
	"e=invalid-proof",
	"6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
};

int
main(void)
{
	struct buf final;

	begin("a,b=c", "n,,n=a=2Cb=3Dc,r=" NONCE);
	begin("user", "n,,n=user,r=" NONCE);
	for (size_t i = 0; i < COUNT(wrong); i++)
		TAP_OK(prove(base64(wrong[i]), &final) != NULL &&
			buf_len(&final) == 0,
		    "refused: %s", wrong[i]);
	TAP_OK(prove(STR("AAA"), &final) != NULL, "nor what is no Base64");
	TAP_OK(!scram_exchange_is_signed(&exchange, base64(SERVER_FINAL)),
	    "nothing is signed before the proof");
	TAP_OK(prove(base64(SERVER_FIRST), &final) == NULL, "a proof");
	TAP_STR(buf_str(&final), base64(CLIENT_FINAL), "that of the RFC");
	for (size_t i = 0; i < COUNT(unsigned_); i++)
		TAP_OK(
		    !scram_exchange_is_signed(&exchange, base64(unsigned_[i])),
		    "not signed: %s", unsigned_[i]);
	TAP_OK(scram_exchange_is_signed(&exchange, base64(SERVER_FINAL)),
	    "signed");
	return tap_done();
}
